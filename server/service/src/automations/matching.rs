//! From events to runs: which published automations an event starts.

use domain::automation::{DEEPEST, RunState, StopReason};
use domain::{AutomationId, AutomationVersionId, Definition, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::automations::runs::Run;
use store::automations::{Automation, Version};
use store::events::Event;

use super::conditions;
use crate::{Error, Portal, Result};

impl Portal {
    /// Looks for what up to `limit` events start, the oldest first; how many it has looked at. An event starts an automation once, however
    /// often anybody looks, and either all that it starts is written, and that somebody has looked, or nothing is.
    pub async fn match_events(&self, limit: u32) -> Result<usize> {
        let waiting = store::events::unmatched(&mut self.store.read().await?, limit.into()).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let (ids, contacts): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
                    // Contacts before what is theirs, as whoever deletes one holds them.
                    store::contacts::keep_all(conn, &contacts).await?;
                    let events = store::events::take_unmatched(conn, &ids).await?;
                    let mut kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
                    kinds.dedup();
                    let automations = listening(conn, &kinds).await?;
                    for event in &events {
                        for (automation, version, definition) in &automations {
                            portal.start_if_meant(conn, event, automation, version, definition).await?;
                        }
                    }
                    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
                    store::events::set_matched(conn, &ids, portal.now()).await?;
                    Ok::<_, Error>(ids.len())
                }
                .boxed()
            })
            .await
    }

    async fn start_if_meant(&self, conn: &mut Conn, event: &Event, automation: &Automation, version: &Version, definition: &Definition) -> Result<()> {
        let now = self.now();
        let fits = definition.trigger.fits(event.kind, &event.subjects(), event.days());
        if !fits || !conditions::all_hold(conn, event.contact_id, &definition.filters, now).await? {
            return Ok(());
        }
        let cut = cut(conn, event, automation.id).await?;
        if let Some(reason) = cut {
            tracing::warn!(automation = %automation.id, contact = %event.contact_id, %reason, "an automation was not started");
        }
        let run = self.new_run(automation.id, version.id, event, definition, cut, now);
        store::automations::runs::insert(conn, &run).await?;
        Ok(())
    }

    /// A run that is about to take its first step or, with a reason, is written down to say that it takes none.
    fn new_run(
        &self,
        automation: AutomationId,
        version: AutomationVersionId,
        event: &Event,
        definition: &Definition,
        cut: Option<StopReason>,
        now: Timestamp,
    ) -> Run {
        let first = definition.first().filter(|_| cut.is_none());
        let is_over = first.is_none();
        let state = if cut.is_some() {
            RunState::Stopped
        } else if is_over {
            RunState::Done
        } else {
            RunState::Running
        };
        Run {
            id: self.new_id(),
            automation_id: automation,
            version_id: version,
            contact_id: event.contact_id,
            event_id: event.id,
            state,
            reason: cut,
            path: first.map(|path| path.to_string()),
            due_at: (!is_over).then_some(now),
            tries: 0,
            lease: None,
            leased_until: None,
            started_at: now,
            ended_at: is_over.then_some(now),
        }
    }
}

/// The published automations that begin with one of those, with what they say. One that cannot be read starts nothing.
async fn listening(conn: &mut Conn, kinds: &[domain::automation::TriggerKind]) -> Result<Vec<(Automation, Version, Definition)>> {
    let mut read = Vec::new();
    for (automation, version) in store::automations::listening(conn, kinds).await? {
        match super::parse(&version.definition) {
            Ok(definition) => read.push((automation, version, definition)),
            Err(error) => {
                let problem = error.into_problem();
                tracing::error!(automation = %automation.id, %problem, "a published automation cannot be read");
            }
        }
    }
    Ok(read)
}

/// Why the event must not start the automation: it goes back to that automation itself, or to too many.
async fn cut(conn: &mut Conn, event: &Event, automation: AutomationId) -> Result<Option<StopReason>> {
    // A cause is older than what it causes, so this comes to an end.
    let mut cause = event.run_id;
    while let Some(run) = cause {
        // What is no longer there goes back no further; the depth still counts.
        let Some((of, behind)) = store::automations::runs::origin(conn, run).await? else { break };
        if of == automation {
            return Ok(Some(StopReason::Loop));
        }
        cause = behind.run_id;
    }
    Ok((event.depth >= DEEPEST).then_some(StopReason::TooDeep))
}
