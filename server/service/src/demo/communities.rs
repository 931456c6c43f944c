//! The demo's communities, from `demo/communities.toml`: as if they had been written over months.

use std::collections::{BTreeMap, HashMap};

use domain::{ActorId, ChannelAccess, ChannelId, CommentId, ContactId, Emoji, GroupId, GroupRole, Invalid, OfferId, PostId, Publication, TargetId, Timestamp};
use serde::Deserialize;
use store::Conn;
use store::communities::channels::{self, Channel};
use store::communities::comments::{self, Comment};
use store::communities::groups::{self, Group};
use store::communities::members::{self, Member};
use store::communities::posts::{self, Post};
use store::communities::reactions::{self, Reaction};

use super::{Loading, content};
use crate::Result;

/// Who writes for the business.
const TEAM: &str = "team";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    groups: Vec<DemoGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoGroup {
    slug: String,
    title: String,
    description: String,
    state: Publication,
    /// Keys of offers.
    offers: Vec<String>,
    roles: BTreeMap<String, GroupRole>,
    channels: Vec<DemoChannel>,
    posts: Vec<DemoPost>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoChannel {
    slug: String,
    title: String,
    access: ChannelAccess,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoPost {
    channel: String,
    author: String,
    title: String,
    days_ago: i64,
    #[serde(default)]
    pinned: bool,
    body: String,
    #[serde(default)]
    reactions: BTreeMap<Emoji, Vec<String>>,
    #[serde(default)]
    comments: Vec<DemoComment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoComment {
    author: String,
    days_ago: i64,
    body: String,
    #[serde(default)]
    reactions: BTreeMap<Emoji, Vec<String>>,
    #[serde(default)]
    answers: Vec<DemoComment>,
}

/// Everybody who has a part in it, by address.
type People = HashMap<String, ContactId>;

fn person(people: &People, email: &str) -> Result<ContactId> {
    Ok(people.get(email).copied().ok_or(Invalid::UnknownContact)?)
}

/// The contact who wrote something, or what the business is called there.
fn author(people: &People, email: &str, team: &str) -> Result<(Option<ContactId>, Option<String>)> {
    if email == TEAM { Ok((None, Some(team.to_owned()))) } else { Ok((Some(person(people, email)?), None)) }
}

/// Everyone whom the group names.
fn addresses(group: &DemoGroup) -> Vec<String> {
    let comments = || group.posts.iter().flat_map(|post| &post.comments);
    let all = comments().chain(comments().flat_map(|comment| &comment.answers));
    let reactions = group.posts.iter().flat_map(|post| post.reactions.values()).chain(comments().flat_map(|comment| comment.reactions.values()));
    let mut found: Vec<String> = group.posts.iter().map(|post| post.author.clone()).collect();
    found.extend(all.map(|comment| comment.author.clone()));
    found.extend(reactions.flatten().cloned());
    found.extend(group.roles.keys().cloned());
    found.extend(group.channels.iter().flat_map(|channel| channel.members.clone()));
    found.retain(|email| email != TEAM);
    found.sort_unstable();
    found.dedup();
    found
}

impl Loading {
    /// Loads every group. `offers` are their ids by key, `team` is the business's name.
    pub(super) async fn communities(&self, conn: &mut Conn, offers: &HashMap<&str, OfferId>, team: &str) -> Result<()> {
        let Root { groups } = content::parse("communities.toml")?;
        for (position, group) in (0..).zip(groups) {
            self.community(conn, position, group, offers, team).await?;
        }
        Ok(())
    }

    async fn community(&self, conn: &mut Conn, position: i32, group: DemoGroup, offers: &HashMap<&str, OfferId>, team: &str) -> Result<()> {
        let id: GroupId = self.portal.new_id();
        let mut people = People::new();
        for email in addresses(&group) {
            let contact = store::contacts::find_by_email(conn, &email).await?.ok_or(Invalid::UnknownContact)?;
            people.insert(email, contact.id);
        }
        let row =
            Group { id, slug: group.slug, title: group.title, description: group.description, state: group.state, position, created_at: self.ago(210, 0) };
        groups::insert(conn, &row).await?;
        for key in &group.offers {
            let offer = *offers.get(key.as_str()).ok_or(Invalid::Choice)?;
            let mut held = groups::in_offer(conn, offer).await?;
            held.push(id);
            groups::set_in_offer(conn, offer, &held).await?;
        }
        for (email, contact) in &people {
            let role = group.roles.get(email).copied().unwrap_or(GroupRole::Member);
            let member = Member { group_id: id, contact_id: *contact, role, muted_at: None, banned_at: None, joined_at: self.ago(120, 0) };
            members::join(conn, id, *contact, member.joined_at).await?;
            members::update(conn, &member).await?;
        }
        let mut rooms = HashMap::new();
        for (position, channel) in (0..).zip(group.channels) {
            let row = Channel {
                id: self.portal.new_id(),
                group_id: id,
                slug: channel.slug.clone(),
                title: channel.title,
                access: channel.access,
                position,
                latest: None,
            };
            channels::insert(conn, &row).await?;
            for email in &channel.members {
                channels::let_in(conn, row.id, person(&people, email)?).await?;
            }
            rooms.insert(channel.slug, row.id);
        }
        let mut posts = group.posts;
        posts.sort_by_key(|post| std::cmp::Reverse(post.days_ago));
        for (n, post) in (0..).zip(posts) {
            let room = *rooms.get(&post.channel).ok_or(Invalid::Choice)?;
            self.demo_post(conn, n, post, (id, room), &people, team).await?;
        }
        Ok(())
    }

    async fn demo_post(&self, conn: &mut Conn, n: i64, post: DemoPost, (group, channel): (GroupId, ChannelId), people: &People, team: &str) -> Result<()> {
        let at = self.ago(post.days_ago, 200 - n);
        let (contact_id, admin_name) = author(people, &post.author, team)?;
        let row = Post {
            id: self.id_at(at),
            group_id: group,
            channel_id: channel,
            contact_id,
            admin_id: None,
            admin_name,
            title: post.title,
            pinned_at: post.pinned.then_some(at),
            hidden_at: None,
            removed_at: None,
            created_at: at,
            edited_at: None,
            comment_count: 0,
            reaction_count: 0,
            body: post.body.trim().to_owned(),
        };
        posts::insert(conn, &row).await?;
        channels::set_latest(conn, channel, row.id).await?;
        self.reactions(conn, row.id, None, &post.reactions, people).await?;
        for (k, comment) in (0..).zip(post.comments) {
            let comment_id = self.demo_comment(conn, k, &comment, (group, row.id, None), people, team).await?;
            for (i, answer) in (1..).zip(&comment.answers) {
                self.demo_comment(conn, k + i, answer, (group, row.id, Some(comment_id)), people, team).await?;
            }
        }
        Ok(posts::recount(conn, row.id).await?)
    }

    async fn demo_comment(
        &self,
        conn: &mut Conn,
        n: i64,
        comment: &DemoComment,
        (group, post, parent): (GroupId, PostId, Option<CommentId>),
        people: &People,
        team: &str,
    ) -> Result<CommentId> {
        let at = self.ago(comment.days_ago, 100 - n);
        let (contact_id, admin_name) = author(people, &comment.author, team)?;
        let row = Comment {
            id: self.id_at(at),
            group_id: group,
            post_id: post,
            parent_id: parent,
            contact_id,
            admin_id: None,
            admin_name,
            hidden_at: None,
            removed_at: None,
            created_at: at,
            edited_at: None,
            body: comment.body.clone(),
        };
        comments::insert(conn, &row).await?;
        self.reactions(conn, post, Some(row.id), &comment.reactions, people).await?;
        Ok(row.id)
    }

    async fn reactions(&self, conn: &mut Conn, post: PostId, comment: Option<CommentId>, given: &BTreeMap<Emoji, Vec<String>>, people: &People) -> Result<()> {
        for (emoji, emails) in given {
            for email in emails {
                let contact = person(people, email)?;
                let reaction = Reaction {
                    target_id: TargetId(comment.map_or(post.0, |comment| comment.0)),
                    emoji: *emoji,
                    actor_id: ActorId(contact.0),
                    post_id: post,
                    comment_id: comment,
                    contact_id: Some(contact),
                };
                reactions::toggle(conn, &reaction).await?;
            }
        }
        Ok(())
    }

    /// An id as it would have been made then.
    fn id_at<Id: From<uuid::Uuid>>(&self, at: Timestamp) -> Id {
        uuid::Builder::from_unix_timestamp_millis(at.millis(), &self.portal.random.bytes()).into_uuid().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::content::Content;

    #[test]
    fn everyone_and_everything_a_community_names_is_there() {
        let content = Content::embedded().unwrap();
        let Root { groups } = content::parse("communities.toml").unwrap();
        assert_eq!(groups.len(), 2);
        for group in &groups {
            for email in addresses(group) {
                let person = content.contacts.iter().find(|person| person.email.as_str() == email).unwrap_or_else(|| panic!("{email}"));
                let entitled = |grant: &content::Granted| group.offers.contains(&grant.offer) && grant.ended_days_ago.or(grant.revoked_days_ago).is_none();
                assert!(person.grants.iter().any(entitled), "{email} is not entitled to {}", group.slug);
            }
            for post in &group.posts {
                assert!(group.channels.iter().any(|channel| channel.slug == post.channel), "{}", post.title);
                assert!(post.comments.iter().all(|comment| comment.days_ago <= post.days_ago), "{}", post.title);
            }
        }
    }
}
