//! Comments on posts, and answers to them, the oldest first.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AdminId, ChannelId, CommentId, ContactId, GroupId, PostId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{comments, contacts, posts};
use crate::{Conn, Result, Way};

/// A row of `comments`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = comments)]
pub struct Comment {
    pub id: CommentId,
    pub group_id: GroupId,
    pub post_id: PostId,
    /// The comment that this one answers.
    pub parent_id: Option<CommentId>,
    /// `None` for an admin's, and once its author is deleted.
    pub contact_id: Option<ContactId>,
    pub admin_id: Option<AdminId>,
    pub admin_name: Option<String>,
    pub hidden_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Markdown.
    pub body: String,
}

impl Comment {
    /// Whether its author is deleted: it has no text any more and is there for the answers to it.
    pub fn is_forgotten(&self) -> bool {
        self.contact_id.is_none() && self.admin_name.is_none()
    }
}

/// The comment and its author's name, if a contact wrote it.
pub async fn find(conn: &mut Conn, id: CommentId) -> Result<Option<(Comment, Option<String>)>> {
    on_backend!(conn, c => Ok(comments::table.left_join(contacts::table)
        .filter(comments::id.eq(id))
        .select((Comment::as_select(), contacts::name.nullable()))
        .first(c).await.optional()?))
}

/// The comments on a post that answer `parent` or, without one, no other, from `from` on or back.
pub async fn page(conn: &mut Conn, post: PostId, parent: Option<CommentId>, from: CommentId, way: Way, limit: i64) -> Result<Vec<(Comment, Option<String>)>> {
    on_backend!(conn, c => {
        let query = comments::table.left_join(contacts::table).filter(comments::post_id.eq(post)).into_boxed();
        let query = match parent {
            Some(parent) => query.filter(comments::parent_id.eq(parent)),
            None => query.filter(comments::parent_id.is_null()),
        };
        let query = match way {
            Way::On => query.filter(comments::id.gt(from)).order(comments::id),
            Way::Back => query.filter(comments::id.lt(from)).order(comments::id.desc()),
        };
        Ok(query.limit(limit).select((Comment::as_select(), contacts::name.nullable())).load(c).await?)
    })
}

/// The answers to those comments, the oldest first.
pub async fn answers(conn: &mut Conn, parents: &[CommentId], limit: i64) -> Result<Vec<(Comment, Option<String>)>> {
    on_backend!(conn, c => Ok(comments::table.left_join(contacts::table)
        .filter(comments::parent_id.eq_any(parents))
        .order(comments::id)
        .limit(limit)
        .select((Comment::as_select(), contacts::name.nullable()))
        .load(c).await?))
}

/// The comments in a group after `from`, the newest first, removed or not, with their posts and the channels of those.
pub async fn recent(conn: &mut Conn, group: GroupId, from: CommentId, limit: i64) -> Result<Vec<(CommentId, PostId, ChannelId)>> {
    on_backend!(conn, c => Ok(comments::table
        .inner_join(posts::table.on(posts::id.eq(comments::post_id)))
        .filter(comments::group_id.eq(group))
        .filter(comments::id.gt(from))
        .order(comments::id.desc())
        .limit(limit)
        .select((comments::id, comments::post_id, posts::channel_id))
        .load(c).await?))
}

pub async fn insert(conn: &mut Conn, comment: &Comment) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(comments::table).values(comment).execute(c).await)?;
    Ok(())
}

pub async fn set_text(conn: &mut Conn, id: CommentId, body: &str, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(comments::table.find(id)).set((comments::body.eq(body), comments::edited_at.eq(now))).execute(c).await)?;
    Ok(())
}

pub async fn set_hidden(conn: &mut Conn, id: CommentId, at: Option<Timestamp>) -> Result<()> {
    on_backend!(conn, c => diesel::update(comments::table.find(id)).set(comments::hidden_at.eq(at)).execute(c).await)?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, id: CommentId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(comments::table.find(id)).set(comments::removed_at.eq(now)).execute(c).await)?;
    Ok(())
}
