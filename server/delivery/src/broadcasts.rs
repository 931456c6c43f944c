//! Takes broadcasts further as long as the server runs. Apart from the outbox's worker: that one may wait for a mail server, and this one
//! for the clock. Several copies of the server may do so at once.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use service::Portal;

/// How often to look what is due, and whether the outbox has room again.
const LOOK: Duration = Duration::from_secs(2);

/// Works until `stop`. A batch that is being written then is kept whole, or not at all.
pub async fn run(portal: Portal, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let step = async {
            // Whatever panicked has said so; broadcasts are to go on all the same.
            let more = AssertUnwindSafe(portal.advance_broadcasts()).catch_unwind().await.unwrap_or(Ok(false));
            let more = more.unwrap_or_else(|error| {
                let problem = error.into_problem();
                tracing::warn!(%problem, "broadcasts could not be read");
                false
            });
            if !more {
                let _ = tokio::time::timeout(LOOK, portal.until_broadcasts()).await;
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = step => {}
        }
    }
}
