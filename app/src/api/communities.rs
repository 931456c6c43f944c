//! Communities, for their members. In addresses and forms an empty `comment` means the post itself.

use domain::group::{MemberChange, Moderation};
use domain::view::communities::{FeedView, GroupCard, MembersView, PostView};
use domain::{ContactId, Emoji, ReportId};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "communities/list")]
pub async fn list_groups() -> Result<Vec<GroupCard>, AppError> {
    super::guard::told(super::guard::learner()?.groups().await)
}

#[server(prefix = "/fn", endpoint = "communities/feed")]
pub async fn load_feed(group: String, channel: Option<String>, cursor: Option<String>, before: Option<String>) -> Result<FeedView, AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.feed(&group, channel.as_deref(), cursor.as_deref(), before.as_deref()).await)
}

/// A post with a page of its comments: the one that `comment` is on, or with the comment `thread` alone a page of the answers to it.
#[server(prefix = "/fn", endpoint = "communities/post")]
pub async fn load_post(
    group: String,
    post: String,
    comment: Option<String>,
    thread: Option<String>,
    cursor: Option<String>,
    before: Option<String>,
) -> Result<PostView, AppError> {
    let learner = super::guard::learner()?;
    let wanted = service::communities::Wanted { comment: comment.as_deref(), thread: thread.as_deref(), cursor: cursor.as_deref(), before: before.as_deref() };
    super::guard::told(learner.post(&group, &post, wanted).await)
}

#[server(prefix = "/fn", endpoint = "communities/members")]
pub async fn load_members(group: String, cursor: Option<String>, before: Option<String>) -> Result<MembersView, AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.members(&group, cursor.as_deref(), before.as_deref()).await)
}

#[server(prefix = "/fn", endpoint = "communities/write-post")]
pub async fn write_post(group: String, channel: String, title: String, body: String) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    let post = super::guard::told(learner.write_post(&group, &channel, &title, &body).await)?;
    leptos_axum::redirect(&format!("/communities/{group}/posts/{post}?done=written"));
    Ok(())
}

/// A comment on the post or, with a `parent`, an answer to that one.
#[server(prefix = "/fn", endpoint = "communities/write-comment")]
pub async fn write_comment(group: String, post: String, parent: String, body: String) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.write_comment(&group, &post, &parent, &body).await)?;
    // The newest comment may be on a page of its own, which is the last one before the end of all ids.
    let page = if parent.is_empty() { format!("&before={}", domain::CommentId::MAX) } else { String::new() };
    leptos_axum::redirect(&format!("/communities/{group}/posts/{post}?done=commented{page}"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/edit")]
pub async fn edit(group: String, post: String, comment: String, title: String, body: String) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.edit(&group, &post, &comment, &title, &body).await)?;
    leptos_axum::redirect(&format!("/communities/{group}/posts/{post}?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/take-back")]
pub async fn take_back(group: String, post: String, comment: String) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.take_back(&group, &post, &comment).await)?;
    leptos_axum::redirect(&after_removal(&group, &post, &comment));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/react")]
pub async fn react(group: String, post: String, comment: String, emoji: Emoji) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.react(&group, &post, &comment, emoji).await)
}

#[server(prefix = "/fn", endpoint = "communities/report")]
pub async fn report(group: String, post: String, comment: String, reason: String) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.report(&group, &post, &comment, &reason).await)?;
    leptos_axum::redirect(&format!("/communities/{group}/posts/{post}?done=reported"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/moderate")]
pub async fn moderate(group: String, post: String, comment: String, deed: Moderation) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.moderate(&group, &post, &comment, deed).await)?;
    let to = match deed {
        Moderation::Remove => after_removal(&group, &post, &comment),
        Moderation::Pin | Moderation::Unpin | Moderation::Hide | Moderation::Unhide => format!("/communities/{group}/posts/{post}?done={}", deed.word()),
    };
    leptos_axum::redirect(&to);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/change-member")]
pub async fn change_member(group: String, contact: ContactId, change: MemberChange) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.change_member(&group, contact, change).await)?;
    leptos_axum::redirect(&format!("/communities/{group}/members?done=changed"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "communities/handle-report")]
pub async fn handle_report(group: String, report: ReportId) -> Result<(), AppError> {
    let learner = super::guard::learner()?;
    super::guard::told(learner.handle_report(&group, report).await)?;
    leptos_axum::redirect(&format!("/communities/{group}/members?done=handled"));
    Ok(())
}

/// Where to go once something was removed.
#[cfg(feature = "ssr")]
fn after_removal(group: &str, post: &str, comment: &str) -> String {
    if comment.is_empty() { format!("/communities/{group}?done=removed") } else { format!("/communities/{group}/posts/{post}?done=removed") }
}
