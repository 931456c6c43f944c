//! Keeps automations going as long as the server runs: tells what time brings about, starts what events start, does the steps that are
//! due, and calls other systems for them. Several copies of the server may do so at once.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _, stream};
use service::automations::{Next, Taken};
use service::{Portal, Result};

use crate::webhooks::Caller;

/// Events that are looked at in one transaction.
const EVENTS: u32 = 100;
/// Runs that are taken at once, and how many of them go on side by side: one that calls a slow system holds none up but those beside it.
const RUNS: u32 = 32;
const SIDE_BY_SIDE: usize = 8;
/// How often to look for what nobody told of: what is due by now, and what other copies of the server wrote.
const LOOK: Duration = Duration::from_secs(3);
/// Whoever tells that something happened does so before it is committed.
const BEAT: Duration = Duration::from_millis(100);
/// How long to leave a database alone that does not answer.
const PAUSE: Duration = Duration::from_secs(15);

/// What keeps them going.
pub struct Automator {
    portal: Portal,
    caller: Caller,
    /// Nothing more is to be begun.
    stops: AtomicBool,
}

impl Automator {
    pub fn new(portal: Portal, caller: Caller) -> Self {
        Self { portal, caller, stops: AtomicBool::new(false) }
    }

    /// Works until `stop`. The steps that are being done then are finished; what has more to do is given back.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let round = {
                let round = AssertUnwindSafe(self.round()).catch_unwind();
                tokio::pin!(round);
                tokio::select! {
                    round = &mut round => round,
                    () = &mut stop => {
                        self.stops.store(true, Ordering::Relaxed);
                        let _ = round.await;
                        return;
                    }
                }
            };
            let waited = match round {
                Ok(Ok(true)) => continue,
                Ok(Ok(false)) => self.until_stirred().left_future(),
                Ok(Err(error)) => {
                    let problem = error.into_problem();
                    tracing::warn!(%problem, "automations stand still for a moment");
                    tokio::time::sleep(PAUSE).right_future()
                }
                // Whatever panicked has said so.
                Err(_) => tokio::time::sleep(PAUSE).right_future(),
            };
            tokio::select! {
                () = &mut stop => return,
                () = waited => {}
            }
        }
    }

    async fn until_stirred(&self) {
        if tokio::time::timeout(LOOK, self.portal.until_stirred()).await.is_ok() {
            tokio::time::sleep(BEAT).await;
        }
    }

    /// Does once all that is due; whether there was anything, and so may be more.
    ///
    /// # Errors
    /// What the database answers when it does not serve.
    pub async fn round(&self) -> Result<bool> {
        self.portal.sweep_grants().await?;
        let events = self.portal.match_events(EVENTS).await?;
        let taken = self.portal.take_runs(RUNS).await?;
        let any = events > 0 || !taken.is_empty();
        stream::iter(taken).for_each_concurrent(SIDE_BY_SIDE, |run| self.go_on(run)).await;
        Ok(any)
    }

    /// Does the run's steps until it waits or is over.
    async fn go_on(&self, run: Taken) {
        while !self.stops.load(Ordering::Relaxed) {
            match self.step(&run).await {
                Ok(Next::More) => {}
                Ok(Next::Rests | Next::Call(_)) => return,
                Err(error) => {
                    let problem = error.into_problem();
                    tracing::warn!(run = %run.id, %problem, "a step of an automation could not be done");
                    if let Err(error) = self.portal.stumbled(&run).await {
                        // Then its lease ends, and the step is tried again.
                        error.into_problem();
                    }
                    return;
                }
            }
        }
        if let Err(error) = self.portal.give_back_run(&run).await {
            // Then its lease ends.
            error.into_problem();
        }
    }

    async fn step(&self, run: &Taken) -> Result<Next> {
        match self.portal.advance(run).await? {
            Next::Call(call) => {
                let answer = self.caller.call(&call).await;
                self.portal.answered(run, &call, answer).await
            }
            next => Ok(next),
        }
    }
}
