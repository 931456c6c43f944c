//! Those who run the portal, their sessions and recovery codes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, AdminSessionId, ContactId, Lang, Timestamp};

use crate::backend::on_backend;
use crate::schema::{admin_sessions, admins, recovery_codes};
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
    /// The secret of the second factor, sealed with a key that is not in the database.
    pub totp_sealed: Option<String>,
    pub totp_step: Option<i64>,
    pub session_generation: i32,
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

/// Whether anything is sealed for any of them.
pub async fn any_sealed(conn: &mut Conn) -> Result<bool> {
    let sealed = admins::table.filter(admins::totp_sealed.is_not_null()).select(admins::id);
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(sealed)).get_result(c).await?))
}

/// The oldest 200, by name: a portal has few.
pub async fn all(conn: &mut Conn) -> Result<Vec<Admin>> {
    let mut found: Vec<Admin> = on_backend!(conn, c => admins::table.order(admins::id).limit(200).select(Admin::as_select()).load(c).await)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Every admin, held until the transaction ends: of two who look whether there is another one, the second waits for the first.
/// SQLite has one writer anyway.
pub async fn hold_all(conn: &mut Conn) -> Result<Vec<Admin>> {
    match conn {
        Conn::Sqlite(c) => {
            let c: &mut crate::backend::Sqlite = &mut *c;
            Ok(admins::table.order(admins::id).select(Admin::as_select()).load(c).await?)
        }
        Conn::Postgres(c) => {
            let c: &mut diesel_async::AsyncPgConnection = &mut *c;
            Ok(admins::table.order(admins::id).select(Admin::as_select()).for_update().load(c).await?)
        }
    }
}

/// Deletes the admin, with their sessions and recovery codes.
pub async fn delete(conn: &mut Conn, id: AdminId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(admins::table.find(id)).execute(c).await)?;
    Ok(())
}

/// # Errors
/// [`crate::Error::Duplicate`] if the address is taken.
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

/// Puts the session behind another secret, in that generation of the admin's; whether it was still there.
pub async fn renew_session(conn: &mut Conn, id: AdminSessionId, hash: &[u8], generation: i32) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(admin_sessions::table.find(id))
        .set((admin_sessions::hash.eq(hash), admin_sessions::generation.eq(generation)))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Whether the session is still there, of its admin's generation and within its absolute limit.
pub async fn is_session_there(conn: &mut Conn, id: AdminSessionId, now: Timestamp) -> Result<bool> {
    let found: Option<AdminSessionId> = on_backend!(conn, c => admin_sessions::table.inner_join(admins::table)
        .filter(admin_sessions::id.eq(id))
        .filter(admin_sessions::expires_at.gt(now))
        .filter(admin_sessions::generation.eq(admins::session_generation))
        .select(admin_sessions::id)
        .first(c).await.optional())?;
    Ok(found.is_some())
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

/// Clears away sessions past their absolute limit.
pub async fn delete_expired_sessions(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    Ok(on_backend!(conn, c => diesel::delete(admin_sessions::table.filter(admin_sessions::expires_at.le(now))).execute(c).await)?)
}

/// Ends every session of the admin.
pub async fn delete_sessions(conn: &mut Conn, id: AdminId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(admin_sessions::table.filter(admin_sessions::admin_id.eq(id))).execute(c).await)?;
    Ok(())
}

/// Ends the admin's sessions but one.
pub async fn delete_other_sessions(conn: &mut Conn, id: AdminId, kept: AdminSessionId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(admin_sessions::table.filter(admin_sessions::admin_id.eq(id)).filter(admin_sessions::id.ne(kept)))
        .execute(c).await)?;
    Ok(())
}

/// Changes the password if it still is `old` and ends every session opened so far; the admin as it is now.
pub async fn set_password(conn: &mut Conn, id: AdminId, old: &str, new: &str) -> Result<Option<Admin>> {
    on_backend!(conn, c => Ok(diesel::update(admins::table.find(id).filter(admins::password_hash.eq(old)))
        .set((admins::password_hash.eq(new), admins::session_generation.eq(admins::session_generation + 1)))
        .returning(Admin::as_returning())
        .get_result(c).await.optional()?))
}

/// Turns the second factor on with the secret in `sealed`, of which the code of `step` was used, and ends every session opened so far: the
/// generation of those that follow. Of two who do it, one gets it.
pub async fn enable_totp(conn: &mut Conn, id: AdminId, sealed: &str, step: i64) -> Result<Option<i32>> {
    on_backend!(conn, c => Ok(diesel::update(admins::table.find(id).filter(admins::totp_sealed.is_null()))
        .set((admins::totp_sealed.eq(sealed), admins::totp_step.eq(step), admins::session_generation.eq(admins::session_generation + 1)))
        .returning(admins::session_generation)
        .get_result(c).await.optional()?))
}

/// Turns the second factor off and drops its recovery codes; whether it was on.
pub async fn disable_totp(conn: &mut Conn, id: AdminId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(admins::table.find(id).filter(admins::totp_sealed.is_not_null()))
        .set((admins::totp_sealed.eq(None::<String>), admins::totp_step.eq(None::<i64>)))
        .execute(c).await)?;
    set_recovery_codes(conn, id, &[]).await?;
    Ok(n == 1)
}

/// Uses the code of `step` up, and keeps the secret as `anew` from now on if that is given: `false` if this code, or a later
/// one, was used before, or the admin has another secret by now.
pub async fn use_totp_step(conn: &mut Conn, admin: &Admin, step: i64, anew: Option<&str>) -> Result<bool> {
    let unchanged = admins::table.find(admin.id).filter(admins::totp_sealed.eq(&admin.totp_sealed)).filter(admins::totp_step.lt(step));
    let n = on_backend!(conn, c => diesel::update(unchanged)
        .set((admins::totp_step.eq(step), anew.map(|anew| admins::totp_sealed.eq(anew))))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Replaces the recovery codes by those with these hashes.
pub async fn set_recovery_codes(conn: &mut Conn, id: AdminId, hashes: &[Vec<u8>]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(recovery_codes::table.filter(recovery_codes::admin_id.eq(id))).execute(c).await?;
        for hash in hashes {
            diesel::insert_into(recovery_codes::table).values((recovery_codes::admin_id.eq(id), recovery_codes::hash.eq(hash))).execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// Uses a recovery code up: `false` if there is none with that hash (any more).
pub async fn take_recovery_code(conn: &mut Conn, id: AdminId, hash: &[u8]) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(recovery_codes::table.find((id, hash))).execute(c).await)?;
    Ok(n == 1)
}

/// How many recovery codes are left.
pub async fn count_recovery_codes(conn: &mut Conn, id: AdminId) -> Result<i64> {
    on_backend!(conn, c => Ok(recovery_codes::table.filter(recovery_codes::admin_id.eq(id)).count().get_result(c).await?))
}
