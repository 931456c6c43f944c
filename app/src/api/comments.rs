//! Comments below lessons.

use domain::view::Page;
use domain::view::comments::{CommentRow, Comments};
use domain::{LessonCommentId, ProductId};
use leptos::prelude::*;

use crate::AppError;

/// A page of a lesson's comments: the first, the one after `cursor` or the one before `before`.
#[server(prefix = "/fn", endpoint = "comments/list")]
pub async fn list_comments(course: String, lesson: String, #[server(default)] cursor: String, #[server(default)] before: String) -> Result<Comments, AppError> {
    let mut list = super::guard::told(super::guard::learner()?.comments(&course, &lesson, &cursor, &before).await)?;
    let t = crate::locales::Words::of(super::guard::visit()?.lang).comments();
    for comment in list.page.items.iter_mut().filter(|comment| comment.deleted) {
        t.deleted_comment.clone_into(&mut comment.author);
    }
    Ok(list)
}

#[server(prefix = "/fn", endpoint = "comments/write")]
pub async fn write_comment(course: String, lesson: String, body: String) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.comment_on(&course, &lesson, &body).await)?;
    // It is the last one.
    leptos_axum::redirect(&place(&course, &lesson, &format!("before={}&done=comment-written", LessonCommentId::MAX)));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "comments/edit")]
pub async fn edit_comment(course: String, lesson: String, id: LessonCommentId, body: String) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.edit_comment(&course, &lesson, id, &body).await)?;
    leptos_axum::redirect(&place(&course, &lesson, &format!("cursor={}&done=comment-saved", id.just_before())));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "comments/delete")]
pub async fn delete_comment(course: String, lesson: String, id: LessonCommentId) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.delete_comment(&course, &lesson, id).await)?;
    leptos_axum::redirect(&place(&course, &lesson, &format!("before={id}&done=comment-deleted")));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "comments/newest")]
pub async fn newest_comments(#[server(default)] cursor: String) -> Result<Page<CommentRow>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.newest_comments(&cursor).await)
}

/// Answers a learner's comment; the page stays where it is.
#[server(prefix = "/fn", endpoint = "comments/reply")]
pub async fn reply_to_comment(id: LessonCommentId, body: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.reply_to_comment(id, &body).await)
}

/// Hides a comment from learners, or shows it again; the page stays where it is.
#[server(prefix = "/fn", endpoint = "comments/hide")]
pub async fn hide_comment(id: LessonCommentId, hidden: bool) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.set_comment_hidden(id, hidden).await)
}

/// Deletes anybody's comment; the page stays where it is.
#[server(prefix = "/fn", endpoint = "comments/remove")]
pub async fn remove_comment(id: LessonCommentId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.remove_comment(id).await)
}

#[server(prefix = "/fn", endpoint = "comments/are-on")]
pub async fn has_comments(id: ProductId) -> Result<bool, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.has_comments(id).await)
}

/// `on` comes from a check box: nothing means no.
#[server(prefix = "/fn", endpoint = "comments/switch")]
pub async fn switch_comments(id: ProductId, #[server(default)] on: bool) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.switch_comments(id, on).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{id}?done=saved"));
    Ok(())
}

/// The lesson's page, with the part of the list to show and what was done. The names are those of a lesson that was found.
#[cfg(feature = "ssr")]
fn place(course: &str, lesson: &str, query: &str) -> String {
    format!("/courses/{course}/lessons/{lesson}?{query}#comments")
}
