//! Which courses give a certificate, and the certificates.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CertificateId, ContactId, Lang, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{certificate_terms, certificates};
use crate::{Conn, Result};

/// A row of `certificate_terms`: the course gives a certificate.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_terms)]
pub struct Terms {
    pub product_id: ProductId,
    pub issuer: String,
}

/// A row of `certificates`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates)]
pub struct Certificate {
    pub id: CertificateId,
    /// Without its hyphens.
    pub number: String,
    pub contact_id: ContactId,
    pub product_id: ProductId,
    pub name: String,
    pub title: String,
    pub issuer: String,
    pub lang: Lang,
    pub issued_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

pub async fn terms(conn: &mut Conn, product: ProductId) -> Result<Option<Terms>> {
    on_backend!(conn, c => Ok(certificate_terms::table.find(product).select(Terms::as_select()).first(c).await.optional()?))
}

pub async fn set_terms(conn: &mut Conn, terms: &Terms) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(certificate_terms::table).values(terms)
        .on_conflict(certificate_terms::product_id)
        .do_update().set(certificate_terms::issuer.eq(&terms.issuer))
        .execute(c).await)?;
    Ok(())
}

pub async fn remove_terms(conn: &mut Conn, product: ProductId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(certificate_terms::table.find(product)).execute(c).await)?;
    Ok(())
}

/// Keeps the certificate unless the contact has one of the course already.
pub async fn issue(conn: &mut Conn, certificate: &Certificate) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(certificates::table).values(certificate)
        .on_conflict((certificates::contact_id, certificates::product_id))
        .do_nothing()
        .execute(c).await)?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: CertificateId) -> Result<Option<Certificate>> {
    on_backend!(conn, c => Ok(certificates::table.find(id).select(Certificate::as_select()).first(c).await.optional()?))
}

/// By the number without its hyphens.
pub async fn by_number(conn: &mut Conn, number: &str) -> Result<Option<Certificate>> {
    on_backend!(conn, c => Ok(certificates::table.filter(certificates::number.eq(number)).select(Certificate::as_select()).first(c).await.optional()?))
}

pub async fn of_course(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<Option<Certificate>> {
    on_backend!(conn, c => Ok(certificates::table
        .filter(certificates::contact_id.eq(contact))
        .filter(certificates::product_id.eq(product))
        .select(Certificate::as_select())
        .first(c).await.optional()?))
}

/// One contact's, at most one a course.
pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<Certificate>> {
    on_backend!(conn, c => Ok(certificates::table
        .filter(certificates::contact_id.eq(contact))
        .order((certificates::issued_at.desc(), certificates::id))
        .select(Certificate::as_select())
        .load(c).await?))
}

/// Whether it was valid until now.
pub async fn revoke(conn: &mut Conn, id: CertificateId, now: Timestamp) -> Result<bool> {
    let revoked = on_backend!(conn, c => diesel::update(certificates::table.find(id).filter(certificates::revoked_at.is_null()))
        .set(certificates::revoked_at.eq(now))
        .execute(c).await)?;
    Ok(revoked > 0)
}
