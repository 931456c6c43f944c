//! What happened to contacts, for automations to begin with.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::automation::{Subjects, TriggerKind};
use domain::{CategoryId, ContactId, EventId, GroupId, LessonId, OfferId, ProductId, RunId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{automation_runs, events};
use crate::{Conn, Result};

/// A row of `events`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
pub struct Event {
    pub id: EventId,
    pub contact_id: ContactId,
    pub kind: TriggerKind,
    pub offer_id: Option<OfferId>,
    pub product_id: Option<ProductId>,
    pub category_id: Option<CategoryId>,
    pub lesson_id: Option<LessonId>,
    pub group_id: Option<GroupId>,
    pub days: Option<i32>,
    /// A name under which it happens once.
    pub once: Option<String>,
    /// The run that caused it.
    pub run_id: Option<RunId>,
    /// How many automations stand behind one another.
    pub depth: i32,
    pub at: Timestamp,
    pub matched_at: Option<Timestamp>,
}

impl Event {
    pub fn subjects(&self) -> Subjects {
        Subjects { offer: self.offer_id, product: self.product_id, category: self.category_id, lesson: self.lesson_id, group: self.group_id }
    }

    /// How many days off what it tells of is.
    pub fn days(&self) -> Option<u16> {
        self.days.and_then(|days| days.try_into().ok())
    }
}

/// Whether it was written: not if it happens once and did.
pub async fn insert(conn: &mut Conn, event: &Event) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::insert_into(events::table).values(event).on_conflict(events::once).do_nothing().execute(c).await)?;
    Ok(n == 1)
}

/// Whatever the contact has done in the course may happen again, and then is new.
pub async fn renew(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<()> {
    on_backend!(conn, c => diesel::update(events::table.filter(events::contact_id.eq(contact)).filter(events::product_id.eq(product)))
        .set(events::once.eq(None::<String>))
        .execute(c).await)?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: EventId) -> Result<Option<Event>> {
    on_backend!(conn, c => Ok(events::table.find(id).select(Event::as_select()).first(c).await.optional()?))
}

/// Events for which nobody has looked yet, the oldest first, and whose they are.
pub async fn unmatched(conn: &mut Conn, limit: i64) -> Result<Vec<(EventId, ContactId)>> {
    on_backend!(conn, c => Ok(events::table.filter(events::matched_at.is_null()).order(events::id).limit(limit).select((events::id, events::contact_id)).load(c).await?))
}

/// Those of `ids` for which nobody has looked and nobody else is looking, the oldest first: they are the caller's to the end of the
/// transaction. On PostgreSQL none waits for another.
pub async fn take_unmatched(conn: &mut Conn, ids: &[EventId]) -> Result<Vec<Event>> {
    let open = events::table.filter(events::id.eq_any(ids)).filter(events::matched_at.is_null()).order(events::id).select(events::id);
    let taken: Vec<EventId> = match conn {
        Conn::Sqlite(c) => open.load(&mut **c).await?,
        Conn::Postgres(c) => open.for_update().skip_locked().load(&mut **c).await?,
    };
    on_backend!(conn, c => Ok(events::table.filter(events::id.eq_any(&taken)).order(events::id).select(Event::as_select()).load(c).await?))
}

pub async fn set_matched(conn: &mut Conn, ids: &[EventId], now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(events::table.filter(events::id.eq_any(ids))).set(events::matched_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Deletes up to `limit` events from before that time that started nothing; how many there were.
pub async fn delete_old(conn: &mut Conn, before: EventId, limit: i64) -> Result<usize> {
    let old = events::table
        .filter(events::id.lt(before))
        .filter(events::matched_at.is_not_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(automation_runs::table.filter(automation_runs::event_id.eq(events::id)))))
        .order(events::id)
        .limit(limit)
        .select(events::id);
    let ids: Vec<EventId> = on_backend!(conn, c => old.load(c).await)?;
    on_backend!(conn, c => Ok(diesel::delete(events::table.filter(events::id.eq_any(ids))).execute(c).await?))
}
