//! Groups as admins set them up: listing, adding, changing, ordering, deleting them and their channels.

use std::collections::HashMap;

use domain::group::MemberChange;
use domain::view::courses::Step;
use domain::view::groups::{ChannelEdit, GroupEdit, GroupRow};
use domain::{ChannelAccess, ChannelId, ContactId, EmailAddress, GroupId, GroupRole, Invalid, Problem, Publication, ReportId, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::communities::channels::{self, Channel};
use store::communities::groups::{self, Group};
use store::communities::members;

use super::{TAKEN, moderating, reading, subject};
use crate::audit::Action;
use crate::sessions::Seat;
use crate::{AsAdmin, AsLearner, Error, Result};

/// The longest description of a group, in characters.
const LONGEST: usize = 2000;

fn title(typed: &str) -> Result<String> {
    let title = text::line(typed).ok_or(Invalid::Required)?;
    if title.chars().count() > 120 { Err(Invalid::TooLong.into()) } else { Ok(title) }
}

/// `slug`, `slug-2`, `slug-3`, …: the first that `taken` does not know.
fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug = text::slug(wanted);
    let mut names = std::iter::once(slug.clone()).chain((2..).map(|n| format!("{slug}-{n}")));
    names.find(|name| !taken(name)).unwrap_or(slug)
}

/// Moves the element at `from` one place; `false` at the end of the list.
fn moved<T>(list: &mut [T], from: usize, step: Step) -> bool {
    let to = match step {
        Step::Up => from.checked_sub(1),
        Step::Down => Some(from + 1).filter(|to| *to < list.len()),
    };
    if let Some(to) = to {
        list.swap(from, to);
    }
    to.is_some()
}

/// A group that nobody else sets up meanwhile.
async fn held(conn: &mut Conn, id: GroupId) -> Result<Group> {
    groups::hold(conn, id).await?;
    Ok(groups::find(conn, id).await?.ok_or(Problem::NotFound)?)
}

/// A channel with its group, which nobody else sets up meanwhile.
async fn held_channel(conn: &mut Conn, id: ChannelId) -> Result<(Group, Channel)> {
    let channel = channels::find(conn, id).await?.ok_or(Problem::NotFound)?;
    Ok((held(conn, channel.group_id).await?, channel))
}

impl AsAdmin {
    /// This admin on the learners' side as themselves, whomever they look on as.
    fn in_person(&self) -> AsLearner {
        let seat = Seat::Admin { id: self.id, name: self.name.clone(), email: self.email.clone(), session: self.session };
        AsLearner { portal: self.portal.clone(), seat }
    }

    /// Every group, drafts too, in the portal's order.
    pub async fn all_groups(&self) -> Result<Vec<GroupRow>> {
        let mut conn = self.portal.store.read().await?;
        let found = groups::all(&mut conn).await?;
        let ids: Vec<GroupId> = found.iter().map(|group| group.id).collect();
        let mut rooms: HashMap<GroupId, u32> = HashMap::new();
        for channel in channels::of_groups(&mut conn, &ids).await? {
            *rooms.entry(channel.group_id).or_default() += 1;
        }
        Ok(found
            .into_iter()
            .map(|group| GroupRow {
                channels: rooms.get(&group.id).copied().unwrap_or_default(),
                id: group.id,
                slug: group.slug,
                title: group.title,
                state: group.state,
            })
            .collect())
    }

    /// A group with its channels, a page of its members and its open reports.
    pub async fn group(&self, id: GroupId, cursor: Option<&str>, before: Option<&str>) -> Result<GroupEdit> {
        let mut conn = self.portal.store.read().await?;
        let group = groups::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let mut rooms = Vec::new();
        for channel in channels::of_groups(&mut conn, &[id]).await? {
            let members = match channel.access {
                ChannelAccess::Open => Vec::new(),
                ChannelAccess::Private => channels::members(&mut conn, channel.id).await?,
            };
            rooms.push(ChannelEdit { id: channel.id, slug: channel.slug, title: channel.title, access: channel.access, members });
        }
        Ok(GroupEdit {
            channels: rooms,
            offers: groups::offers_of(&mut conn, id).await?,
            members: reading::members_page(&mut conn, id, true, cursor, before).await?,
            reports: reading::open_reports(&mut conn, id).await?,
            id,
            slug: group.slug,
            title: group.title,
            description: group.description,
            state: group.state,
        })
    }

    /// Adds a group, as a draft, after the others, with one open channel called `first_channel`.
    pub async fn create_group(&self, typed_title: &str, first_channel: &str) -> Result<GroupId> {
        let (me, title, first_channel) = (self.clone(), title(typed_title)?, title(first_channel)?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let others = groups::all(conn).await?;
                    let group = Group {
                        id: me.portal.new_id(),
                        slug: free(&title, |slug| others.iter().any(|other| other.slug == slug)),
                        title,
                        description: String::new(),
                        state: Publication::Draft,
                        position: others.last().map_or(0, |last| last.position.saturating_add(1)),
                        created_at: me.portal.now(),
                    };
                    let channel = Channel {
                        id: me.portal.new_id(),
                        group_id: group.id,
                        slug: free(&first_channel, |slug| TAKEN.contains(&slug)),
                        title: first_channel,
                        access: ChannelAccess::Open,
                        position: 0,
                        latest: None,
                    };
                    groups::insert(conn, &group).await?;
                    channels::insert(conn, &channel).await?;
                    store::audit::insert(conn, &me.event(Action::GroupCreated, subject(&group))).await?;
                    Ok::<_, Error>(group.id)
                }
                .boxed()
            })
            .await
    }

    /// Changes what a group is called and who can see it; its address stays.
    pub async fn change_group(&self, id: GroupId, typed_title: &str, description: &str, state: Publication) -> Result<()> {
        let (me, title) = (self.clone(), title(typed_title)?);
        let description = description.replace("\r\n", "\n").trim().to_owned();
        if description.chars().count() > LONGEST {
            return Err(Invalid::TooLong.into());
        }
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let group = Group { title, description, state, ..held(conn, id).await? };
                    groups::update(conn, &group).await?;
                    store::audit::insert(conn, &me.event(Action::GroupChanged, subject(&group).with(state.word()))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes a group with everything written in it.
    pub async fn delete_group(&self, id: GroupId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let group = groups::hold_to_delete(conn, id).await?.ok_or(Problem::NotFound)?;
                    groups::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::GroupDeleted, subject(&group))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Moves a group one place in the portal's order; at the end of the list nothing happens.
    pub async fn move_group(&self, id: GroupId, step: Step) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let mut all = groups::all(conn).await?;
                    let from = all.iter().position(|group| group.id == id).ok_or(Problem::NotFound)?;
                    let line = subject(&all[from]).with(step.word());
                    if moved(&mut all, from, step) {
                        for (group, position) in all.into_iter().zip(0..) {
                            if group.position != position {
                                groups::set_position(conn, group.id, position).await?;
                            }
                        }
                        store::audit::insert(conn, &me.event(Action::GroupsReordered, line)).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Adds a channel after the others.
    pub async fn create_channel(&self, group: GroupId, typed_title: &str, access: ChannelAccess) -> Result<()> {
        let (me, title) = (self.clone(), title(typed_title)?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let group = held(conn, group).await?;
                    let others = channels::of_groups(conn, &[group.id]).await?;
                    let channel = Channel {
                        id: me.portal.new_id(),
                        group_id: group.id,
                        slug: free(&title, |slug| TAKEN.contains(&slug) || others.iter().any(|other| other.slug == slug)),
                        title,
                        access,
                        position: others.last().map_or(0, |last| last.position.saturating_add(1)),
                        latest: None,
                    };
                    channels::insert(conn, &channel).await?;
                    store::audit::insert(conn, &me.event(Action::ChannelCreated, subject(&group).with(channel.title.as_str()))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Changes what a channel is called and whom it is for; its address stays.
    pub async fn change_channel(&self, id: ChannelId, typed_title: &str, access: ChannelAccess) -> Result<GroupId> {
        let (me, title) = (self.clone(), title(typed_title)?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (group, _) = held_channel(conn, id).await?;
                    channels::change(conn, id, &title, access).await?;
                    store::audit::insert(conn, &me.event(Action::ChannelChanged, subject(&group).with(title))).await?;
                    Ok::<_, Error>(group.id)
                }
                .boxed()
            })
            .await
    }

    /// Deletes a channel with everything written in it.
    pub async fn delete_channel(&self, id: ChannelId) -> Result<GroupId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let channel = channels::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let group = groups::hold_to_delete(conn, channel.group_id).await?.ok_or(Problem::NotFound)?;
                    channels::delete(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::ChannelDeleted, subject(&group).with(channel.title))).await?;
                    Ok::<_, Error>(group.id)
                }
                .boxed()
            })
            .await
    }

    /// Moves a channel one place; at the end of the list nothing happens.
    pub async fn move_channel(&self, id: ChannelId, step: Step) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (group, channel) = held_channel(conn, id).await?;
                    let mut all = channels::of_groups(conn, &[group.id]).await?;
                    let from = all.iter().position(|other| other.id == id).ok_or(Problem::NotFound)?;
                    if moved(&mut all, from, step) {
                        for (other, position) in all.iter().zip(0..) {
                            channels::set_position(conn, other.id, position).await?;
                        }
                        store::audit::insert(conn, &me.event(Action::ChannelChanged, subject(&group).with(channel.title))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Lets the contact with that address into a channel. It opens nothing to who has no offer of the group.
    pub async fn let_into_channel(&self, id: ChannelId, email: &str) -> Result<GroupId> {
        let (me, email) = (self.clone(), email.parse::<EmailAddress>()?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (group, channel) = held_channel(conn, id).await?;
                    let contact = store::contacts::find_by_email(conn, email.as_str()).await?.ok_or(Invalid::UnknownContact)?;
                    channels::let_in(conn, id, contact.id).await?;
                    let detail = format!("{}: {}", channel.title, contact.name);
                    store::audit::insert(conn, &me.event(Action::MemberChanged, subject(&group).with(detail))).await?;
                    Ok::<_, Error>(group.id)
                }
                .boxed()
            })
            .await
    }

    /// Puts a contact out of a channel.
    pub async fn put_out_of_channel(&self, id: ChannelId, contact: ContactId) -> Result<GroupId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (group, channel) = held_channel(conn, id).await?;
                    channels::put_out(conn, id, contact).await?;
                    store::audit::insert(conn, &me.event(Action::MemberChanged, subject(&group).with(channel.title))).await?;
                    Ok::<_, Error>(group.id)
                }
                .boxed()
            })
            .await
    }

    /// Gives the contact with that address a role, member or not yet.
    pub async fn appoint(&self, group: GroupId, email: &str, role: GroupRole) -> Result<()> {
        let (me, email) = (self.clone(), email.parse::<EmailAddress>()?);
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let group = held(conn, group).await?;
                    let contact = store::contacts::find_by_email(conn, email.as_str()).await?.ok_or(Invalid::UnknownContact)?;
                    let now = me.portal.now();
                    members::join(conn, group.id, contact.id, now).await?;
                    let member = members::find(conn, group.id, contact.id).await?.ok_or(Problem::NotFound)?;
                    members::update(conn, &members::Member { role, ..member }).await?;
                    let detail = format!("{}: {}", contact.name, role.word());
                    store::audit::insert(conn, &me.event(Action::MemberChanged, subject(&group).with(detail))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Mutes or bans a member, takes that back, or gives a role.
    pub async fn change_group_member(&self, group: GroupId, contact: ContactId, change: MemberChange) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let group = held(conn, group).await?;
                    let member = members::find(conn, group.id, contact).await?.ok_or(Problem::NotFound)?;
                    members::update(conn, &moderating::changed(member, change, me.portal.now())).await?;
                    let name = store::contacts::find(conn, contact).await?.map(|contact| contact.name).unwrap_or_default();
                    let detail = format!("{name}: {}", change.word());
                    store::audit::insert(conn, &me.event(Action::MemberChanged, subject(&group).with(detail))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Marks a report as dealt with.
    pub async fn handle_group_report(&self, group: GroupId, report: ReportId) -> Result<()> {
        let found = groups::find(&mut self.portal.store.read().await?, group).await?.ok_or(Problem::NotFound)?;
        self.in_person().handle_report(&found.slug, report).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_channel_is_called_like_a_page_of_its_group() {
        assert_eq!(free("Posts", |slug| TAKEN.contains(&slug)), "posts-2");
        assert_eq!(free("Say hello", |slug| TAKEN.contains(&slug)), "say-hello");
    }
}
