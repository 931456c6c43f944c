//! Learners' sessions. The secret is in the cookie; here is its SHA-256.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, LinkId, SessionId, Timestamp};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::schema::{contacts, sessions};
use crate::{Conn, Result};

/// A row of `sessions`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: SessionId,
    /// 32 bytes.
    pub hash: Vec<u8>,
    pub contact_id: ContactId,
    pub generation: i32,
    pub link_id: Option<LinkId>,
    /// What the browser calls itself, in a few words.
    pub device: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The absolute limit; the idle limit is counted from `last_seen_at`.
    pub expires_at: Timestamp,
}

pub async fn insert(conn: &mut Conn, session: &Session) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(sessions::table).values(session).execute(c).await)?;
    Ok(())
}

pub async fn find_by_hash(conn: &mut Conn, hash: &[u8]) -> Result<Option<(Session, Contact)>> {
    on_backend!(conn, c => Ok(sessions::table.inner_join(contacts::table)
        .filter(sessions::hash.eq(hash))
        .select((Session::as_select(), Contact::as_select()))
        .first(c).await.optional()?))
}

pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<Session>> {
    on_backend!(conn, c => Ok(sessions::table.filter(sessions::contact_id.eq(contact)).order(sessions::id.desc()).limit(100).select(Session::as_select()).load(c).await?))
}

pub async fn touch(conn: &mut Conn, id: SessionId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(sessions::table.find(id)).set(sessions::last_seen_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Ends one session of that contact.
pub async fn delete(conn: &mut Conn, contact: ContactId, id: SessionId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(sessions::table.find(id).filter(sessions::contact_id.eq(contact))).execute(c).await)?;
    Ok(n == 1)
}

pub async fn delete_all(conn: &mut Conn, contact: ContactId) -> Result<usize> {
    Ok(on_backend!(conn, c => diesel::delete(sessions::table.filter(sessions::contact_id.eq(contact))).execute(c).await)?)
}

/// Clears away sessions past their absolute limit.
pub async fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    Ok(on_backend!(conn, c => diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(c).await)?)
}
