//! How often one may try to sign in with an address: five times, then ever slower. A try counts as failed before it is
//! looked at, so that many at once count as many; a success forgets them all. Unknown addresses are slowed down like known
//! ones: the answer does not tell which they are.

use domain::time::Span;
use domain::{Problem, Timestamp};
use futures_util::FutureExt as _;
use sha2::{Digest as _, Sha256};
use store::Conn;

use crate::{Error, Portal, Result};

/// Failures until the address is locked.
const FREE: i32 = 5;
const FIRST_LOCK: Span = Span::seconds(30);
const LONGEST_LOCK: Span = Span::minutes(15);
/// Failures are forgotten after so long without a try.
const MEMORY: Span = Span::days(1);

/// A try that counts as failed until it is told otherwise.
#[derive(Clone)]
pub(super) struct Try {
    address: Vec<u8>,
    failures: i32,
}

fn lock_after(failures: i32) -> Option<Span> {
    let doublings = u32::try_from(failures.checked_sub(FREE)?).ok()?;
    let span = FIRST_LOCK.0.saturating_mul(1_i64.checked_shl(doublings.min(16)).unwrap_or(i64::MAX));
    Some(Span(span).min(LONGEST_LOCK))
}

fn seconds(span: Span) -> u32 {
    domain::count(span.0.max(0).unsigned_abs().div_ceil(1_000_000))
}

impl Portal {
    /// Begins a try to prove to be the admin with that address.
    ///
    /// # Errors
    /// `TooMany` while the address is locked.
    pub(super) async fn begin_try(&self, address: &str) -> Result<Try> {
        let address = Sha256::digest(address).to_vec();
        let now = self.now();
        self.store
            .write(move |conn| {
                async move {
                    store::sign_in_tries::delete_before(conn, now - MEMORY).await?;
                    let failures = count(conn, &address, now).await?;
                    if let Some(lock) = lock_after(failures) {
                        store::sign_in_tries::lock(conn, &address, now + lock).await?;
                    }
                    Ok::<_, Error>(Try { address, failures })
                }
                .boxed()
            })
            .await
    }

    /// Takes back a try that neither failed nor succeeded.
    pub(super) async fn release_try(&self, attempt: Try) -> Result<()> {
        self.store
            .write(move |conn| async move { Ok::<_, Error>(store::sign_in_tries::release(conn, &attempt.address, attempt.failures).await?) }.boxed())
            .await
    }
}

impl Try {
    /// Forgets this and all failures before it, in the transaction of `conn`.
    pub(super) async fn succeeded(&self, conn: &mut Conn) -> Result<()> {
        Ok(store::sign_in_tries::clear(conn, &self.address).await?)
    }
}

async fn count(conn: &mut Conn, address: &[u8], now: Timestamp) -> Result<i32> {
    // `None` without a lock: somebody else's first try made the row meanwhile. The second look finds it.
    for _ in 0..2 {
        if let Some(failures) = store::sign_in_tries::count(conn, address, now).await? {
            return Ok(failures);
        }
        let locked = store::sign_in_tries::locked_until(conn, address).await?.filter(|until| *until > now);
        if let Some(until) = locked {
            return Err(Problem::TooMany { seconds: seconds(until - now) }.into());
        }
    }
    Err(Problem::TooMany { seconds: 1 }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow_from_half_a_minute_to_a_quarter_of_an_hour() {
        let locks: Vec<Option<u32>> = [1, 4, 5, 6, 7, 9, 10, 40].into_iter().map(|failures| lock_after(failures).map(seconds)).collect();
        assert_eq!(locks, [None, None, Some(30), Some(60), Some(120), Some(480), Some(900), Some(900)]);
        assert_eq!(seconds(Span(1)), 1);
    }
}
