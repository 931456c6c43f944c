//! Runs: one contact's way through one version of an automation, and what became of each of its steps.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::automation::{Outcome, RunState, SkipReason, StopReason};
use domain::{AutomationId, AutomationVersionId, ContactId, EventId, MessageId, RunId, RunStepId, Timestamp};

use super::{Automation, Version};
use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::events::Event;
use crate::schema::{automation_runs, automation_versions, automations, contacts, events, run_steps};
use crate::{Conn, Result, Way};

/// A row of `automation_runs`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = automation_runs)]
pub struct Run {
    pub id: RunId,
    pub automation_id: AutomationId,
    pub version_id: AutomationVersionId,
    pub contact_id: ContactId,
    pub event_id: EventId,
    pub state: RunState,
    pub reason: Option<StopReason>,
    /// The next step; none once it is over.
    pub path: Option<String>,
    /// When that is due.
    pub due_at: Option<Timestamp>,
    /// Tries of that step that failed.
    pub tries: i32,
    /// Who works on it: 16 random bytes.
    pub lease: Option<Vec<u8>>,
    pub leased_until: Option<Timestamp>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// A row of `run_steps`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = run_steps)]
pub struct RunStep {
    pub id: RunStepId,
    pub run_id: RunId,
    pub path: String,
    pub at: Timestamp,
    pub outcome: Outcome,
    pub skipped: Option<SkipReason>,
    pub until: Option<Timestamp>,
    pub answer: Option<String>,
    pub message_id: Option<MessageId>,
}

/// Whether it was begun: not if that event started that automation already.
pub async fn insert(conn: &mut Conn, run: &Run) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::insert_into(automation_runs::table)
        .values(run)
        .on_conflict((automation_runs::event_id, automation_runs::automation_id))
        .do_nothing()
        .execute(c).await)?;
    Ok(n == 1)
}

/// Whether any run is due and nobody's.
pub async fn any_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(automation_runs::table
        .filter(automation_runs::due_at.le(now))
        .filter(automation_runs::leased_until.is_null().or(automation_runs::leased_until.le(now)))))
        .get_result(c).await?))
}

/// Takes the runs that are due, those that have waited longest first, for whoever bears `lease`: nobody else is given them before
/// `until`. Several may ask at once; on PostgreSQL none waits for another.
pub async fn lease(conn: &mut Conn, lease: &[u8], now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<(RunId, ContactId)>> {
    let due = automation_runs::table
        .filter(automation_runs::due_at.le(now))
        .filter(automation_runs::leased_until.is_null().or(automation_runs::leased_until.le(now)))
        .order((automation_runs::due_at, automation_runs::id))
        .limit(limit)
        .select((automation_runs::id, automation_runs::contact_id));
    let taken: Vec<(RunId, ContactId)> = match conn {
        Conn::Sqlite(c) => due.load(&mut **c).await?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(&mut **c).await?,
    };
    let ids: Vec<RunId> = taken.iter().map(|(id, _)| *id).collect();
    on_backend!(conn, c => diesel::update(automation_runs::table.filter(automation_runs::id.eq_any(ids)))
        .set((automation_runs::lease.eq(lease), automation_runs::leased_until.eq(until)))
        .execute(c).await)?;
    Ok(taken)
}

/// The run, held until the transaction ends, if whoever bears `lease` still has it; the lease lasts until then.
pub async fn hold(conn: &mut Conn, id: RunId, lease: &[u8], until: Timestamp) -> Result<Option<Run>> {
    on_backend!(conn, c => Ok(diesel::update(automation_runs::table.find(id).filter(automation_runs::lease.eq(lease)))
        .set(automation_runs::leased_until.eq(until))
        .returning(Run::as_returning())
        .get_result(c).await.optional()?))
}

/// Where a run goes on, or how it ended.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = automation_runs, treat_none_as_null = true)]
pub struct Progress {
    pub state: RunState,
    pub reason: Option<StopReason>,
    pub path: Option<String>,
    pub due_at: Option<Timestamp>,
    pub tries: i32,
    pub ended_at: Option<Timestamp>,
}

/// Moves a run that is held on. Its lease ends, unless it `goes_on` at once.
pub async fn advance(conn: &mut Conn, id: RunId, progress: &Progress, goes_on: bool) -> Result<()> {
    on_backend!(conn, c => diesel::update(automation_runs::table.find(id)).set(progress).execute(c).await)?;
    if !goes_on {
        on_backend!(conn, c => diesel::update(automation_runs::table.find(id))
            .set((automation_runs::lease.eq(None::<Vec<u8>>), automation_runs::leased_until.eq(None::<Timestamp>)))
            .execute(c).await)?;
    }
    Ok(())
}

/// Gives a run back for anybody to go on with.
pub async fn release(conn: &mut Conn, id: RunId, lease: &[u8]) -> Result<()> {
    on_backend!(conn, c => diesel::update(automation_runs::table.find(id).filter(automation_runs::lease.eq(lease)))
        .set((automation_runs::lease.eq(None::<Vec<u8>>), automation_runs::leased_until.eq(None::<Timestamp>)))
        .execute(c).await)?;
    Ok(())
}

/// Ends a run that is not over. Whether there was one.
pub async fn stop(conn: &mut Conn, id: RunId, reason: StopReason, now: Timestamp) -> Result<bool> {
    let stopped = Progress { state: RunState::Stopped, reason: Some(reason), path: None, due_at: None, tries: 0, ended_at: Some(now) };
    let n = on_backend!(conn, c => diesel::update(automation_runs::table.find(id).filter(automation_runs::ended_at.is_null()))
        .set((&stopped, automation_runs::lease.eq(None::<Vec<u8>>), automation_runs::leased_until.eq(None::<Timestamp>)))
        .execute(c).await)?;
    Ok(n == 1)
}

pub async fn insert_step(conn: &mut Conn, step: &RunStep) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(run_steps::table).values(step).execute(c).await)?;
    Ok(())
}

/// What became of the run's steps.
pub async fn steps(conn: &mut Conn, run: RunId) -> Result<Vec<RunStep>> {
    on_backend!(conn, c => Ok(run_steps::table.filter(run_steps::run_id.eq(run)).order(run_steps::path).select(RunStep::as_select()).load(c).await?))
}

/// The run's automation, and the event that started it.
pub async fn origin(conn: &mut Conn, run: RunId) -> Result<Option<(AutomationId, Event)>> {
    on_backend!(conn, c => Ok(automation_runs::table.inner_join(events::table)
        .filter(automation_runs::id.eq(run))
        .select((automation_runs::automation_id, Event::as_select()))
        .first(c).await.optional()?))
}

/// A run with everything that belongs to it.
pub type Whole = (Run, Automation, Version, Contact, Event);

pub async fn find(conn: &mut Conn, id: RunId) -> Result<Option<Whole>> {
    on_backend!(conn, c => Ok(automation_runs::table
        .inner_join(automations::table)
        .inner_join(automation_versions::table)
        .inner_join(contacts::table)
        .inner_join(events::table)
        .filter(automation_runs::id.eq(id))
        .select((Run::as_select(), Automation::as_select(), Version::as_select(), Contact::as_select(), Event::as_select()))
        .first(c).await.optional()?))
}

/// Whose runs.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Automation(AutomationId),
    Contact(ContactId),
}

/// Runs below `from`, newest first; on the way back those above it, oldest first.
pub async fn page(conn: &mut Conn, of: Of, state: Option<RunState>, from: RunId, way: Way, limit: i64) -> Result<Vec<Whole>> {
    on_backend!(conn, c => {
        let mut query = automation_runs::table
            .inner_join(automations::table)
            .inner_join(automation_versions::table)
            .inner_join(contacts::table)
            .inner_join(events::table)
            .into_boxed();
        query = match of {
            Of::Automation(automation) => query.filter(automation_runs::automation_id.eq(automation)),
            Of::Contact(contact) => query.filter(automation_runs::contact_id.eq(contact)),
        };
        if let Some(state) = state {
            query = query.filter(automation_runs::state.eq(state));
        }
        let query = match way {
            Way::On => query.filter(automation_runs::id.lt(from)).order(automation_runs::id.desc()),
            Way::Back => query.filter(automation_runs::id.gt(from)).order(automation_runs::id),
        };
        Ok(query
            .limit(limit)
            .select((Run::as_select(), Automation::as_select(), Version::as_select(), Contact::as_select(), Event::as_select()))
            .load(c).await?)
    })
}

/// How many runs of the automation are in that state, counted up to `most`.
pub async fn count(conn: &mut Conn, automation: AutomationId, state: RunState, most: i64) -> Result<usize> {
    let found: Vec<RunId> = on_backend!(conn, c => automation_runs::table
        .filter(automation_runs::automation_id.eq(automation))
        .filter(automation_runs::state.eq(state))
        .order(automation_runs::id.desc())
        .limit(most)
        .select(automation_runs::id)
        .load(c).await)?;
    Ok(found.len())
}
