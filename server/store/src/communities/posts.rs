//! Posts, in the order in which they were written: that of their ids.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, ChannelId, ContactId, GroupId, PostId, Timestamp};

use crate::backend::{locked, on_backend};
use crate::schema::{comments, contacts, posts, reactions};
use crate::{Conn, Result, Way};

/// Pinned posts of a channel that are shown.
pub const PINNED: i64 = 10;

/// A row of `posts`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = posts)]
pub struct Post {
    pub id: PostId,
    pub group_id: GroupId,
    pub channel_id: ChannelId,
    /// `None` for an admin's.
    pub contact_id: Option<ContactId>,
    pub admin_id: Option<AdminId>,
    pub admin_name: Option<String>,
    /// May be empty.
    pub title: String,
    pub pinned_at: Option<Timestamp>,
    pub hidden_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub comment_count: i32,
    pub reaction_count: i32,
    /// Markdown.
    pub body: String,
}

/// Which posts a reader may see.
#[derive(Clone, Copy, Debug)]
pub enum Reader {
    /// Hidden ones too.
    Moderator,
    /// Of the hidden ones only their own.
    Contact(ContactId),
}

/// The post and its author's name, if a contact wrote it.
pub async fn find(conn: &mut Conn, id: PostId) -> Result<Option<(Post, Option<String>)>> {
    on_backend!(conn, c => Ok(posts::table.left_join(contacts::table)
        .filter(posts::id.eq(id))
        .select((Post::as_select(), contacts::name.nullable()))
        .first(c).await.optional()?))
}

/// The posts of a channel that are not pinned, the newest first, from `from` on or back.
pub async fn page(conn: &mut Conn, channel: ChannelId, reader: Reader, from: PostId, way: Way, limit: i64) -> Result<Vec<(Post, Option<String>)>> {
    on_backend!(conn, c => {
        let query = posts::table.left_join(contacts::table)
            .filter(posts::channel_id.eq(channel))
            .filter(posts::pinned_at.is_null())
            .filter(posts::removed_at.is_null())
            .into_boxed();
        let query = match reader {
            Reader::Moderator => query,
            Reader::Contact(me) => query.filter(posts::hidden_at.is_null().or(posts::contact_id.eq(me))),
        };
        let query = match way {
            Way::On => query.filter(posts::id.lt(from)).order(posts::id.desc()),
            Way::Back => query.filter(posts::id.gt(from)).order(posts::id),
        };
        Ok(query.limit(limit).select((Post::as_select(), contacts::name.nullable())).load(c).await?)
    })
}

/// The pinned posts of a channel, the last pinned first.
pub async fn pinned(conn: &mut Conn, channel: ChannelId, reader: Reader) -> Result<Vec<(Post, Option<String>)>> {
    on_backend!(conn, c => {
        let query = posts::table.left_join(contacts::table)
            .filter(posts::channel_id.eq(channel))
            .filter(posts::pinned_at.is_not_null())
            .filter(posts::removed_at.is_null())
            .into_boxed();
        let query = match reader {
            Reader::Moderator => query,
            Reader::Contact(me) => query.filter(posts::hidden_at.is_null().or(posts::contact_id.eq(me))),
        };
        Ok(query.order(posts::pinned_at.desc()).limit(PINNED).select((Post::as_select(), contacts::name.nullable())).load(c).await?)
    })
}

/// How many other posts of its channel are pinned.
pub async fn pinned_beside(conn: &mut Conn, post: &Post) -> Result<i64> {
    on_backend!(conn, c => Ok(posts::table
        .filter(posts::channel_id.eq(post.channel_id))
        .filter(posts::pinned_at.is_not_null())
        .filter(posts::removed_at.is_null())
        .filter(posts::id.ne(post.id))
        .count()
        .get_result(c).await?))
}

/// The posts of a group after `from`, the newest first, removed or not, with their channels.
pub async fn recent(conn: &mut Conn, group: GroupId, from: PostId, limit: i64) -> Result<Vec<(PostId, ChannelId)>> {
    on_backend!(conn, c => Ok(posts::table
        .filter(posts::group_id.eq(group))
        .filter(posts::id.gt(from))
        .order(posts::id.desc())
        .limit(limit)
        .select((posts::id, posts::channel_id))
        .load(c).await?))
}

/// Whether it is there. From here to the end of the transaction nobody else writes about it.
///
/// A lock and no update, and a transaction updates a post once: at a second update PostgreSQL would look for the post's author anew,
/// and wait for who deletes them, who waits for the post.
pub async fn hold(conn: &mut Conn, id: PostId) -> Result<bool> {
    let found: Vec<PostId> = locked!(conn, for_no_key_update, posts::table.find(id).select(posts::id))?;
    Ok(!found.is_empty())
}

pub async fn insert(conn: &mut Conn, post: &Post) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(posts::table).values(post).execute(c).await)?;
    Ok(())
}

pub async fn set_text(conn: &mut Conn, id: PostId, title: &str, body: &str, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(posts::table.find(id))
        .set((posts::title.eq(title), posts::body.eq(body), posts::edited_at.eq(now)))
        .execute(c).await)?;
    Ok(())
}

pub async fn set_pinned(conn: &mut Conn, id: PostId, at: Option<Timestamp>) -> Result<()> {
    on_backend!(conn, c => diesel::update(posts::table.find(id)).set(posts::pinned_at.eq(at)).execute(c).await)?;
    Ok(())
}

pub async fn set_hidden(conn: &mut Conn, id: PostId, at: Option<Timestamp>) -> Result<()> {
    on_backend!(conn, c => diesel::update(posts::table.find(id)).set(posts::hidden_at.eq(at)).execute(c).await)?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, id: PostId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(posts::table.find(id)).set(posts::removed_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Counts the comments and reactions of a post that is held anew.
pub async fn recount(conn: &mut Conn, id: PostId) -> Result<()> {
    on_backend!(conn, c => {
        let written: i64 = comments::table
            .filter(comments::post_id.eq(id))
            .filter(comments::hidden_at.is_null())
            .filter(comments::removed_at.is_null())
            .count().get_result(c).await?;
        let given: i64 = reactions::table.filter(reactions::target_id.eq(domain::TargetId(id.0))).count().get_result(c).await?;
        let number = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
        diesel::update(posts::table.find(id))
            .set((posts::comment_count.eq(number(written)), posts::reaction_count.eq(number(given))))
            .execute(c).await
    })?;
    Ok(())
}
