//! What members write: posts, comments, reactions, reports. All of it in the transaction that asks whether they may.

use domain::{CommentId, Emoji, Invalid, PostId, Problem, TargetId, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::communities::channels;
use store::communities::comments::{self, Comment};
use store::communities::groups::Group;
use store::communities::posts::{self, Post};
use store::communities::reactions::{self, Reaction};
use store::communities::reports::{self, Report};

use super::{Hand, Inside, News, id, subject};
use crate::audit::Action;
use crate::sessions::Seat;
use crate::{AsLearner, Error, Result};

/// The longest text of a post or a comment, in characters.
const LONGEST: usize = 20_000;
/// The longest reason of a report, in characters.
const LONGEST_REASON: usize = 1000;

/// A text of several lines that somebody typed.
fn body(typed: &str, longest: usize) -> Result<String> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        Err(Invalid::Required.into())
    } else if text.chars().count() > longest {
        Err(Invalid::TooLong.into())
    } else {
        Ok(text)
    }
}

/// A post's title: one line, or none.
fn title(typed: &str) -> Result<String> {
    let title = text::line(typed).unwrap_or_default();
    if title.chars().count() > 200 { Err(Invalid::TooLong.into()) } else { Ok(title) }
}

/// A post, or a comment on it.
pub(super) struct Target {
    pub(super) post: Post,
    pub(super) comment: Option<Comment>,
}

impl Target {
    pub(super) fn id(&self) -> TargetId {
        self.comment.as_ref().map_or(TargetId(self.post.id.0), |comment| TargetId(comment.id.0))
    }

    /// Its author's if `hand` is not.
    fn of(&self, hand: &Hand) -> Result<()> {
        let mine = match &self.comment {
            Some(comment) => hand.wrote(comment.contact_id, comment.admin_id),
            None => hand.wrote(self.post.contact_id, self.post.admin_id),
        };
        if mine { Ok(()) } else { Err(Problem::NotFound.into()) }
    }
}

impl AsLearner {
    /// A group where one may write now, and who writes.
    async fn at_the_desk(&self, conn: &mut Conn, group: &str) -> Result<(Inside, Hand)> {
        let inside = self.enter_to_write(conn, group).await?;
        let hand = self.hand()?;
        if inside.is_muted() { Err(Invalid::Muted.into()) } else { Ok((inside, hand)) }
    }

    /// A post that is held from here on, or a comment on it, which the reader may see. An empty text is no comment.
    pub(super) async fn target(&self, conn: &mut Conn, inside: &Inside, post: &str, comment: &str) -> Result<Target> {
        let post: PostId = id(post)?;
        posts::hold(conn, post).await?;
        let (post, ..) = inside.post(conn, post).await?;
        if comment.is_empty() {
            return Ok(Target { post, comment: None });
        }
        let (comment, _) = comments::find(conn, id(comment)?).await?.ok_or(Problem::NotFound)?;
        let own = comment.contact_id.is_some() && comment.contact_id == self.contact();
        let visible = comment.post_id == post.id && comment.removed_at.is_none() && (comment.hidden_at.is_none() || own || inside.standing.moderates());
        if visible { Ok(Target { post, comment: Some(comment) }) } else { Err(Problem::NotFound.into()) }
    }

    /// Writes down what an admin of the portal does in a group.
    pub(super) async fn audit(&self, conn: &mut Conn, group: &Group, action: Action, detail: &str) -> Result<()> {
        if let Seat::Admin { id, name, .. } = &self.seat {
            let event = self.portal.event_by(name, action, subject(group).with(detail));
            store::audit::insert(conn, &store::audit::Event { admin_id: Some(*id), ..event }).await?;
        }
        Ok(())
    }

    /// Writes a post.
    ///
    /// # Errors
    /// `Invalid` for a text that is empty or too long, and for who may not write.
    pub async fn write_post(&self, group: &str, channel: &str, typed_title: &str, typed: &str) -> Result<PostId> {
        let (title, body) = (title(typed_title)?, body(typed, LONGEST)?);
        let (me, group, channel) = (self.clone(), group.to_owned(), channel.to_owned());
        let news = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let (inside, hand) = me.at_the_desk(conn, &group).await?;
                    let channel = inside.channels(conn).await?.into_iter().find(|room| room.slug == channel).ok_or(Problem::NotFound)?;
                    let now = me.portal.now();
                    let contact = hand.contact;
                    let (admin_id, admin_name) = hand.admin.unzip();
                    let post = Post {
                        id: me.portal.new_id(),
                        group_id: inside.group.id,
                        channel_id: channel.id,
                        contact_id: contact,
                        admin_id,
                        admin_name,
                        title,
                        pinned_at: None,
                        hidden_at: None,
                        removed_at: None,
                        created_at: now,
                        edited_at: None,
                        comment_count: 0,
                        reaction_count: 0,
                        body,
                    };
                    posts::insert(conn, &post).await?;
                    channels::set_latest(conn, channel.id, post.id).await?;
                    if let Some(contact) = contact {
                        store::communities::members::join(conn, inside.group.id, contact, now).await?;
                        channels::set_seen(conn, contact, channel.id, post.id).await?;
                    }
                    me.audit(conn, &inside.group, Action::PostWritten, &post.title).await?;
                    Ok::<_, Error>(News { group: inside.group.id, channel: channel.id, post: post.id, comment: None })
                }
                .boxed()
            })
            .await?;
        self.portal.live.tell(news);
        Ok(news.post)
    }

    /// Comments on a post or, with a comment as `parent`, answers it; an answer to an answer stands beside it.
    ///
    /// # Errors
    /// As [`AsLearner::write_post`].
    pub async fn write_comment(&self, group: &str, post: &str, parent: &str, typed: &str) -> Result<CommentId> {
        let body = body(typed, LONGEST)?;
        let (me, group, post, parent) = (self.clone(), group.to_owned(), post.to_owned(), parent.to_owned());
        let (news, comment) = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let (inside, hand) = me.at_the_desk(conn, &group).await?;
                    let Target { post, comment } = me.target(conn, &inside, &post, &parent).await?;
                    let now = me.portal.now();
                    let contact_id = hand.contact;
                    let (admin_id, admin_name) = hand.admin.unzip();
                    let comment = Comment {
                        id: me.portal.new_id(),
                        group_id: inside.group.id,
                        post_id: post.id,
                        parent_id: comment.map(|comment| comment.parent_id.unwrap_or(comment.id)),
                        contact_id,
                        admin_id,
                        admin_name,
                        hidden_at: None,
                        removed_at: None,
                        created_at: now,
                        edited_at: None,
                        body,
                    };
                    comments::insert(conn, &comment).await?;
                    posts::recount(conn, post.id).await?;
                    if let Some(contact) = contact_id {
                        store::communities::members::join(conn, inside.group.id, contact, now).await?;
                    }
                    me.audit(conn, &inside.group, Action::PostWritten, &post.title).await?;
                    let news = News { group: inside.group.id, channel: post.channel_id, post: post.id, comment: Some(comment.id) };
                    Ok::<_, Error>((news, comment.id))
                }
                .boxed()
            })
            .await?;
        self.portal.live.tell(news);
        Ok(comment)
    }

    /// Changes a post or a comment of one's own; `typed_title` counts for a post only.
    pub async fn edit(&self, group: &str, post: &str, comment: &str, typed_title: &str, typed: &str) -> Result<()> {
        let (title, body) = (title(typed_title)?, body(typed, LONGEST)?);
        let (me, group, post, comment) = (self.clone(), group.to_owned(), post.to_owned(), comment.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (inside, hand) = me.at_the_desk(conn, &group).await?;
                    let target = me.target(conn, &inside, &post, &comment).await?;
                    target.of(&hand)?;
                    let now = me.portal.now();
                    match &target.comment {
                        Some(comment) => comments::set_text(conn, comment.id, &body, now).await?,
                        None => posts::set_text(conn, target.post.id, &title, &body, now).await?,
                    }
                    me.audit(conn, &inside.group, Action::PostWritten, &target.post.title).await
                }
                .boxed()
            })
            .await
    }

    /// Removes a post or a comment of one's own, for good.
    pub async fn take_back(&self, group: &str, post: &str, comment: &str) -> Result<()> {
        let (me, group, post, comment) = (self.clone(), group.to_owned(), post.to_owned(), comment.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let inside = me.enter_to_write(conn, &group).await?;
                    let hand = me.hand()?;
                    let target = me.target(conn, &inside, &post, &comment).await?;
                    target.of(&hand)?;
                    remove(conn, &target, me.portal.now()).await?;
                    me.audit(conn, &inside.group, Action::PostWritten, &target.post.title).await
                }
                .boxed()
            })
            .await
    }

    /// Reacts to a post or a comment, or takes that reaction back.
    pub async fn react(&self, group: &str, post: &str, comment: &str, emoji: Emoji) -> Result<()> {
        let (me, group, post, comment) = (self.clone(), group.to_owned(), post.to_owned(), comment.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (inside, hand) = me.at_the_desk(conn, &group).await?;
                    let target = me.target(conn, &inside, &post, &comment).await?;
                    let reaction = Reaction {
                        target_id: target.id(),
                        emoji,
                        actor_id: hand.actor(),
                        post_id: target.post.id,
                        comment_id: target.comment.as_ref().map(|comment| comment.id),
                        contact_id: hand.contact,
                    };
                    reactions::toggle(conn, &reaction).await?;
                    Ok::<_, Error>(posts::recount(conn, target.post.id).await?)
                }
                .boxed()
            })
            .await
    }

    /// Tells the moderators of a post or a comment. An admin of the portal does something about it instead.
    pub async fn report(&self, group: &str, post: &str, comment: &str, typed: &str) -> Result<()> {
        let reason = body(typed, LONGEST_REASON)?;
        let (me, group, post, comment) = (self.clone(), group.to_owned(), post.to_owned(), comment.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let inside = me.enter_to_write(conn, &group).await?;
                    let contact = me.hand()?.contact.ok_or(Invalid::Choice)?;
                    let target = me.target(conn, &inside, &post, &comment).await?;
                    let report = Report {
                        id: me.portal.new_id(),
                        group_id: inside.group.id,
                        post_id: target.post.id,
                        comment_id: target.comment.as_ref().map(|comment| comment.id),
                        target_id: target.id(),
                        contact_id: contact,
                        reason,
                        created_at: me.portal.now(),
                        handled_at: None,
                        handled_by: None,
                    };
                    Ok::<_, Error>(reports::insert(conn, &report).await?)
                }
                .boxed()
            })
            .await
    }
}

/// Removes what it is, and counts anew.
pub(super) async fn remove(conn: &mut Conn, target: &Target, now: domain::Timestamp) -> Result<()> {
    match &target.comment {
        Some(comment) => {
            comments::remove(conn, comment.id, now).await?;
            posts::recount(conn, target.post.id).await?;
        }
        None => posts::remove(conn, target.post.id, now).await?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        assert_eq!(body(" a\r\nb \n", 10).unwrap(), "a\nb");
        assert!(body(" \r\n ", 10).is_err() && body("12345678901", 10).is_err());
        assert_eq!(title(" ").unwrap(), "");
        assert!(title(&"a".repeat(201)).is_err());
    }
}
