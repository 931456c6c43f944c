//! What learners ask for and cannot do themselves: a fresh link, access.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::contact::RequestKind;
use domain::{ContactId, RequestId, Timestamp};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::schema::{access_requests, contacts};
use crate::{Conn, Result};

/// A row of `access_requests`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = access_requests)]
pub struct Request {
    pub id: RequestId,
    pub contact_id: ContactId,
    pub kind: RequestKind,
    /// A [`domain::Destination`] as links write it.
    pub destination: String,
    pub created_at: Timestamp,
    pub handled_at: Option<Timestamp>,
}

/// Keeps one open request of a kind for a contact: asking again changes no more than where it is to lead.
pub async fn ask(conn: &mut Conn, request: &Request) -> Result<()> {
    let n = on_backend!(conn, c => diesel::update(access_requests::table
        .filter(access_requests::contact_id.eq(request.contact_id))
        .filter(access_requests::kind.eq(request.kind))
        .filter(access_requests::handled_at.is_null()))
        .set(access_requests::destination.eq(&request.destination))
        .execute(c).await)?;
    if n > 0 {
        return Ok(());
    }
    on_backend!(conn, c => diesel::insert_into(access_requests::table).values(request).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// Whether the contact waits for an answer of that kind.
pub async fn is_open(conn: &mut Conn, contact: ContactId, kind: RequestKind) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(access_requests::table
        .filter(access_requests::contact_id.eq(contact))
        .filter(access_requests::kind.eq(kind))
        .filter(access_requests::handled_at.is_null())))
        .get_result(c).await?))
}

/// The open requests, newest first, with who asks.
pub async fn open(conn: &mut Conn, limit: i64) -> Result<Vec<(Request, Contact)>> {
    on_backend!(conn, c => Ok(access_requests::table.inner_join(contacts::table)
        .filter(access_requests::handled_at.is_null())
        .order(access_requests::id.desc())
        .limit(limit)
        .select((Request::as_select(), Contact::as_select()))
        .load(c).await?))
}

pub async fn find(conn: &mut Conn, id: RequestId) -> Result<Option<Request>> {
    on_backend!(conn, c => Ok(access_requests::table.find(id).select(Request::as_select()).first(c).await.optional()?))
}

/// Whether it was still open.
pub async fn close(conn: &mut Conn, id: RequestId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(access_requests::table.find(id).filter(access_requests::handled_at.is_null()))
        .set(access_requests::handled_at.eq(now))
        .execute(c).await)?;
    Ok(n == 1)
}
