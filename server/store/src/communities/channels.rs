//! Channels, whom the private ones are for, and how far each contact has read.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ChannelAccess, ChannelId, ContactId, GroupId, PostId};

use crate::backend::on_backend;
use crate::schema::{channel_members, channel_reads, channels, contacts};
use crate::{Conn, Result};

/// A row of `channels`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = channels, treat_none_as_null = true)]
pub struct Channel {
    pub id: ChannelId,
    pub group_id: GroupId,
    pub slug: String,
    pub title: String,
    pub access: ChannelAccess,
    pub position: i32,
    /// The newest post in it.
    pub latest: Option<PostId>,
}

/// The channels of those groups, in order.
pub async fn of_groups(conn: &mut Conn, groups: &[GroupId]) -> Result<Vec<Channel>> {
    on_backend!(conn, c => Ok(channels::table
        .filter(channels::group_id.eq_any(groups))
        .order((channels::group_id, channels::position, channels::id))
        .select(Channel::as_select())
        .load(c).await?))
}

pub async fn find(conn: &mut Conn, id: ChannelId) -> Result<Option<Channel>> {
    on_backend!(conn, c => Ok(channels::table.find(id).select(Channel::as_select()).first(c).await.optional()?))
}

pub async fn insert(conn: &mut Conn, channel: &Channel) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(channels::table).values(channel).execute(c).await)?;
    Ok(())
}

/// What the channel is called and whom it is for.
pub async fn change(conn: &mut Conn, id: ChannelId, title: &str, access: ChannelAccess) -> Result<()> {
    on_backend!(conn, c => diesel::update(channels::table.find(id)).set((channels::title.eq(title), channels::access.eq(access))).execute(c).await)?;
    Ok(())
}

pub async fn set_position(conn: &mut Conn, id: ChannelId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(channels::table.find(id)).set(channels::position.eq(position)).execute(c).await)?;
    Ok(())
}

pub async fn set_latest(conn: &mut Conn, id: ChannelId, post: PostId) -> Result<()> {
    on_backend!(conn, c => diesel::update(channels::table.find(id).filter(channels::latest.is_null().or(channels::latest.lt(post))))
        .set(channels::latest.eq(post))
        .execute(c).await)?;
    Ok(())
}

/// With its posts.
pub async fn delete(conn: &mut Conn, id: ChannelId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(channels::table.find(id)).execute(c).await)?;
    Ok(())
}

/// The channels that the contact was let into.
pub async fn joined(conn: &mut Conn, contact: ContactId) -> Result<Vec<ChannelId>> {
    on_backend!(conn, c => Ok(channel_members::table.filter(channel_members::contact_id.eq(contact)).select(channel_members::channel_id).load(c).await?))
}

/// Those who were let into a channel: at most a hundred.
pub async fn members(conn: &mut Conn, channel: ChannelId) -> Result<Vec<(ContactId, String)>> {
    on_backend!(conn, c => Ok(channel_members::table
        .inner_join(contacts::table)
        .filter(channel_members::channel_id.eq(channel))
        .order(channel_members::contact_id)
        .limit(100)
        .select((contacts::id, contacts::name))
        .load(c).await?))
}

pub async fn let_in(conn: &mut Conn, channel: ChannelId, contact: ContactId) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(channel_members::table)
        .values((channel_members::channel_id.eq(channel), channel_members::contact_id.eq(contact)))
        .on_conflict_do_nothing()
        .execute(c).await)?;
    Ok(())
}

pub async fn put_out(conn: &mut Conn, channel: ChannelId, contact: ContactId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(channel_members::table.find((channel, contact))).execute(c).await)?;
    Ok(())
}

/// The newest post that the contact has seen in each channel.
pub async fn seen(conn: &mut Conn, contact: ContactId) -> Result<Vec<(ChannelId, PostId)>> {
    on_backend!(conn, c => Ok(channel_reads::table
        .filter(channel_reads::contact_id.eq(contact))
        .select((channel_reads::channel_id, channel_reads::seen))
        .load(c).await?))
}

pub async fn set_seen(conn: &mut Conn, contact: ContactId, channel: ChannelId, post: PostId) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(channel_reads::table)
        .values((channel_reads::contact_id.eq(contact), channel_reads::channel_id.eq(channel), channel_reads::seen.eq(post)))
        .on_conflict((channel_reads::contact_id, channel_reads::channel_id))
        .do_nothing()
        .execute(c).await)?;
    on_backend!(conn, c => diesel::update(channel_reads::table.find((contact, channel)).filter(channel_reads::seen.lt(post)))
        .set(channel_reads::seen.eq(post))
        .execute(c).await)?;
    Ok(())
}
