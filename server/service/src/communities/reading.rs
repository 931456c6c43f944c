//! What members see: their groups, a channel's feed, a post, who else is there.

use std::collections::HashMap;

use domain::view::Page;
use domain::view::communities::{
    Author, ChannelRef, CommentText, CommentView, FeedView, GroupCard, GroupHead, MemberRow, MembersView, PostCard, PostView, Reactions, ReportRow,
};
use domain::{AdminId, ChannelAccess, ChannelId, CommentId, ContactId, Emoji, GroupId, GroupRole, PostId, Problem, Standing, TargetId};
use futures_util::FutureExt as _;
use store::communities::channels::{self, Channel};
use store::communities::comments::Comment;
use store::communities::members::Member;
use store::communities::posts::{self, Post};
use store::communities::{groups, members, reactions, reports};
use store::{Conn, Way};

use super::talk::{Talk, Wanted, talk};
use super::{Inside, id};
use crate::markdown::{comment_to_html, to_html};
use crate::sessions::Seat;
use crate::{AsLearner, Error, Result, paging};

/// Posts on a page of a feed.
const POSTS: usize = 20;
/// Members on a page.
const MEMBERS: usize = 50;
/// A feed shows so many characters of a text.
const BEGINNING: usize = 1200;

/// What is read of a list for a page of `size`: one more tells that there is more.
pub(super) fn limit(size: usize) -> i64 {
    i64::try_from(size + 1).unwrap_or(i64::MAX)
}

/// A page's address may hold anything; what is no id counts as none.
pub(super) fn place<Id: std::str::FromStr>(cursor: Option<&str>) -> Option<Id> {
    cursor.and_then(|cursor| cursor.parse().ok())
}

/// The roles of the contacts who wrote something, to tell them apart.
type Roles = HashMap<ContactId, GroupRole>;

async fn roles(conn: &mut Conn, group: GroupId, mut contacts: Vec<ContactId>) -> Result<Roles> {
    contacts.sort_unstable();
    contacts.dedup();
    Ok(members::roles_among(conn, group, &contacts).await?.into_iter().collect())
}

fn author(contact: Option<ContactId>, name: Option<String>, admin_name: Option<String>, roles: &Roles) -> Author {
    let standing = contact.map_or(Standing::Staff, |contact| Standing::Contact(roles.get(&contact).copied().unwrap_or(GroupRole::Member)));
    Author { name: name.or(admin_name).unwrap_or_default(), contact, standing }
}

/// The beginning of a text, up to a paragraph or a word, and whether it goes on.
fn beginning(text: &str) -> (&str, bool) {
    let Some((end, _)) = text.char_indices().nth(BEGINNING) else { return (text, false) };
    let head = &text[..end];
    let end = head.rfind("\n\n").filter(|end| *end > BEGINNING / 3).or_else(|| head.rfind(char::is_whitespace)).unwrap_or(end);
    (&text[..end], true)
}

/// Admins' texts show pictures; members' would tell the owner of one who reads.
fn html(text: &str, admins: bool) -> String {
    if admins { to_html(text) } else { comment_to_html(text) }
}

fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or_default()
}

pub(super) fn member_row((member, name): (Member, String)) -> MemberRow {
    MemberRow {
        contact: member.contact_id,
        name,
        role: member.role,
        banned: member.banned_at.is_some(),
        muted: member.muted_at.is_some(),
        joined_at: member.joined_at,
    }
}

pub(super) async fn members_page(conn: &mut Conn, group: GroupId, all: bool, cursor: Option<&str>, before: Option<&str>) -> Result<Page<MemberRow>> {
    let cursor_of = |row: &(Member, String)| row.0.contact_id.to_string();
    if let Some(before) = place(before) {
        let found = members::page(conn, group, all, before, Way::Back, limit(MEMBERS)).await?;
        if let Some(page) = paging::back(found, MEMBERS, cursor_of) {
            return Ok(page.map(member_row));
        }
    }
    let cursor = place(cursor).filter(|_| before.is_none());
    let found = members::page(conn, group, all, cursor.unwrap_or(ContactId::MIN), Way::On, limit(MEMBERS)).await?;
    Ok(paging::on(found, MEMBERS, cursor.is_some(), cursor_of).map(member_row))
}

pub(super) async fn open_reports(conn: &mut Conn, group: GroupId) -> Result<Vec<ReportRow>> {
    let row = |(report, reporter, post, comment): reports::Open| ReportRow {
        id: report.id,
        post: report.post_id,
        comment: report.comment_id,
        text: beginning(comment.as_deref().unwrap_or(&post)).0.to_owned(),
        reporter,
        reason: report.reason,
        created_at: report.created_at,
    };
    Ok(reports::open(conn, group).await?.into_iter().map(row).collect())
}

/// How far the reader has read, by channel.
type Seen = HashMap<ChannelId, PostId>;

fn is_unread(seen: Option<&Seen>, channel: &Channel) -> bool {
    seen.is_some_and(|seen| channel.latest.is_some_and(|latest| seen.get(&channel.id).is_none_or(|seen| *seen < latest)))
}

fn channel_ref(seen: Option<&Seen>, channel: &Channel) -> ChannelRef {
    ChannelRef { id: channel.id, slug: channel.slug.clone(), title: channel.title.clone(), access: channel.access, unread: is_unread(seen, channel) }
}

impl AsLearner {
    /// The reader's groups, in the portal's order.
    pub async fn groups(&self) -> Result<Vec<GroupCard>> {
        let mut conn = self.portal.store.read().await?;
        let found = match self.contact() {
            Some(contact) => groups::entitled(&mut conn, contact, self.portal.now()).await?,
            None => groups::all(&mut conn).await?,
        };
        let ids: Vec<GroupId> = found.iter().map(|group| group.id).collect();
        let seen = self.seen(&mut conn).await?;
        let joined = match self.contact() {
            Some(contact) => channels::joined(&mut conn, contact).await?,
            None => Vec::new(),
        };
        let rooms = channels::of_groups(&mut conn, &ids).await?;
        let unread = |group: GroupId| {
            let visible = |room: &&Channel| room.group_id == group && (room.access == ChannelAccess::Open || joined.contains(&room.id));
            rooms.iter().filter(visible).any(|room| is_unread(seen.as_ref(), room))
        };
        Ok(found
            .into_iter()
            .map(|group| GroupCard { unread: unread(group.id), slug: group.slug, title: group.title, description: group.description, state: group.state })
            .collect())
    }

    /// A channel's feed, of the group's first channel without one: the newest posts, those after `cursor` or before `before`.
    /// That a contact was here is kept, for the list of members and for unread marks.
    pub async fn feed(&self, group: &str, channel: Option<&str>, cursor: Option<&str>, before: Option<&str>) -> Result<FeedView> {
        let mut conn = self.portal.store.read().await?;
        let inside = self.enter_group(&mut conn, group).await?;
        let rooms = inside.channels(&mut conn).await?;
        let room = match channel {
            Some(slug) => Some(rooms.iter().find(|room| room.slug == slug).ok_or(Problem::NotFound)?.clone()),
            None => rooms.first().cloned(),
        };
        let (pinned, page) = match &room {
            Some(room) => self.posts(&mut conn, &inside, room, cursor, before).await?,
            None => (Vec::new(), Page { items: Vec::new(), previous: None, next: None }),
        };
        let seen = self.seen(&mut conn).await?;
        drop(conn);
        let first = page.previous.is_none();
        self.was_here(&inside, room.as_ref().filter(|room| first && is_unread(seen.as_ref(), room))).await?;
        let channel = room.as_ref().map(|room| ChannelRef { unread: false, ..channel_ref(None, room) });
        Ok(FeedView { group: self.head(&inside, &rooms, seen.as_ref(), room.as_ref()), channel, pinned, page })
    }

    /// A post and the comments that are wanted.
    pub async fn post(&self, group: &str, post: &str, wanted: Wanted<'_>) -> Result<PostView> {
        let mut conn = self.portal.store.read().await?;
        let inside = self.enter_group(&mut conn, group).await?;
        let (post, channel, name) = inside.post(&mut conn, id(post)?).await?;
        let rooms = inside.channels(&mut conn).await?;
        let seen = self.seen(&mut conn).await?;
        let Talk { page, answers, cut, thread } = talk(&mut conn, post.id, wanted).await?;
        let all = || page.items.iter().chain(&answers).map(|(comment, _)| comment);
        let writers = all().filter_map(|comment| comment.contact_id).chain(post.contact_id).collect();
        let roles = roles(&mut conn, inside.group.id, writers).await?;
        let targets: Vec<TargetId> = all().map(|comment| TargetId(comment.id.0)).chain([TargetId(post.id.0)]).collect();
        let given = self.reactions(&mut conn, &targets).await?;
        let view = Comments { me: self, inside: &inside, roles: &roles, given: &given };
        let mut under: HashMap<CommentId, Vec<CommentView>> = HashMap::new();
        for (comment, name) in answers {
            if let Some(parent) = comment.parent_id {
                under.entry(parent).or_default().push(view.of(comment, name));
            }
        }
        let comments = page.map(|(comment, name)| {
            let (answers, more_answers) = (under.remove(&comment.id).unwrap_or_default(), cut.contains(&comment.id));
            CommentView { answers, more_answers, ..view.of(comment, name) }
        });
        let mine = self.wrote(post.contact_id, post.admin_id);
        Ok(PostView {
            group: self.head(&inside, &rooms, seen.as_ref(), None),
            channel: channel_ref(None, &channel),
            source: mine.then(|| post.body.clone()),
            reactions: given.get(&TargetId(post.id.0)).cloned().unwrap_or_else(none_given),
            post: self.card(post, name, &roles, false),
            comments,
            thread,
        })
    }

    /// Who is in the group; reports and banned members only for who moderates.
    pub async fn members(&self, group: &str, cursor: Option<&str>, before: Option<&str>) -> Result<MembersView> {
        let mut conn = self.portal.store.read().await?;
        let inside = self.enter_group(&mut conn, group).await?;
        let rooms = inside.channels(&mut conn).await?;
        let moderates = inside.standing.moderates();
        let members = members_page(&mut conn, inside.group.id, moderates, cursor, before).await?;
        let reports = if moderates { open_reports(&mut conn, inside.group.id).await? } else { Vec::new() };
        let seen = self.seen(&mut conn).await?;
        Ok(MembersView { group: self.head(&inside, &rooms, seen.as_ref(), None), members, reports })
    }

    /// How far a contact has read; `None` for an admin, of whom it is not kept.
    async fn seen(&self, conn: &mut Conn) -> Result<Option<Seen>> {
        let Some(contact) = self.contact() else { return Ok(None) };
        Ok(Some(channels::seen(conn, contact).await?.into_iter().collect()))
    }

    fn head(&self, inside: &Inside, rooms: &[Channel], seen: Option<&Seen>, here: Option<&Channel>) -> GroupHead {
        let room = |room: &Channel| {
            let shown = channel_ref(seen, room);
            ChannelRef { unread: shown.unread && here.is_none_or(|here| here.id != room.id), ..shown }
        };
        GroupHead {
            slug: inside.group.slug.clone(),
            title: inside.group.title.clone(),
            description: inside.group.description.clone(),
            state: inside.group.state,
            channels: rooms.iter().map(room).collect(),
            standing: inside.standing,
            writes: !inside.is_muted() && !matches!(self.seat, Seat::Preview { .. }),
        }
    }

    async fn posts(
        &self,
        conn: &mut Conn,
        inside: &Inside,
        room: &Channel,
        cursor: Option<&str>,
        before: Option<&str>,
    ) -> Result<(Vec<PostCard>, Page<PostCard>)> {
        let reader = inside.reader();
        let cursor_of = |row: &(Post, Option<String>)| row.0.id.to_string();
        let mut page = None;
        if let Some(before) = place(before) {
            let found = posts::page(conn, room.id, reader, before, Way::Back, limit(POSTS)).await?;
            page = paging::back(found, POSTS, cursor_of);
        }
        let page = if let Some(page) = page {
            page
        } else {
            let cursor = place(cursor).filter(|_| before.is_none());
            let found = posts::page(conn, room.id, reader, cursor.unwrap_or(PostId::MAX), Way::On, limit(POSTS)).await?;
            paging::on(found, POSTS, cursor.is_some(), cursor_of)
        };
        let pinned = if page.previous.is_none() { posts::pinned(conn, room.id, reader).await? } else { Vec::new() };
        let writers = page.items.iter().chain(&pinned).filter_map(|(post, _)| post.contact_id).collect();
        let roles = roles(conn, inside.group.id, writers).await?;
        let card = |(post, name): (Post, Option<String>)| self.card(post, name, &roles, true);
        Ok((pinned.into_iter().map(card).collect(), page.map(card)))
    }

    /// In a feed only the beginning of a long text.
    fn card(&self, post: Post, name: Option<String>, roles: &Roles, in_feed: bool) -> PostCard {
        let (text, cut) = if in_feed { beginning(&post.body) } else { (post.body.as_str(), false) };
        PostCard {
            html: html(text, post.admin_name.is_some()),
            cut,
            mine: self.wrote(post.contact_id, post.admin_id),
            author: author(post.contact_id, name, post.admin_name, roles),
            id: post.id,
            title: post.title,
            created_at: post.created_at,
            edited: post.edited_at.is_some(),
            pinned: post.pinned_at.is_some(),
            hidden: post.hidden_at.is_some(),
            comments: number(post.comment_count),
            reactions: number(post.reaction_count),
        }
    }

    fn wrote(&self, contact: Option<ContactId>, admin: Option<AdminId>) -> bool {
        self.hand().is_ok_and(|hand| hand.wrote(contact, admin))
    }

    /// The reactions to each of the targets that has any.
    async fn reactions(&self, conn: &mut Conn, targets: &[TargetId]) -> Result<HashMap<TargetId, Vec<Reactions>>> {
        let mine = match self.hand() {
            Ok(hand) => reactions::given(conn, targets, hand.actor()).await?,
            Err(_) => Vec::new(),
        };
        let mut given: HashMap<TargetId, Vec<Reactions>> = HashMap::new();
        for (target, emoji, n) in reactions::counts(conn, targets).await? {
            let all = given.entry(target).or_insert_with(none_given);
            if let Some(one) = all.iter_mut().find(|one| one.emoji == emoji) {
                (one.count, one.mine) = (domain::count(n), mine.contains(&(target, emoji)));
            }
        }
        Ok(given)
    }

    /// Keeps that the contact is a member and, with `read`, has seen what is in the channel.
    async fn was_here(&self, inside: &Inside, read: Option<&Channel>) -> Result<()> {
        let Some(contact) = self.acting() else { return Ok(()) };
        let read = read.and_then(|room| Some((room.id, room.latest?)));
        if inside.member.is_some() && read.is_none() {
            return Ok(());
        }
        let (group, slug, now) = (inside.group.id, inside.group.slug.clone(), self.portal.now());
        self.portal
            .store
            .write(move |conn| {
                async move {
                    if !store::contacts::keep(conn, contact).await? || !groups::keep(conn, &slug).await? {
                        return Ok(());
                    }
                    members::join(conn, group, contact, now).await?;
                    if let Some((channel, post)) = read {
                        channels::set_seen(conn, contact, channel, post).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

fn none_given() -> Vec<Reactions> {
    Emoji::ALL.iter().map(|emoji| Reactions { emoji: *emoji, count: 0, mine: false }).collect()
}

/// What the comments of a post are shown with.
struct Comments<'a> {
    me: &'a AsLearner,
    inside: &'a Inside,
    roles: &'a Roles,
    given: &'a HashMap<TargetId, Vec<Reactions>>,
}

impl Comments<'_> {
    /// Without the answers to it.
    fn of(&self, comment: Comment, name: Option<String>) -> CommentView {
        let mine = self.me.wrote(comment.contact_id, comment.admin_id);
        let own = comment.contact_id.is_some() && comment.contact_id == self.me.contact();
        let visible = comment.removed_at.is_none() && (comment.hidden_at.is_none() || own || self.inside.standing.moderates());
        CommentView {
            id: comment.id,
            deleted: comment.is_forgotten(),
            answers: Vec::new(),
            more_answers: false,
            reactions: self.given.get(&TargetId(comment.id.0)).cloned().unwrap_or_else(none_given),
            text: visible.then(|| CommentText {
                html: html(&comment.body, comment.admin_name.is_some()),
                source: mine.then_some(comment.body),
                author: author(comment.contact_id, name, comment.admin_name, self.roles),
                created_at: comment.created_at,
                edited: comment.edited_at.is_some(),
                hidden: comment.hidden_at.is_some(),
                mine,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_shows_the_beginning_of_a_long_text() {
        assert_eq!(beginning("short"), ("short", false));
        let long = "word ".repeat(400);
        let (head, cut) = beginning(&long);
        assert!(cut && head.ends_with("word") && head.len() <= BEGINNING);
        let paragraphs = format!("{}\n\n{}", "é".repeat(700), "é".repeat(700));
        assert_eq!(beginning(&paragraphs), ("é".repeat(700).as_str(), true));
        assert_eq!(beginning(&"é".repeat(2000)).0.chars().count(), BEGINNING, "never inside a character");
    }
}
