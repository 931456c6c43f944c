//! The outbox: messages, what they say, and who works on them.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::{AdminId, BroadcastId, Channel, ContactId, Lang, LinkId, MessageId, MessageKind, MessageState, MessageTextId, Rank, Timestamp, Trouble};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::schema::{contacts, message_texts, messages};
use crate::{Conn, Result, Way};

/// A row of `message_texts`: templates, whose variables are filled in when a message goes out.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = message_texts)]
pub struct Text {
    pub id: MessageTextId,
    /// SHA-256 of subject and body.
    pub digest: Vec<u8>,
    pub subject: String,
    pub body: String,
}

/// A row of `messages`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = messages)]
pub struct Message {
    pub id: MessageId,
    pub contact_id: ContactId,
    pub channel: Channel,
    pub kind: MessageKind,
    /// An e-mail address, or a phone number in E.164.
    pub address: String,
    pub lang: Lang,
    pub text_id: MessageTextId,
    /// A `Destination` as text.
    pub destination: String,
    pub issuer_id: Option<AdminId>,
    pub state: MessageState,
    /// Times it was tried.
    pub tries: i32,
    pub trouble: Option<Trouble>,
    /// The last words of the server that it was offered to.
    pub answer: Option<String>,
    pub link_id: Option<LinkId>,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    /// Who works on it: 16 random bytes.
    pub lease: Option<Vec<u8>>,
    pub leased_until: Option<Timestamp>,
    pub settled_at: Option<Timestamp>,
    /// What variables stand for that only its cause knows: a JSON object of texts.
    pub facts: Option<String>,
    /// What it is a part of.
    pub broadcast_id: Option<BroadcastId>,
    /// What goes first of what is due.
    pub rank: Rank,
}

/// Keeps a text unless the same one is kept already; the id of the one that is.
pub async fn keep_text(conn: &mut Conn, text: &Text) -> Result<MessageTextId> {
    on_backend!(conn, c => {
        diesel::insert_into(message_texts::table).values(text).on_conflict(message_texts::digest).do_nothing().execute(c).await?;
        Ok(message_texts::table.filter(message_texts::digest.eq(&text.digest)).select(message_texts::id).first(c).await?)
    })
}

pub async fn texts(conn: &mut Conn, ids: &[MessageTextId]) -> Result<Vec<Text>> {
    on_backend!(conn, c => Ok(message_texts::table.filter(message_texts::id.eq_any(ids)).select(Text::as_select()).load(c).await?))
}

pub async fn insert(conn: &mut Conn, message: &Message) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(messages::table).values(message).execute(c).await)?;
    Ok(())
}

/// Adds those of `messages`, each of a broadcast, whose contact it has not written to yet.
pub async fn insert_all(conn: &mut Conn, messages: Vec<Message>) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => {
            c.spawn_blocking(move |c| {
                messages.iter().try_for_each(|message| {
                    let insert = diesel::insert_into(messages::table).values(message).on_conflict_do_nothing();
                    diesel::RunQueryDsl::execute(insert, c).map(|_| ())
                })
            })
            .await?;
        }
        Conn::Postgres(c) => {
            diesel::insert_into(messages::table).values(messages).on_conflict_do_nothing().execute(&mut **c).await?;
        }
    }
    Ok(())
}

pub async fn find(conn: &mut Conn, id: MessageId) -> Result<Option<(Message, Contact)>> {
    on_backend!(conn, c => Ok(messages::table.inner_join(contacts::table)
        .filter(messages::id.eq(id))
        .select((Message::as_select(), Contact::as_select()))
        .first(c).await.optional()?))
}

/// When the contact's newest messages of those kinds were written, newest first, back to `since`.
pub async fn written_since(conn: &mut Conn, contact: ContactId, kinds: &[MessageKind], since: Timestamp, limit: i64) -> Result<Vec<Timestamp>> {
    on_backend!(conn, c => Ok(messages::table
        .filter(messages::contact_id.eq(contact))
        .filter(messages::kind.eq_any(kinds))
        .filter(messages::created_at.gt(since))
        .order(messages::id.desc())
        .limit(limit)
        .select(messages::created_at)
        .load(c).await?))
}

/// Those of `contacts` for whom such a message was written at `since` or later, whatever became of it.
pub async fn written_to_since(conn: &mut Conn, contacts: &[ContactId], kind: MessageKind, channel: Channel, since: Timestamp) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => Ok(messages::table
        .filter(messages::contact_id.eq_any(contacts))
        .filter(messages::kind.eq(kind))
        .filter(messages::channel.eq(channel))
        .filter(messages::created_at.ge(since))
        .select(messages::contact_id)
        .distinct()
        .load(c).await?))
}

/// What the index of waiting messages asks for: in words of its own, so that either database sees that the index fits.
fn is_queued() -> SqlLiteral<Bool> {
    sql::<Bool>("messages.state = 'queued'")
}

/// Takes the channel's messages that are due, the first in rank first, of these those that have waited longest, for whoever bears
/// `lease`: nobody else is given them before `until`. Several may ask at once; on PostgreSQL none waits for another.
pub async fn lease(conn: &mut Conn, channel: Channel, lease: &[u8], now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<Message>> {
    let mut ids: Vec<MessageId> = Vec::new();
    for rank in Rank::ALL {
        let left = limit - i64::try_from(ids.len()).unwrap_or(limit);
        if left > 0 {
            ids.extend(due(conn, channel, *rank, now, left).await?);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => {
        diesel::update(messages::table.filter(messages::id.eq_any(&ids)))
            .set((messages::lease.eq(lease), messages::leased_until.eq(until), messages::tries.eq(messages::tries + 1)))
            .execute(c)
            .await?;
        let mut taken: Vec<Message> = messages::table.filter(messages::id.eq_any(&ids)).select(Message::as_select()).load(c).await?;
        taken.sort_by_key(|message| ids.iter().position(|id| *id == message.id));
        Ok(taken)
    })
}

async fn due(conn: &mut Conn, channel: Channel, rank: Rank, now: Timestamp, limit: i64) -> Result<Vec<MessageId>> {
    let due = messages::table
        .filter(is_queued())
        .filter(messages::channel.eq(channel))
        .filter(messages::rank.eq(rank))
        .filter(messages::due_at.le(now))
        .filter(messages::leased_until.is_null().or(messages::leased_until.le(now)))
        .order((messages::due_at, messages::id))
        .limit(limit)
        .select(messages::id);
    Ok(match conn {
        Conn::Sqlite(c) => due.load(&mut **c).await?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(&mut **c).await?,
    })
}

/// The link that the message carries from now on, if it carries one, and the address it goes to.
pub async fn set_link(conn: &mut Conn, id: MessageId, link: Option<LinkId>, address: &str) -> Result<()> {
    on_backend!(conn, c => diesel::update(messages::table.find(id)).set((messages::link_id.eq(link), messages::address.eq(address))).execute(c).await)?;
    Ok(())
}

/// What became of a try.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = messages, treat_none_as_null = true)]
pub struct Outcome {
    pub state: MessageState,
    pub trouble: Option<Trouble>,
    pub answer: Option<String>,
    pub due_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// Whether it was written: not if whoever bears `lease` took too long and another has the message now.
pub async fn settle(conn: &mut Conn, id: MessageId, lease: &[u8], outcome: &Outcome) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(messages::table.find(id).filter(messages::lease.eq(lease)).filter(messages::state.eq(MessageState::Queued)))
        .set((outcome, messages::lease.eq(None::<Vec<u8>>), messages::leased_until.eq(None::<Timestamp>)))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Gives messages back untried, not to be taken before `due`: the try does not count.
pub async fn give_back(conn: &mut Conn, ids: &[MessageId], lease: &[u8], due: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(messages::table
            .filter(messages::id.eq_any(ids))
            .filter(messages::lease.eq(lease))
            .filter(messages::state.eq(MessageState::Queued)))
        .set((
            messages::lease.eq(None::<Vec<u8>>),
            messages::leased_until.eq(None::<Timestamp>),
            messages::tries.eq(messages::tries - 1),
            messages::due_at.eq(due),
        ))
        .execute(c).await)?;
    Ok(())
}

/// Frees what waits and is taken, whoever by.
pub async fn free(conn: &mut Conn) -> Result<()> {
    on_backend!(conn, c => diesel::update(messages::table.filter(messages::state.eq(MessageState::Queued)).filter(messages::lease.is_not_null()))
        .set((messages::lease.eq(None::<Vec<u8>>), messages::leased_until.eq(None::<Timestamp>)))
        .execute(c).await)?;
    Ok(())
}

/// Gives a message back untried, to be held until its broadcast goes on.
pub async fn hold_back(conn: &mut Conn, id: MessageId, lease: &[u8]) -> Result<()> {
    on_backend!(conn, c => diesel::update(messages::table.find(id).filter(messages::lease.eq(lease)).filter(messages::state.eq(MessageState::Queued)))
        .set((
            messages::lease.eq(None::<Vec<u8>>),
            messages::leased_until.eq(None::<Timestamp>),
            messages::tries.eq(messages::tries - 1),
            messages::state.eq(MessageState::Held),
        ))
        .execute(c).await)?;
    Ok(())
}

/// Whether the contact was sent a link at that address.
pub async fn any_link_sent_to(conn: &mut Conn, contact: ContactId, channel: Channel, address: &str) -> Result<bool> {
    let sent = messages::table
        .filter(messages::contact_id.eq(contact))
        .filter(messages::channel.eq(channel))
        .filter(messages::address.eq(address))
        .filter(messages::link_id.is_not_null())
        .select(messages::id);
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(sent)).get_result(c).await?))
}

/// Whether the message was still waiting, and nobody at it.
pub async fn cancel(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(messages::table.find(id)
            .filter(messages::state.eq(MessageState::Queued))
            .filter(messages::leased_until.is_null().or(messages::leased_until.le(now))))
        .set((messages::state.eq(MessageState::Cancelled), messages::settled_at.eq(now)))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Puts a message that came to an end without being sent into the queue again. Whether it had.
pub async fn queue_again(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<bool> {
    let over = [MessageState::Kept, MessageState::Failed, MessageState::Cancelled];
    let n = on_backend!(conn, c => diesel::update(messages::table.find(id).filter(messages::state.eq_any(over)))
        .set((
            messages::state.eq(MessageState::Queued),
            messages::tries.eq(0),
            messages::trouble.eq(None::<Trouble>),
            messages::answer.eq(None::<String>),
            messages::due_at.eq(now),
            messages::settled_at.eq(None::<Timestamp>),
        ))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Which messages: any state or one, any contact or one, those of a broadcast or all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<MessageState>,
    pub contact: Option<ContactId>,
    pub broadcast: Option<BroadcastId>,
}

/// Messages below `from`, newest first; on the way back those above it, oldest first. With their contacts and what they say.
pub async fn page(conn: &mut Conn, filter: Filter, from: MessageId, way: Way, limit: i64) -> Result<Vec<(Message, Contact, Text)>> {
    on_backend!(conn, c => {
        let mut query = messages::table.inner_join(contacts::table).inner_join(message_texts::table).into_boxed();
        if let Some(state) = filter.state {
            query = query.filter(messages::state.eq(state));
        }
        if let Some(contact) = filter.contact {
            query = query.filter(messages::contact_id.eq(contact));
        }
        if let Some(broadcast) = filter.broadcast {
            query = query.filter(messages::broadcast_id.eq(broadcast));
        }
        let query = match way {
            Way::On => query.filter(messages::id.lt(from)).order(messages::id.desc()),
            Way::Back => query.filter(messages::id.gt(from)).order(messages::id),
        };
        Ok(query.limit(limit).select((Message::as_select(), Contact::as_select(), Text::as_select())).load(c).await?)
    })
}
