//! Broadcasts, what they say, and the messages that are theirs.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;
use domain::{AdminId, BroadcastId, BroadcastState, ContactId, Lang, MessageState, Timestamp};

use crate::backend::{locked, on_backend};
use crate::schema::{broadcast_texts, broadcasts, messages};
use crate::{Conn, Result, Way};

/// A row of `broadcasts`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = broadcasts)]
pub struct Broadcast {
    pub id: BroadcastId,
    pub name: String,
    pub state: BroadcastState,
    /// A `Destination` as text.
    pub destination: String,
    /// An `Audience` as JSON.
    pub audience: String,
    pub scheduled_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// Everybody up to this contact was written to; [`ContactId::MAX`] once everybody was.
    pub cursor: ContactId,
    pub total: i32,
    pub written: i32,
    pub author_id: Option<AdminId>,
    pub author: String,
    pub created_at: Timestamp,
}

/// A row of `broadcast_texts`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = broadcast_texts)]
pub struct BroadcastText {
    pub broadcast_id: BroadcastId,
    pub lang: Lang,
    pub subject: String,
    /// Markdown with variables.
    pub body: String,
}

pub async fn insert(conn: &mut Conn, broadcast: &Broadcast) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(broadcasts::table).values(broadcast).execute(c).await)?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: BroadcastId) -> Result<Option<Broadcast>> {
    on_backend!(conn, c => Ok(broadcasts::table.find(id).select(Broadcast::as_select()).first(c).await.optional()?))
}

/// The broadcast, held until the transaction ends, so that nobody changes it meanwhile.
pub async fn hold(conn: &mut Conn, id: BroadcastId) -> Result<Option<Broadcast>> {
    let mut found: Vec<Broadcast> = locked!(conn, for_no_key_update, broadcasts::table.find(id).select(Broadcast::as_select()))?;
    Ok(found.pop())
}

/// Broadcasts below `from`, newest first; on the way back those above it, oldest first.
pub async fn page(conn: &mut Conn, from: BroadcastId, way: Way, limit: i64) -> Result<Vec<Broadcast>> {
    on_backend!(conn, c => {
        let query = broadcasts::table.into_boxed();
        let query = match way {
            Way::On => query.filter(broadcasts::id.lt(from)).order(broadcasts::id.desc()),
            Way::Back => query.filter(broadcasts::id.gt(from)).order(broadcasts::id),
        };
        Ok(query.limit(limit).select(Broadcast::as_select()).load(c).await?)
    })
}

/// Those in that state, the oldest first.
pub async fn in_state(conn: &mut Conn, state: BroadcastState) -> Result<Vec<Broadcast>> {
    on_backend!(conn, c => Ok(broadcasts::table.filter(broadcasts::state.eq(state)).order(broadcasts::id).select(Broadcast::as_select()).load(c).await?))
}

/// The state of each of `ids` that there is.
pub async fn states(conn: &mut Conn, ids: &[BroadcastId]) -> Result<Vec<(BroadcastId, BroadcastState)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(broadcasts::table.filter(broadcasts::id.eq_any(ids)).select((broadcasts::id, broadcasts::state)).load(c).await?))
}

/// What can be changed of a draft.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = broadcasts)]
pub struct Details {
    pub name: String,
    pub destination: String,
    pub audience: String,
}

pub async fn update(conn: &mut Conn, id: BroadcastId, details: &Details) -> Result<()> {
    on_backend!(conn, c => diesel::update(broadcasts::table.find(id)).set(details).execute(c).await)?;
    Ok(())
}

/// Where a broadcast stands, and since when.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = broadcasts, treat_none_as_null = true)]
pub struct Stage {
    pub state: BroadcastState,
    pub scheduled_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub total: i32,
}

/// Whether it was still in the state `from`.
pub async fn change_stage(conn: &mut Conn, id: BroadcastId, from: BroadcastState, stage: &Stage) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(broadcasts::table.find(id).filter(broadcasts::state.eq(from))).set(stage).execute(c).await)?;
    Ok(n == 1)
}

/// Moves the cursor of one that runs, over so many contacts. Whether it was still at `from`: of two who go on, one is told yes.
pub async fn move_cursor(conn: &mut Conn, id: BroadcastId, from: ContactId, to: ContactId, over: i32) -> Result<bool> {
    let row = broadcasts::table.find(id).filter(broadcasts::state.eq(BroadcastState::Running)).filter(broadcasts::cursor.eq(from));
    let n = on_backend!(conn, c => diesel::update(row)
        .set((broadcasts::cursor.eq(to), broadcasts::written.eq(broadcasts::written + over)))
        .execute(c).await)?;
    Ok(n == 1)
}

/// With what it says.
pub async fn delete(conn: &mut Conn, id: BroadcastId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(broadcasts::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn texts(conn: &mut Conn, id: BroadcastId) -> Result<Vec<BroadcastText>> {
    on_backend!(conn, c => Ok(broadcast_texts::table
        .filter(broadcast_texts::broadcast_id.eq(id))
        .order(broadcast_texts::lang)
        .select(BroadcastText::as_select())
        .load(c).await?))
}

/// Replaces what it says.
pub async fn set_texts(conn: &mut Conn, id: BroadcastId, texts: &[BroadcastText]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(broadcast_texts::table.filter(broadcast_texts::broadcast_id.eq(id))).execute(c).await?;
        for text in texts {
            diesel::insert_into(broadcast_texts::table).values(text).execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// How many of the broadcast's messages are in each state.
pub async fn tally(conn: &mut Conn, id: BroadcastId) -> Result<Vec<(MessageState, i64)>> {
    on_backend!(conn, c => Ok(messages::table
        .filter(messages::broadcast_id.eq(id))
        .group_by(messages::state)
        .select((messages::state, count_star()))
        .load(c).await?))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many of the broadcast's messages wait to be sent, counted up to `most`.
pub async fn waiting(conn: &mut Conn, id: BroadcastId, most: i64) -> Result<i64> {
    const SQL: &str = "SELECT count(*) AS n FROM (
        SELECT 1 FROM messages WHERE broadcast_id = $1 AND state = 'queued' ORDER BY id LIMIT $2
    ) AS found";
    let counted: Counted = on_backend!(conn, c => diesel::sql_query(SQL).bind::<Binary, _>(id).bind::<BigInt, _>(most).get_result(c).await)?;
    Ok(counted.n)
}

/// What waits of the broadcast, and nobody is at, is `to` from now on.
pub async fn divert(conn: &mut Conn, id: BroadcastId, from: MessageState, to: MessageState, settled_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(messages::table
            .filter(messages::broadcast_id.eq(id))
            .filter(messages::state.eq(from))
            .filter(messages::leased_until.is_null().or(messages::leased_until.le(now))))
        .set((messages::state.eq(to), messages::settled_at.eq(settled_at)))
        .execute(c).await)?;
    Ok(())
}
