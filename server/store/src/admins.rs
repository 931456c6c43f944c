//! Those who run the portal, their sessions and recovery codes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, AdminSessionId, ContactId, Lang, Timestamp};

use crate::backend::on_backend;
use crate::schema::{admin_sessions, admins};
use crate::{Conn, Result};

/// A row of `admins`.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = admins)]
pub struct Admin {
    pub id: AdminId,
    pub email: String,
    pub name: String,
    pub lang: Lang,
    /// A PHC string.
    pub password_hash: String,
    pub totp_secret: Option<String>,
    pub totp_step: Option<i64>,
    pub session_generation: i32,
    pub failures: i32,
    pub locked_until: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A row of `admin_sessions`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = admin_sessions)]
pub struct AdminSession {
    pub id: AdminSessionId,
    pub hash: Vec<u8>,
    pub admin_id: AdminId,
    pub generation: i32,
    pub device: String,
    /// The contact whose portal this admin looks at.
    pub viewing: Option<ContactId>,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

pub async fn find(conn: &mut Conn, id: AdminId) -> Result<Option<Admin>> {
    on_backend!(conn, c => Ok(admins::table.find(id).select(Admin::as_select()).first(c).await.optional()?))
}

pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Admin>> {
    on_backend!(conn, c => Ok(admins::table.filter(admins::email.eq(email)).select(Admin::as_select()).first(c).await.optional()?))
}

/// Whether there is an admin at all.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(admins::table.select(admins::id))).get_result(c).await?))
}

pub async fn insert(conn: &mut Conn, admin: &Admin) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(admins::table).values(admin).execute(c).await)?;
    Ok(())
}

pub async fn insert_session(conn: &mut Conn, session: &AdminSession) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(admin_sessions::table).values(session).execute(c).await)?;
    Ok(())
}

pub async fn find_session(conn: &mut Conn, hash: &[u8]) -> Result<Option<(AdminSession, Admin)>> {
    on_backend!(conn, c => Ok(admin_sessions::table.inner_join(admins::table)
        .filter(admin_sessions::hash.eq(hash))
        .select((AdminSession::as_select(), Admin::as_select()))
        .first(c).await.optional()?))
}

pub async fn touch_session(conn: &mut Conn, id: AdminSessionId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(admin_sessions::table.find(id)).set(admin_sessions::last_seen_at.eq(now)).execute(c).await)?;
    Ok(())
}

pub async fn delete_session(conn: &mut Conn, id: AdminSessionId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(admin_sessions::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Whose portal the admin looks at from now on; `None` ends the view.
pub async fn set_viewing(conn: &mut Conn, id: AdminSessionId, contact: Option<ContactId>) -> Result<()> {
    on_backend!(conn, c => diesel::update(admin_sessions::table.find(id)).set(admin_sessions::viewing.eq(contact)).execute(c).await)?;
    Ok(())
}
