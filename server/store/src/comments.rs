//! Comments below lessons, and the courses that have none.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::comment::CommentState;
use domain::{AdminId, ContactId, LessonCommentId, LessonId, ProductId, Timestamp};

use crate::backend::{locked, on_backend};
use crate::schema::{comments_off, lesson_comments, lessons, products};
use crate::{Conn, Result};

/// A row of `comments`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = lesson_comments)]
pub struct Comment {
    pub id: LessonCommentId,
    pub lesson_id: LessonId,
    /// What it answers.
    pub parent_id: Option<LessonCommentId>,
    /// `None` for the creator's, and once its author is deleted.
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

impl Comment {
    /// Whether its author is deleted: it has no name and no text any more and is there for the answers to it, which only the creator
    /// writes.
    pub fn is_forgotten(&self) -> bool {
        self.contact_id.is_none() && self.parent_id.is_none()
    }
}

/// A comment, its lesson's slug and title, its course's slug and title.
pub type Placed = (Comment, (String, String), (String, String));

pub async fn find(conn: &mut Conn, id: LessonCommentId) -> Result<Option<Comment>> {
    on_backend!(conn, c => Ok(lesson_comments::table.find(id).select(Comment::as_select()).first(c).await.optional()?))
}

/// The comment, which nobody deletes before the transaction ends.
pub async fn keep(conn: &mut Conn, id: LessonCommentId) -> Result<Option<Comment>> {
    let mut found: Vec<Comment> = locked!(conn, for_key_share, lesson_comments::table.find(id).select(Comment::as_select()))?;
    Ok(found.pop())
}

/// Comments on a lesson that answer none, after `after`, the oldest first; hidden ones only if `all`.
pub async fn of_lesson(conn: &mut Conn, lesson: LessonId, after: LessonCommentId, all: bool, limit: i64) -> Result<Vec<Comment>> {
    let states: &[CommentState] = if all { CommentState::ALL } else { &[CommentState::Shown] };
    on_backend!(conn, c => Ok(lesson_comments::table
        .filter(lesson_comments::lesson_id.eq(lesson))
        .filter(lesson_comments::parent_id.is_null())
        .filter(lesson_comments::id.gt(after))
        .filter(lesson_comments::state.eq_any(states))
        .order(lesson_comments::id)
        .limit(limit)
        .select(Comment::as_select())
        .load(c).await?))
}

/// As [`of_lesson`], before `before`, the newest first.
pub async fn of_lesson_before(conn: &mut Conn, lesson: LessonId, before: LessonCommentId, all: bool, limit: i64) -> Result<Vec<Comment>> {
    let states: &[CommentState] = if all { CommentState::ALL } else { &[CommentState::Shown] };
    on_backend!(conn, c => Ok(lesson_comments::table
        .filter(lesson_comments::lesson_id.eq(lesson))
        .filter(lesson_comments::parent_id.is_null())
        .filter(lesson_comments::id.lt(before))
        .filter(lesson_comments::state.eq_any(states))
        .order(lesson_comments::id.desc())
        .limit(limit)
        .select(Comment::as_select())
        .load(c).await?))
}

/// What answers those comments, the oldest first.
pub async fn replies(conn: &mut Conn, to: &[LessonCommentId]) -> Result<Vec<Comment>> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(lesson_comments::table
        .filter(lesson_comments::parent_id.eq_any(to))
        .order(lesson_comments::id)
        .select(Comment::as_select())
        .load(c).await?))
}

/// Learners' comments wherever there are any now, before `before`, the newest first.
pub async fn newest(conn: &mut Conn, before: LessonCommentId, limit: i64) -> Result<Vec<Placed>> {
    on_backend!(conn, c => Ok(lesson_comments::table
        .inner_join(lessons::table.on(lessons::id.eq(lesson_comments::lesson_id)))
        .inner_join(products::table.on(products::id.eq(lessons::product_id)))
        .filter(lesson_comments::parent_id.is_null())
        .filter(lesson_comments::contact_id.is_not_null())
        .filter(lesson_comments::id.lt(before))
        .filter(not(exists(comments_off::table.filter(comments_off::product_id.eq(products::id)))))
        .order(lesson_comments::id.desc())
        .limit(limit)
        .select((Comment::as_select(), (lessons::slug, lessons::title), (products::slug, products::title)))
        .load(c).await?))
}

pub async fn insert(conn: &mut Conn, comment: &Comment) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(lesson_comments::table).values(comment).execute(c).await)?;
    Ok(())
}

pub async fn set_body(conn: &mut Conn, id: LessonCommentId, body: &str, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(lesson_comments::table.find(id)).set((lesson_comments::body.eq(body), lesson_comments::edited_at.eq(now))).execute(c).await)?;
    Ok(())
}

pub async fn set_state(conn: &mut Conn, id: LessonCommentId, state: CommentState) -> Result<()> {
    on_backend!(conn, c => diesel::update(lesson_comments::table.find(id)).set(lesson_comments::state.eq(state)).execute(c).await)?;
    Ok(())
}

/// What answers it goes with it.
pub async fn delete(conn: &mut Conn, id: LessonCommentId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(lesson_comments::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Deletes the contact's comments. Those that were answered stay without name and text, for the answers.
pub async fn forget(conn: &mut Conn, contact: ContactId) -> Result<()> {
    let theirs = lesson_comments::table.filter(lesson_comments::contact_id.eq(contact)).order(lesson_comments::id).select(lesson_comments::id);
    let theirs: Vec<LessonCommentId> = locked!(conn, for_update, theirs)?;
    if theirs.is_empty() {
        return Ok(());
    }
    let answered: Vec<Option<LessonCommentId>> = on_backend!(conn, c => lesson_comments::table
        .filter(lesson_comments::parent_id.eq_any(&theirs))
        .select(lesson_comments::parent_id)
        .distinct()
        .load(c).await)?;
    let answered: Vec<LessonCommentId> = answered.into_iter().flatten().collect();
    if !answered.is_empty() {
        on_backend!(conn, c => diesel::update(lesson_comments::table.filter(lesson_comments::id.eq_any(&answered)))
            .set((
                lesson_comments::contact_id.eq(None::<ContactId>),
                lesson_comments::author.eq(""),
                lesson_comments::body.eq(""),
                lesson_comments::edited_at.eq(None::<Timestamp>),
            ))
            .execute(c).await)?;
    }
    on_backend!(conn, c => diesel::delete(lesson_comments::table.filter(lesson_comments::contact_id.eq(contact))).execute(c).await)?;
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
