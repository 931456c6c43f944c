//! Runs going on: whoever works takes those that are due for a while (a lease) and does their steps, each in a transaction that does the
//! deed, writes it down and moves the run on. A kill between two steps repeats nothing: the lease ends, and another goes on.

use domain::automation::{Outcome, RunState, Step, StopReason};
use domain::time::Span;
use domain::{Channel, ContactId, RunId, RunStepId, StepPath, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::automations::runs::{Progress, Run, RunStep, Whole};

use super::calls::{Answer, Call, call};
use super::steps::{Done, next};
use crate::{Error, Portal, Result};

/// Nobody else works on a run that was taken for so long; it begins anew with each step.
const LEASE: Span = Span::minutes(5);
/// Tries of a step before it is given up.
const TRIES: i32 = 6;

/// A run that is the caller's for a while.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: RunId,
    contact: ContactId,
    lease: Vec<u8>,
}

/// What comes after a step.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// The run's next step is due now: it is still the caller's.
    More,
    /// The run waits, is over, or is somebody else's.
    Rests,
    /// Somebody is to be called; hand the answer to [`Portal::answered`].
    Call(Call),
}

impl Portal {
    /// Takes up to `limit` runs that are due, those that have waited longest first. Nobody else is given them for a while.
    pub async fn take_runs(&self, limit: u32) -> Result<Vec<Taken>> {
        let (now, lease) = (self.now(), self.random.bytes::<16>());
        if !store::automations::runs::any_due(&mut self.store.read().await?, now).await? {
            return Ok(Vec::new());
        }
        self.store
            .write(move |conn| {
                async move {
                    let taken = store::automations::runs::lease(conn, &lease, now, now + LEASE, limit.into()).await?;
                    Ok::<_, Error>(taken.into_iter().map(|(id, contact)| Taken { id, contact, lease: lease.to_vec() }).collect())
                }
                .boxed()
            })
            .await
    }

    /// Does the next step of a run.
    pub async fn advance(&self, taken: &Taken) -> Result<Next> {
        let next = self.within(taken, |portal, conn, whole, path, step| async move { portal.step(conn, whole, path, step).await }.boxed()).await?;
        for channel in Channel::ALL {
            self.outbox_filled(*channel);
        }
        Ok(next)
    }

    /// Writes down what came of a call, and moves the run on or tries again later.
    pub async fn answered(&self, taken: &Taken, call: &Call, answer: Answer) -> Result<Next> {
        let called = call.path.clone();
        self.within(taken, move |portal, conn, whole, path, _| {
            async move {
                // Another has gone on meanwhile.
                if path != called {
                    return Ok(Next::Rests);
                }
                portal.write_answer(conn, whole, path, answer).await
            }
            .boxed()
        })
        .await
    }

    /// Writes down that a step could not be done for a mistake of ours: it is tried again later, and given up in the end.
    pub async fn stumbled(&self, taken: &Taken) -> Result<()> {
        let (taken, portal) = (taken.clone(), self.clone());
        self.store
            .write(move |conn| {
                async move {
                    let now = portal.now();
                    let Some(run) = hold(conn, &taken, now).await? else { return Ok(()) };
                    let progress = if run.tries + 1 >= TRIES { over(RunState::Failed, Some(StopReason::TooManyTries), now) } else { later(&run, now) };
                    Ok::<_, Error>(store::automations::runs::advance(conn, run.id, &progress, false).await?)
                }
                .boxed()
            })
            .await
    }

    /// Gives a run back that has more to do, for anybody to go on with.
    pub async fn give_back_run(&self, taken: &Taken) -> Result<()> {
        let (id, lease) = (taken.id, taken.lease.clone());
        self.store.write(move |conn| async move { Ok::<_, Error>(store::automations::runs::release(conn, id, &lease).await?) }.boxed()).await
    }

    /// Holds the contact, then the run if it is still the caller's, and does something with its next step.
    async fn within<F>(&self, taken: &Taken, work: F) -> Result<Next>
    where
        F: for<'c> FnOnce(&'c Self, &'c mut Conn, &'c Whole, StepPath, &'c Step) -> futures_util::future::BoxFuture<'c, Result<Next>> + Send + 'static,
    {
        let (taken, portal) = (taken.clone(), self.clone());
        self.store
            .write(move |conn| {
                async move {
                    let now = portal.now();
                    let Some(run) = hold(conn, &taken, now).await? else { return Ok(Next::Rests) };
                    let Some(whole) = store::automations::runs::find(conn, run.id).await? else { return Ok(Next::Rests) };
                    let definition = super::parse(&whole.2.definition)?;
                    let path = run.path.as_deref().and_then(|path| path.parse::<StepPath>().ok());
                    let Some((path, step)) = path.and_then(|path| Some((path.clone(), definition.step(&path)?))) else {
                        store::automations::runs::advance(conn, run.id, &over(RunState::Done, None, now), false).await?;
                        return Ok::<_, Error>(Next::Rests);
                    };
                    work(&portal, conn, &whole, path, step).await
                }
                .boxed()
            })
            .await
    }

    async fn step(&self, conn: &mut Conn, whole: &Whole, path: StepPath, step: &Step) -> Result<Next> {
        let now = self.now();
        if let Step::Webhook { url } = step {
            return Ok(Next::Call(call(url, &path, now, whole)?));
        }
        let Some(done) = self.do_step(conn, whole, step).await? else { return Ok(Next::Rests) };
        self.move_on(conn, whole, &path, done, None).await
    }

    async fn write_answer(&self, conn: &mut Conn, whole: &Whole, path: StepPath, answer: Answer) -> Result<Next> {
        let (run, ..) = whole;
        let (outcome, words) = match answer {
            Answer::Taken(words) => (Outcome::Done, words),
            Answer::Refused(words) => (Outcome::Failed, words),
            Answer::Delayed(words) if run.tries + 1 >= TRIES => (Outcome::Failed, words),
            Answer::Delayed(_) => {
                store::automations::runs::advance(conn, run.id, &later(run, self.now()), false).await?;
                return Ok(Next::Rests);
            }
        };
        self.move_on(conn, whole, &path, Done::called(outcome), Some(words)).await
    }

    /// Writes down what became of the step at `path`, and where the run goes on.
    async fn move_on(&self, conn: &mut Conn, (run, _, version, ..): &Whole, path: &StepPath, done: Done, answer: Option<String>) -> Result<Next> {
        let now = self.now();
        let step = RunStep {
            id: self.new_id::<RunStepId>(),
            run_id: run.id,
            path: path.to_string(),
            at: now,
            outcome: done.outcome,
            skipped: done.skipped,
            until: done.until,
            answer,
            message_id: done.message,
        };
        store::automations::runs::insert_step(conn, &step).await?;
        let progress = match next(&super::parse(&version.definition)?, path, done.branch) {
            None => over(RunState::Done, None, now),
            Some(path) => Progress {
                state: if done.until.is_some() { RunState::Waiting } else { RunState::Running },
                reason: None,
                path: Some(path.to_string()),
                due_at: Some(done.until.unwrap_or(now)),
                tries: 0,
                ended_at: None,
            },
        };
        let goes_on = progress.state == RunState::Running;
        store::automations::runs::advance(conn, run.id, &progress, goes_on).await?;
        Ok(if goes_on { Next::More } else { Next::Rests })
    }
}

/// The run if it is still the caller's, held with its contact until the transaction ends: the contact first, as whoever deletes it does.
async fn hold(conn: &mut Conn, taken: &Taken, now: Timestamp) -> Result<Option<Run>> {
    if store::contacts::hold(conn, taken.contact).await?.is_none() {
        return Ok(None);
    }
    Ok(store::automations::runs::hold(conn, taken.id, &taken.lease, now + LEASE).await?)
}

const fn over(state: RunState, reason: Option<StopReason>, now: Timestamp) -> Progress {
    Progress { state, reason, path: None, due_at: None, tries: 0, ended_at: Some(now) }
}

/// The same step again, after a pause that grows with each try: a minute, then five times as long each time.
fn later(run: &Run, now: Timestamp) -> Progress {
    let pause = Span::minutes(5_i64.pow(u32::try_from(run.tries).unwrap_or_default().min(4)));
    Progress { state: RunState::Running, reason: None, path: run.path.clone(), due_at: Some(now + pause), tries: run.tries + 1, ended_at: None }
}
