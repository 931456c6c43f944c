//! How often somebody failed to sign in with an address.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::Timestamp;

use crate::backend::on_backend;
use crate::schema::sign_in_tries;
use crate::{Conn, Result};

/// Counts a try as failed, unless the address is locked at `now`; how many failures that makes, or `None` if it is locked
/// (or another transaction made the row this moment). Holds the row until the transaction ends.
pub async fn count(conn: &mut Conn, address: &[u8], now: Timestamp) -> Result<Option<i32>> {
    let open = sign_in_tries::locked_until.is_null().or(sign_in_tries::locked_until.le(now));
    let counted = on_backend!(conn, c => diesel::update(sign_in_tries::table.find(address).filter(open))
        .set((sign_in_tries::failures.eq(sign_in_tries::failures + 1), sign_in_tries::tried_at.eq(now)))
        .returning(sign_in_tries::failures)
        .get_result(c).await.optional())?;
    if counted.is_some() {
        return Ok(counted);
    }
    let made = on_backend!(conn, c => diesel::insert_into(sign_in_tries::table)
        .values((sign_in_tries::address.eq(address), sign_in_tries::failures.eq(1), sign_in_tries::tried_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c).await)?;
    Ok((made == 1).then_some(1))
}

pub async fn lock(conn: &mut Conn, address: &[u8], until: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(sign_in_tries::table.find(address)).set(sign_in_tries::locked_until.eq(until)).execute(c).await)?;
    Ok(())
}

pub async fn locked_until(conn: &mut Conn, address: &[u8]) -> Result<Option<Timestamp>> {
    let found: Option<Option<Timestamp>> =
        on_backend!(conn, c => sign_in_tries::table.find(address).select(sign_in_tries::locked_until).first(c).await.optional())?;
    Ok(found.flatten())
}

/// Takes back the try that made `failures`, and the lock that it brought; a later one stands.
pub async fn release(conn: &mut Conn, address: &[u8], failures: i32) -> Result<()> {
    on_backend!(conn, c => {
        diesel::update(sign_in_tries::table.find(address).filter(sign_in_tries::failures.eq(failures)))
            .set(sign_in_tries::locked_until.eq(None::<Timestamp>))
            .execute(c).await?;
        diesel::update(sign_in_tries::table.find(address))
            .set(sign_in_tries::failures.eq(sign_in_tries::failures - 1))
            .execute(c).await
    })?;
    Ok(())
}

/// Forgets the failures of an address.
pub async fn clear(conn: &mut Conn, address: &[u8]) -> Result<()> {
    on_backend!(conn, c => diesel::delete(sign_in_tries::table.find(address)).execute(c).await)?;
    Ok(())
}

/// Forgets what nobody tried since.
pub async fn delete_before(conn: &mut Conn, time: Timestamp) -> Result<usize> {
    Ok(on_backend!(conn, c => diesel::delete(sign_in_tries::table.filter(sign_in_tries::tried_at.lt(time))).execute(c).await)?)
}
