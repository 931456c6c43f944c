//! Work that an answer does not wait for, so that the time it takes tells nothing of it.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use tokio::sync::watch;

use crate::{Portal, Result};

/// How much of it is under way.
pub(crate) struct Beside(watch::Sender<usize>);

impl Default for Beside {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Portal {
    /// Does `work` beside the answer. Nobody is left to be told that it failed: that is a line in the log.
    pub(crate) fn do_beside(&self, work: impl Future<Output = Result<()>> + Send + 'static) {
        let beside = self.beside.clone();
        beside.0.send_modify(|n| *n += 1);
        tokio::spawn(async move {
            // Whatever panics says so by itself.
            if let Ok(Err(error)) = AssertUnwindSafe(work).catch_unwind().await {
                let problem = error.into_problem();
                tracing::warn!(%problem, "what was asked for could not be done");
            }
            beside.0.send_modify(|n| *n -= 1);
        });
    }

    /// Waits until nothing is under way any more that an answer did not wait for.
    pub async fn until_done_beside(&self) {
        // The sender is ours: it is there as long as we are.
        let _ = self.beside.0.subscribe().wait_for(|n| *n == 0).await;
    }
}
