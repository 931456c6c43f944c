//! Settings that admins change while the portal runs: a key and a value each.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::backend::on_backend;
use crate::schema::settings;
use crate::{Conn, Result};

pub async fn all(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    on_backend!(conn, c => Ok(settings::table.filter(settings::key.ge("")).select((settings::key, settings::value)).load(c).await?))
}

pub async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    on_backend!(conn, c => Ok(settings::table.find(key).select(settings::value).first(c).await.optional()?))
}

/// As [`get`]; from here to the end of the transaction nobody else changes it.
pub async fn hold(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    // A change that changes nothing locks the row on PostgreSQL; SQLite has one writer.
    on_backend!(conn, c => diesel::update(settings::table.find(key)).set(settings::value.eq(settings::value)).execute(c).await)?;
    get(conn, key).await
}

pub async fn set(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(settings::table)
        .values((settings::key.eq(key), settings::value.eq(value)))
        .on_conflict(settings::key)
        .do_update()
        .set(settings::value.eq(value))
        .execute(c).await)?;
    Ok(())
}

/// Sets it unless it is set; answers what it is. Of two who do so at once, both are told the same.
pub async fn keep(conn: &mut Conn, key: &str, value: &str) -> Result<String> {
    on_backend!(conn, c => diesel::insert_into(settings::table)
        .values((settings::key.eq(key), settings::value.eq(value)))
        .on_conflict_do_nothing()
        .execute(c).await)?;
    Ok(get(conn, key).await?.unwrap_or_else(|| value.to_owned()))
}

/// Whether there was such a setting: of two who take it, one is told yes.
pub async fn take(conn: &mut Conn, key: &str, value: &str) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(settings::table.find(key).filter(settings::value.eq(value))).execute(c).await)?;
    Ok(n == 1)
}

pub async fn remove(conn: &mut Conn, key: &str) -> Result<()> {
    on_backend!(conn, c => diesel::delete(settings::table.find(key)).execute(c).await)?;
    Ok(())
}
