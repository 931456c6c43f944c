//! Magic links. A row holds what is needed to make the link's token again with the key file, and never the token.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, ContactId, LinkId, LinkPurpose, Timestamp};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::schema::{contacts, links};
use crate::{Conn, Result};

/// A row of `links`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = links)]
pub struct Link {
    pub id: LinkId,
    /// 16 random bytes.
    pub selector: Vec<u8>,
    /// 16 random bytes.
    pub nonce: Vec<u8>,
    pub contact_id: ContactId,
    pub generation: i32,
    pub purpose: LinkPurpose,
    /// A `Destination` as text.
    pub destination: String,
    /// The admin who made it, if one did.
    pub issuer_id: Option<AdminId>,
    pub key_id: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub uses: i32,
    pub use_limit: i32,
}

pub async fn insert(conn: &mut Conn, link: &Link) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(links::table).values(link).execute(c).await)?;
    Ok(())
}

/// Inserts all of `links`, some thousands at most.
pub async fn insert_all(conn: &mut Conn, links: Vec<Link>) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => {
            c.spawn_blocking(move |c| {
                links.iter().try_for_each(|link| diesel::RunQueryDsl::execute(diesel::insert_into(links::table).values(link), c).map(|_| ()))
            })
            .await?;
        }
        Conn::Postgres(c) => {
            diesel::insert_into(links::table).values(links).execute(&mut **c).await?;
        }
    }
    Ok(())
}

pub async fn find(conn: &mut Conn, id: LinkId) -> Result<Option<Link>> {
    on_backend!(conn, c => Ok(links::table.find(id).select(Link::as_select()).first(c).await.optional()?))
}

/// The link with that selector and its contact.
pub async fn find_by_selector(conn: &mut Conn, selector: &[u8]) -> Result<Option<(Link, Contact)>> {
    on_backend!(conn, c => Ok(links::table.inner_join(contacts::table)
        .filter(links::selector.eq(selector))
        .select((Link::as_select(), Contact::as_select()))
        .first(c).await.optional()?))
}

/// Counts one more use if the link may be used now: one statement, so that no two requests share the last use.
/// Looks at everything that is the link's own; the contact's state and grants are the caller's to check in the same
/// transaction.
pub async fn take_use(conn: &mut Conn, id: LinkId, generation: i32, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(links::table.find(id)
            .filter(links::generation.eq(generation))
            .filter(links::revoked_at.is_null())
            .filter(links::expires_at.gt(now))
            .filter(links::uses.lt(links::use_limit)))
        .set(links::uses.eq(links::uses + 1))
        .execute(c).await)?;
    Ok(n == 1)
}

/// The contact's newest links first.
pub async fn of_contact(conn: &mut Conn, contact: ContactId, limit: i64) -> Result<Vec<Link>> {
    on_backend!(conn, c => Ok(links::table.filter(links::contact_id.eq(contact)).order(links::id.desc()).limit(limit).select(Link::as_select()).load(c).await?))
}

/// How many of the contact's links would work now if the generation were raised no further. `keys` are those there are.
pub async fn count_live(conn: &mut Conn, contact: &Contact, keys: &[&str], now: Timestamp) -> Result<i64> {
    on_backend!(conn, c => Ok(links::table
        .filter(links::contact_id.eq(contact.id))
        .filter(links::generation.eq(contact.link_generation))
        .filter(links::revoked_at.is_null())
        .filter(links::expires_at.gt(now))
        .filter(links::key_id.eq_any(keys))
        .filter(links::uses.lt(links::use_limit))
        .count().get_result(c).await?))
}

/// Whether it was not revoked already.
pub async fn revoke(conn: &mut Conn, id: LinkId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(links::table.find(id).filter(links::revoked_at.is_null()))
        .set(links::revoked_at.eq(now))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Revokes whatever links the contact has.
pub async fn revoke_all(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(links::table.filter(links::contact_id.eq(contact)).filter(links::revoked_at.is_null()))
        .set(links::revoked_at.eq(now))
        .execute(c).await)?;
    Ok(())
}

/// Whether any link was ever made.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(links::table.select(links::id))).get_result(c).await?))
}
