//! What becomes of a contact's words and reactions when they are deleted.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{CommentId, ContactId, PostId, Timestamp};

use super::groups;
use super::posts::{hold, recount};
use crate::backend::on_backend;
use crate::schema::{comments, posts, reactions, reports};
use crate::{Conn, Result};

/// Deletes what the contact, who is held to be deleted, has written and given; the counts of others' posts follow. A comment that
/// others have answered stays without author and text, for their answers.
pub async fn forget(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<()> {
    // Contact, groups, posts: in the order in which whoever writes holds them.
    groups::keep_all(conn).await?;
    let (own, others) = touched(conn, contact).await?;
    for post in own.union(&others) {
        hold(conn, *post).await?;
    }
    on_backend!(conn, c => {
        diesel::delete(posts::table.filter(posts::contact_id.eq(contact))).execute(c).await?;
        diesel::delete(reactions::table.filter(reactions::contact_id.eq(contact))).execute(c).await
    })?;
    for post in others.difference(&own) {
        let answered = forget_answers(conn, contact, *post).await?;
        forget_comments(conn, contact, *post, now).await?;
        forget_empty(conn, &answered).await?;
        recount(conn, *post).await?;
    }
    Ok(())
}

/// The contact's posts, and those under which they have written or reacted.
async fn touched(conn: &mut Conn, contact: ContactId) -> Result<(BTreeSet<PostId>, BTreeSet<PostId>)> {
    on_backend!(conn, c => {
        let own: Vec<PostId> = posts::table.filter(posts::contact_id.eq(contact)).select(posts::id).load(c).await?;
        let commented: Vec<PostId> = comments::table.filter(comments::contact_id.eq(contact)).select(comments::post_id).distinct().load(c).await?;
        let reacted: Vec<PostId> = reactions::table.filter(reactions::contact_id.eq(contact)).select(reactions::post_id).distinct().load(c).await?;
        Ok((own.into_iter().collect(), commented.into_iter().chain(reacted).collect()))
    })
}

/// Deletes the contact's answers to comments on a post; which comments those were.
async fn forget_answers(conn: &mut Conn, contact: ContactId, post: PostId) -> Result<Vec<CommentId>> {
    let answered: Vec<Option<CommentId>> = on_backend!(conn, c => {
        let answers = comments::table
            .filter(comments::contact_id.eq(contact))
            .filter(comments::post_id.eq(post))
            .filter(comments::parent_id.is_not_null());
        let answered = answers.select(comments::parent_id).distinct().load(c).await?;
        diesel::delete(answers).execute(c).await?;
        Ok::<_, diesel::result::Error>(answered)
    })?;
    Ok(answered.into_iter().flatten().collect())
}

/// Deletes the contact's comments on a post, and empties those that somebody else has answered.
async fn forget_comments(conn: &mut Conn, contact: ContactId, post: PostId, now: Timestamp) -> Result<()> {
    let theirs = comments::table.filter(comments::contact_id.eq(contact)).filter(comments::post_id.eq(post));
    let ids: Vec<CommentId> = on_backend!(conn, c => theirs.select(comments::id).load(c).await)?;
    let answered = answered_among(conn, &ids).await?;
    if !answered.is_empty() {
        empty(conn, &answered, now).await?;
    }
    on_backend!(conn, c => diesel::delete(theirs).execute(c).await)?;
    Ok(())
}

/// Those of the comments that have an answer.
async fn answered_among(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<CommentId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let answered: Vec<Option<CommentId>> =
        on_backend!(conn, c => comments::table.filter(comments::parent_id.eq_any(ids)).select(comments::parent_id).distinct().load(c).await)?;
    Ok(answered.into_iter().flatten().collect())
}

/// Takes author and text from the comments, and what was said of them.
async fn empty(conn: &mut Conn, ids: &[CommentId], now: Timestamp) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(reactions::table.filter(reactions::comment_id.eq_any(ids))).execute(c).await?;
        diesel::delete(reports::table.filter(reports::comment_id.eq_any(ids))).execute(c).await?;
        diesel::update(comments::table.filter(comments::id.eq_any(ids)))
            .set((
                comments::contact_id.eq(None::<ContactId>),
                comments::body.eq(""),
                comments::hidden_at.eq(None::<Timestamp>),
                comments::edited_at.eq(None::<Timestamp>),
                comments::removed_at.eq(now),
            ))
            .execute(c).await
    })?;
    Ok(())
}

/// Deletes those of the comments that were emptied when their authors were deleted, and that nobody answers any more.
async fn forget_empty(conn: &mut Conn, ids: &[CommentId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let emptied = comments::table.filter(comments::id.eq_any(ids)).filter(comments::contact_id.is_null()).filter(comments::admin_name.is_null());
    let mut emptied: Vec<CommentId> = on_backend!(conn, c => emptied.select(comments::id).load(c).await)?;
    let answered = answered_among(conn, &emptied).await?;
    emptied.retain(|id| !answered.contains(id));
    if !emptied.is_empty() {
        on_backend!(conn, c => diesel::delete(comments::table.filter(comments::id.eq_any(&emptied))).execute(c).await)?;
    }
    Ok(())
}
