//! Comments below lessons, and the courses that have none.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::comment::CommentState;
use domain::{AdminId, CommentId, ContactId, LessonId, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{comments, comments_off, lessons, products};
use crate::{Conn, Result};

/// A row of `comments`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = comments)]
pub struct Comment {
    pub id: CommentId,
    pub lesson_id: LessonId,
    /// What it answers.
    pub parent_id: Option<CommentId>,
    /// `None` for the creator's.
    pub contact_id: Option<ContactId>,
    pub admin_id: Option<AdminId>,
    /// The name when it was written.
    pub author: String,
    /// Markdown.
    pub body: String,
    pub state: CommentState,
    pub written_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// A comment, its lesson's slug and title, its course's slug and title.
pub type Placed = (Comment, (String, String), (String, String));

pub async fn find(conn: &mut Conn, id: CommentId) -> Result<Option<Comment>> {
    on_backend!(conn, c => Ok(comments::table.find(id).select(Comment::as_select()).first(c).await.optional()?))
}

/// Comments on a lesson that answer none, after `after`, the oldest first; hidden ones only if `all`.
pub async fn of_lesson(conn: &mut Conn, lesson: LessonId, after: CommentId, all: bool, limit: i64) -> Result<Vec<Comment>> {
    let states: &[CommentState] = if all { CommentState::ALL } else { &[CommentState::Shown] };
    on_backend!(conn, c => Ok(comments::table
        .filter(comments::lesson_id.eq(lesson))
        .filter(comments::parent_id.is_null())
        .filter(comments::id.gt(after))
        .filter(comments::state.eq_any(states))
        .order(comments::id)
        .limit(limit)
        .select(Comment::as_select())
        .load(c).await?))
}

/// As [`of_lesson`], before `before`, the newest first.
pub async fn of_lesson_before(conn: &mut Conn, lesson: LessonId, before: CommentId, all: bool, limit: i64) -> Result<Vec<Comment>> {
    let states: &[CommentState] = if all { CommentState::ALL } else { &[CommentState::Shown] };
    on_backend!(conn, c => Ok(comments::table
        .filter(comments::lesson_id.eq(lesson))
        .filter(comments::parent_id.is_null())
        .filter(comments::id.lt(before))
        .filter(comments::state.eq_any(states))
        .order(comments::id.desc())
        .limit(limit)
        .select(Comment::as_select())
        .load(c).await?))
}

/// What answers those comments, the oldest first.
pub async fn replies(conn: &mut Conn, to: &[CommentId]) -> Result<Vec<Comment>> {
    on_backend!(conn, c => Ok(comments::table
        .filter(comments::parent_id.eq_any(to))
        .order(comments::id)
        .select(Comment::as_select())
        .load(c).await?))
}

/// Learners' comments everywhere, before `before`, the newest first.
pub async fn newest(conn: &mut Conn, before: CommentId, limit: i64) -> Result<Vec<Placed>> {
    on_backend!(conn, c => Ok(comments::table
        .inner_join(lessons::table.on(lessons::id.eq(comments::lesson_id)))
        .inner_join(products::table.on(products::id.eq(lessons::product_id)))
        .filter(comments::parent_id.is_null())
        .filter(comments::id.lt(before))
        .order(comments::id.desc())
        .limit(limit)
        .select((Comment::as_select(), (lessons::slug, lessons::title), (products::slug, products::title)))
        .load(c).await?))
}

pub async fn insert(conn: &mut Conn, comment: &Comment) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(comments::table).values(comment).execute(c).await)?;
    Ok(())
}

pub async fn set_body(conn: &mut Conn, id: CommentId, body: &str, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(comments::table.find(id)).set((comments::body.eq(body), comments::edited_at.eq(now))).execute(c).await)?;
    Ok(())
}

pub async fn set_state(conn: &mut Conn, id: CommentId, state: CommentState) -> Result<()> {
    on_backend!(conn, c => diesel::update(comments::table.find(id)).set(comments::state.eq(state)).execute(c).await)?;
    Ok(())
}

/// What answers it goes with it.
pub async fn delete(conn: &mut Conn, id: CommentId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(comments::table.find(id)).execute(c).await)?;
    Ok(())
}

pub async fn are_off(conn: &mut Conn, product: ProductId) -> Result<bool> {
    let found: Option<ProductId> = on_backend!(conn, c => comments_off::table.find(product).select(comments_off::product_id).first(c).await.optional())?;
    Ok(found.is_some())
}

pub async fn switch(conn: &mut Conn, product: ProductId, on: bool) -> Result<()> {
    if on {
        on_backend!(conn, c => diesel::delete(comments_off::table.find(product)).execute(c).await)?;
    } else {
        on_backend!(conn, c => diesel::insert_into(comments_off::table).values(comments_off::product_id.eq(product)).on_conflict_do_nothing().execute(c).await)?;
    }
    Ok(())
}
