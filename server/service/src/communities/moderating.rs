//! Keeping order: what moderators do to posts, comments and members, and what becomes of reports.

use domain::group::{MemberChange, Moderation};
use domain::{ContactId, Invalid, Problem, ReportId};
use futures_util::FutureExt as _;
use store::Conn;
use store::communities::comments;
use store::communities::members::{self, Member};
use store::communities::{groups, posts, reports};

use super::Inside;
use super::writing::remove;
use crate::audit::Action;
use crate::{AsLearner, Error, Result};

impl AsLearner {
    /// A group that the reader may see, in which nobody else keeps order meanwhile.
    async fn hold_group(&self, conn: &mut Conn, slug: &str) -> Result<Inside> {
        self.stay(conn).await?;
        let group = groups::by_slug(conn, slug).await?.ok_or(Problem::NotFound)?;
        groups::hold(conn, group.id).await?;
        self.enter_group(conn, slug).await
    }

    /// Pins, hides or removes a post, or hides or removes a comment.
    ///
    /// # Errors
    /// `NotFound` for who does not moderate the group, as if there were no such function; `Invalid` for one more pinned post than
    /// a channel shows.
    pub async fn moderate(&self, group: &str, post: &str, comment: &str, deed: Moderation) -> Result<()> {
        let (me, group, post, comment) = (self.clone(), group.to_owned(), post.to_owned(), comment.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let inside = me.hold_group(conn, &group).await?;
                    inside.moderating()?;
                    me.hand()?;
                    let target = me.target(conn, &inside, &post, &comment).await?;
                    let (id, now) = (target.post.id, me.portal.now());
                    match (deed, &target.comment) {
                        (Moderation::Pin, None) => {
                            if posts::pinned_beside(conn, &target.post).await? >= posts::PINNED {
                                return Err(Invalid::TooManyPinned.into());
                            }
                            posts::set_pinned(conn, id, Some(now)).await?;
                        }
                        (Moderation::Unpin, None) => posts::set_pinned(conn, id, None).await?,
                        (Moderation::Hide, None) => posts::set_hidden(conn, id, Some(now)).await?,
                        (Moderation::Unhide, None) => posts::set_hidden(conn, id, None).await?,
                        (Moderation::Pin | Moderation::Unpin, Some(_)) => return Err(Invalid::Choice.into()),
                        (Moderation::Hide | Moderation::Unhide, Some(comment)) => {
                            comments::set_hidden(conn, comment.id, (deed == Moderation::Hide).then_some(now)).await?;
                            posts::recount(conn, id).await?;
                        }
                        (Moderation::Remove, _) => remove(conn, &target, now).await?,
                    }
                    me.audit(conn, &inside.group, Action::PostModerated, deed.word()).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Mutes or bans a member, takes that back, or gives a role.
    ///
    /// # Errors
    /// `NotFound` for who may not do that to them.
    pub async fn change_member(&self, group: &str, contact: ContactId, change: MemberChange) -> Result<()> {
        let (me, group) = (self.clone(), group.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let inside = me.hold_group(conn, &group).await?;
                    me.hand()?;
                    let member = members::find(conn, inside.group.id, contact).await?.ok_or(Problem::NotFound)?;
                    if !inside.standing.may(change, member.role) {
                        return Err(Problem::NotFound.into());
                    }
                    members::update(conn, &changed(member, change, me.portal.now())).await?;
                    let name = store::contacts::find(conn, contact).await?.map(|contact| contact.name).unwrap_or_default();
                    me.audit(conn, &inside.group, Action::MemberChanged, &format!("{name}: {}", change.word())).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Marks a report as dealt with.
    pub async fn handle_report(&self, group: &str, report: ReportId) -> Result<()> {
        let (me, group) = (self.clone(), group.to_owned());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let inside = me.enter_to_write(conn, &group).await?;
                    inside.moderating()?;
                    me.hand()?;
                    let who = me.who();
                    let by = match &who {
                        domain::view::viewer::Who::Contact { name, .. } | domain::view::viewer::Who::Admin { name, .. } => name.as_str(),
                        _ => "",
                    };
                    if reports::handle(conn, inside.group.id, report, by, me.portal.now()).await? {
                        me.audit(conn, &inside.group, Action::ReportHandled, "").await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

pub(super) fn changed(member: Member, change: MemberChange, now: domain::Timestamp) -> Member {
    match change {
        MemberChange::Mute => Member { muted_at: Some(now), ..member },
        MemberChange::Unmute => Member { muted_at: None, ..member },
        MemberChange::Ban => Member { banned_at: Some(now), ..member },
        MemberChange::Unban => Member { banned_at: None, ..member },
        role => Member { role: role.role().unwrap_or(member.role), ..member },
    }
}
