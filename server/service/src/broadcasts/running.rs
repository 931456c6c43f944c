//! Broadcasts under way: begun by hand or by the clock, written into the outbox a batch at a time, paused, stopped.
//!
//! A batch and the place that it ends at are one transaction, and the place is moved only from where it was read: so a kill, or another
//! copy of the server at the same work, leaves nobody out and writes to nobody twice. No more than [`BACKLOG`] messages of a
//! broadcast wait at once: the outbox stays small however many it is for.

use std::collections::HashMap;

use domain::{BroadcastId, BroadcastState, Channel, ContactId, Invalid, Lang, MessageKind, MessageState, MessageTextId, Problem, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::broadcasts::{Broadcast, Stage};
use store::contacts::Contact;
use store::messages::Message;

use super::{audience, audience_of, subject};
use crate::audit::{Action, Subject};
use crate::messages::{Facts, Letter};
use crate::{AsAdmin, Error, Portal, Result};

/// Contacts that are written to in one transaction.
const BATCH: i64 = 500;
/// Messages of one broadcast that wait to be sent at once.
const BACKLOG: i64 = 2000;

/// Where a broadcast stands now.
fn stage(broadcast: &Broadcast) -> Stage {
    Stage {
        state: broadcast.state,
        scheduled_at: broadcast.scheduled_at,
        started_at: broadcast.started_at,
        finished_at: broadcast.finished_at,
        total: broadcast.total,
    }
}

fn running(broadcast: &Broadcast, total: u32, now: Timestamp) -> Stage {
    Stage { state: BroadcastState::Running, started_at: Some(now), total: i32::try_from(total).unwrap_or(i32::MAX), ..stage(broadcast) }
}

impl Portal {
    /// Begins what is due and takes every broadcast that runs a step further. Whether there is more to do at once. What fails is told in
    /// the log and tried again the next time; it keeps no other broadcast from going on.
    ///
    /// # Errors
    /// That of the database, if not even the broadcasts could be read.
    pub async fn advance_broadcasts(&self) -> Result<bool> {
        let now = self.now();
        let mut conn = self.store.read().await?;
        let scheduled = store::broadcasts::in_state(&mut conn, BroadcastState::Scheduled).await?;
        let going = store::broadcasts::in_state(&mut conn, BroadcastState::Running).await?;
        drop(conn);
        let mut more = false;
        for broadcast in scheduled.into_iter().filter(|broadcast| broadcast.scheduled_at.is_some_and(|at| at <= now)) {
            more |= told(broadcast.id, self.begin_scheduled(broadcast).await);
        }
        for broadcast in going {
            more |= told(broadcast.id, self.advance_broadcast(broadcast).await);
        }
        Ok(more)
    }

    /// Waits until this copy of the server has begun a broadcast, or let one go on.
    pub async fn until_broadcasts(&self) {
        self.broadcasts.notified().await;
    }

    async fn begin_scheduled(&self, broadcast: Broadcast) -> Result<bool> {
        let now = self.now();
        let mut conn = self.store.read().await?;
        let total = self.store.at_length(audience::count(&mut conn, &audience_of(&broadcast)?, now)).await?;
        drop(conn);
        let stage = running(&broadcast, total, now);
        let event = self.event_by("system", Action::BroadcastStarted, subject(&broadcast).with(total.to_string()));
        self.store
            .write(move |conn| {
                async move {
                    let begun = store::broadcasts::change_stage(conn, broadcast.id, BroadcastState::Scheduled, &stage).await?;
                    if begun {
                        store::audit::insert(conn, &event).await?;
                    }
                    Ok::<_, Error>(begun)
                }
                .boxed()
            })
            .await
    }

    /// Writes the next batch, or finishes. Whether there was anything to do.
    async fn advance_broadcast(&self, broadcast: Broadcast) -> Result<bool> {
        let now = self.now();
        let mut conn = self.store.read().await?;
        let waiting = store::broadcasts::waiting(&mut conn, broadcast.id, BACKLOG).await?;
        if broadcast.cursor == ContactId::MAX {
            drop(conn);
            return if waiting == 0 { self.finish(&broadcast).await } else { Ok(false) };
        }
        if waiting + BATCH > BACKLOG {
            return Ok(false);
        }
        let next = async {
            let scope = audience::scope(&mut conn, &audience_of(&broadcast)?, now).await?;
            Ok::<_, Error>(store::audiences::ids(&mut conn, &scope, broadcast.cursor, now, BATCH).await?)
        };
        let ids = self.store.at_length(next).await?;
        drop(conn);
        self.write_batch(broadcast, ids).await
    }

    async fn write_batch(&self, broadcast: Broadcast, ids: Vec<ContactId>) -> Result<bool> {
        let full = i64::try_from(ids.len()).is_ok_and(|n| n >= BATCH);
        let to = ids.last().copied().filter(|_| full).unwrap_or(ContactId::MAX);
        let over = i32::try_from(ids.len()).unwrap_or(i32::MAX);
        let portal = self.clone();
        let moved = self
            .store
            .write(move |conn| {
                async move {
                    if !store::broadcasts::move_cursor(conn, broadcast.id, broadcast.cursor, to, over).await? {
                        return Ok(false);
                    }
                    let contacts = store::contacts::hold_all(conn, &ids).await?;
                    let messages = portal.messages_to(conn, &broadcast, &contacts).await?;
                    store::messages::insert_all(conn, messages).await?;
                    Ok::<_, Error>(true)
                }
                .boxed()
            })
            .await?;
        if moved {
            self.outbox_filled(Channel::Email);
        }
        Ok(moved)
    }

    /// A message to each of the contacts in their language or, where it says nothing in that, in the first of the others.
    async fn messages_to(&self, conn: &mut Conn, broadcast: &Broadcast, contacts: &[Contact]) -> Result<Vec<Message>> {
        let mut texts: HashMap<Lang, MessageTextId> = HashMap::new();
        let said = store::broadcasts::texts(conn, broadcast.id).await?;
        for text in &said {
            texts.insert(text.lang, store::messages::keep_text(conn, &self.text(&text.subject, &text.body)).await?);
        }
        let first = said.first().map(|text| text.lang).ok_or(Invalid::NoText)?;
        contacts
            .iter()
            .filter_map(|contact| {
                let lang = if texts.contains_key(&contact.lang) { contact.lang } else { first };
                let letter = Letter {
                    channel: Channel::Email,
                    kind: MessageKind::Broadcast,
                    lang,
                    text: *texts.get(&lang)?,
                    destination: &broadcast.destination,
                    facts: &Facts::new(),
                    issuer: broadcast.author_id,
                    broadcast: Some(broadcast.id),
                };
                Some(self.new_message(contact, &letter))
            })
            .collect()
    }

    async fn finish(&self, broadcast: &Broadcast) -> Result<bool> {
        let (id, stage) = (broadcast.id, Stage { state: BroadcastState::Done, finished_at: Some(self.now()), ..stage(broadcast) });
        self.store
            .write(move |conn| async move { Ok::<_, Error>(store::broadcasts::change_stage(conn, id, BroadcastState::Running, &stage).await?) }.boxed())
            .await?;
        Ok(false)
    }
}

/// What a step came to; one that failed is over for now.
fn told(id: BroadcastId, step: Result<bool>) -> bool {
    step.unwrap_or_else(|error| {
        let problem = error.into_problem();
        tracing::warn!(broadcast = %id, %problem, "a broadcast could not go on");
        false
    })
}

impl AsAdmin {
    /// Begins a draft, or what is scheduled, now.
    ///
    /// # Errors
    /// [`Invalid::NoText`] if it says nothing, [`Invalid::NoRecipient`] if it is for nobody; a conflict if it has begun already.
    pub async fn start_broadcast(&self, id: BroadcastId) -> Result<()> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let broadcast = store::broadcasts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        if store::broadcasts::texts(&mut conn, id).await?.is_empty() {
            return Err(Invalid::NoText.into());
        }
        let total = self.portal.store.at_length(audience::count(&mut conn, &audience_of(&broadcast)?, now)).await?;
        drop(conn);
        if total == 0 {
            return Err(Invalid::NoRecipient.into());
        }
        self.change_stage(id, Action::BroadcastStarted, total.to_string(), move |_, broadcast| {
            async move {
                let from = [BroadcastState::Draft, BroadcastState::Scheduled];
                Ok(from.contains(&broadcast.state).then(|| running(broadcast, total, now)))
            }
            .boxed()
        })
        .await?;
        self.portal.broadcasts.notify_one();
        Ok(())
    }

    /// Begins a draft at a time, `2026-11-22T14:05` on the portal's clock.
    ///
    /// # Errors
    /// [`Invalid::Date`] for what is no time, [`Invalid::PastTime`] for one that is over, [`Invalid::NoText`] if it says nothing; a conflict
    /// if it is no draft any more.
    pub async fn schedule_broadcast(&self, id: BroadcastId, at: &str) -> Result<()> {
        let at_text = at.trim().to_owned();
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let zone = crate::zone::read(&mut conn).await?;
        let at = zone.instant(&at_text).ok_or(Invalid::Date)?;
        if at <= now {
            return Err(Invalid::PastTime.into());
        }
        if store::broadcasts::texts(&mut conn, id).await?.is_empty() {
            return Err(Invalid::NoText.into());
        }
        drop(conn);
        self.change_stage(id, Action::BroadcastScheduled, at_text, move |_, broadcast| {
            async move {
                let stage = Stage { state: BroadcastState::Scheduled, scheduled_at: Some(at), ..stage(broadcast) };
                Ok((broadcast.state == BroadcastState::Draft).then_some(stage))
            }
            .boxed()
        })
        .await
    }

    /// Makes what is scheduled a draft again.
    ///
    /// # Errors
    /// A conflict if it is not scheduled any more.
    pub async fn unschedule_broadcast(&self, id: BroadcastId) -> Result<()> {
        self.change_stage(id, Action::BroadcastUnscheduled, String::new(), |_, broadcast| {
            async move {
                let stage = Stage { state: BroadcastState::Draft, scheduled_at: None, ..stage(broadcast) };
                Ok((broadcast.state == BroadcastState::Scheduled).then_some(stage))
            }
            .boxed()
        })
        .await
    }

    /// Writes no more, and sends no more of what waits, until it goes on. What is being sent in this moment goes out.
    ///
    /// # Errors
    /// A conflict if it does not run.
    pub async fn pause_broadcast(&self, id: BroadcastId) -> Result<()> {
        let now = self.portal.now();
        self.change_stage(id, Action::BroadcastPaused, String::new(), move |conn, broadcast| {
            async move {
                if broadcast.state != BroadcastState::Running {
                    return Ok(None);
                }
                store::broadcasts::divert(conn, broadcast.id, MessageState::Queued, MessageState::Held, None, now).await?;
                Ok(Some(Stage { state: BroadcastState::Paused, ..stage(broadcast) }))
            }
            .boxed()
        })
        .await
    }

    /// Goes on where it was paused.
    ///
    /// # Errors
    /// A conflict if it is not paused.
    pub async fn resume_broadcast(&self, id: BroadcastId) -> Result<()> {
        let now = self.portal.now();
        self.change_stage(id, Action::BroadcastResumed, String::new(), move |conn, broadcast| {
            async move {
                if broadcast.state != BroadcastState::Paused {
                    return Ok(None);
                }
                store::broadcasts::divert(conn, broadcast.id, MessageState::Held, MessageState::Queued, None, now).await?;
                Ok(Some(Stage { state: BroadcastState::Running, ..stage(broadcast) }))
            }
            .boxed()
        })
        .await?;
        self.portal.outbox_filled(Channel::Email);
        self.portal.broadcasts.notify_one();
        Ok(())
    }

    /// Ends it for good: nobody else is written to, and what waits is taken back.
    ///
    /// # Errors
    /// A conflict if it is not under way.
    pub async fn stop_broadcast(&self, id: BroadcastId) -> Result<()> {
        let now = self.portal.now();
        self.change_stage(id, Action::BroadcastStopped, String::new(), move |conn, broadcast| {
            async move {
                if !broadcast.state.is_under_way() {
                    return Ok(None);
                }
                for waiting in [MessageState::Queued, MessageState::Held] {
                    store::broadcasts::divert(conn, broadcast.id, waiting, MessageState::Cancelled, Some(now), now).await?;
                }
                Ok(Some(Stage { state: BroadcastState::Stopped, finished_at: Some(now), ..stage(broadcast) }))
            }
            .boxed()
        })
        .await
    }

    /// Brings a broadcast to the stage that `change` answers, with a line in the log; a conflict where it answers none.
    async fn change_stage<F>(&self, id: BroadcastId, action: Action, detail: String, change: F) -> Result<()>
    where
        F: for<'c> FnOnce(&'c mut Conn, &'c Broadcast) -> futures_util::future::BoxFuture<'c, Result<Option<Stage>>> + Send + 'static,
    {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let broadcast = store::broadcasts::hold(conn, id).await?.ok_or(Problem::NotFound)?;
                    let stage = change(conn, &broadcast).await?.ok_or(Problem::Conflict)?;
                    if !store::broadcasts::change_stage(conn, id, broadcast.state, &stage).await? {
                        return Err(Problem::Conflict.into());
                    }
                    let subject: Subject = subject(&broadcast).with(detail);
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(action, subject)).await?)
                }
                .boxed()
            })
            .await
    }
}
