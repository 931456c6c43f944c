//! What of a post's comments a page shows: so many comments with their answers or, where the answers are too many, a thread.

use std::collections::HashSet;

use domain::view::Page;
use domain::{CommentId, PostId, Problem};
use store::communities::comments::{self, Comment};
use store::{Conn, Way};

use super::reading::{limit, place};
use crate::{Result, paging};

/// Comments on a page of a post, answers not counted.
const COMMENTS: usize = 50;
/// Answers shown under the comments of a page; where there are more, only [`FEW`] under each.
const ANSWERS: usize = 500;
/// The first answers to a comment of which a page does not show all.
const FEW: usize = ANSWERS / COMMENTS;
/// A comment and its author's name, if a contact wrote it.
pub(super) type Row = (Comment, Option<String>);

/// Which of a post's comments are wanted, as an address says it: the first page, that which `comment` is on, that after `cursor` or
/// before `before`. With a `thread`, that comment alone, and those pages are of its answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub comment: Option<&'a str>,
    pub thread: Option<&'a str>,
    pub cursor: Option<&'a str>,
    pub before: Option<&'a str>,
}

/// What is shown of a post's comments.
pub(super) struct Talk {
    pub page: Page<Row>,
    pub answers: Vec<Row>,
    /// The comments that have more answers.
    pub cut: HashSet<CommentId>,
    /// The comment whose answers alone are shown: then the page is of those.
    pub thread: Option<CommentId>,
}

/// Reads what is wanted of a post's comments.
pub(super) async fn talk(conn: &mut Conn, post: PostId, wanted: Wanted<'_>) -> Result<Talk> {
    if let Some((comment, _)) = on_post(conn, post, wanted.comment).await? {
        return around(conn, post, &comment).await;
    }
    let (cursor, before) = (place(wanted.cursor), place(wanted.before));
    match on_post(conn, post, wanted.thread).await?.filter(|(comment, _)| comment.parent_id.is_none()) {
        Some(comment) => thread(conn, post, comment, cursor, before).await,
        None => whole(conn, post, cursor, before).await,
    }
}

/// The comment that an address names, if it is one on the post.
async fn on_post(conn: &mut Conn, post: PostId, id: Option<&str>) -> Result<Option<Row>> {
    let Some(id) = place(id) else { return Ok(None) };
    Ok(comments::find(conn, id).await?.filter(|(comment, _)| comment.post_id == post))
}

/// The page that begins with the comment or with the one it answers; where that shows not all answers, its place in the thread.
async fn around(conn: &mut Conn, post: PostId, comment: &Comment) -> Result<Talk> {
    let talk = whole(conn, post, Some(comment.parent_id.unwrap_or(comment.id).just_before()), None).await?;
    let is_shown = talk.page.items.iter().chain(&talk.answers).any(|(shown, _)| shown.id == comment.id);
    match comment.parent_id {
        Some(parent) if !is_shown => {
            let parent = comments::find(conn, parent).await?.ok_or(Problem::NotFound)?;
            thread(conn, post, parent, Some(comment.id.just_before()), None).await
        }
        _ => Ok(talk),
    }
}

/// A comment with a page of its answers.
async fn thread(conn: &mut Conn, post: PostId, comment: Row, cursor: Option<CommentId>, before: Option<CommentId>) -> Result<Talk> {
    let id = comment.0.id;
    let Page { items, previous, next } = comment_page(conn, post, Some(id), cursor, before).await?;
    Ok(Talk { page: Page { items: vec![comment], previous, next }, answers: items, cut: HashSet::new(), thread: Some(id) })
}

/// A page of comments with their answers.
async fn whole(conn: &mut Conn, post: PostId, cursor: Option<CommentId>, before: Option<CommentId>) -> Result<Talk> {
    let page = comment_page(conn, post, None, cursor, before).await?;
    let parents: Vec<CommentId> = page.items.iter().map(|(comment, _)| comment.id).collect();
    let mut answers = comments::answers(conn, &parents, limit(ANSWERS)).await?;
    let mut cut = HashSet::new();
    if answers.len() > ANSWERS {
        answers.clear();
        for parent in parents {
            let mut first = comments::page(conn, post, Some(parent), CommentId::MIN, Way::On, limit(FEW)).await?;
            if first.len() > FEW {
                first.truncate(FEW);
                cut.insert(parent);
            }
            answers.append(&mut first);
        }
    }
    Ok(Talk { page, answers, cut, thread: None })
}

/// A page of the comments on a post or, with a `parent`, of the answers to that one.
async fn comment_page(conn: &mut Conn, post: PostId, parent: Option<CommentId>, cursor: Option<CommentId>, before: Option<CommentId>) -> Result<Page<Row>> {
    let cursor_of = |row: &Row| row.0.id.to_string();
    if let Some(before) = before {
        let found = comments::page(conn, post, parent, before, Way::Back, limit(COMMENTS)).await?;
        if let Some(page) = paging::back(found, COMMENTS, cursor_of) {
            // Nothing comes after the end.
            let next = page.next.filter(|_| before != CommentId::MAX);
            return Ok(Page { next, ..page });
        }
    }
    let cursor = cursor.filter(|_| before.is_none());
    let found = comments::page(conn, post, parent, cursor.unwrap_or(CommentId::MIN), Way::On, limit(COMMENTS)).await?;
    Ok(paging::on(found, COMMENTS, cursor.is_some(), cursor_of))
}
