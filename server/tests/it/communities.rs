//! Communities: who may see and do what in them, and what they tell while somebody listens.

mod access;
mod deleting;
mod live;
mod roles;
mod threads;
mod writing;

use domain::{ChannelAccess, ChannelId, ContactId, GroupId, GroupRole, OfferId, Publication};
use futures_util::FutureExt as _;
use store::communities::channels::Channel;
use store::communities::groups::Group;
use store::communities::members::Member;
use store::contacts::Contact;

use crate::actors::{Answer, Browser, Learner};
use crate::harness::Harness;
use crate::world::Term;

/// A published group with an open channel, `talk`, and a private one, `backroom`.
pub struct Community {
    pub id: GroupId,
    pub slug: String,
    pub offer: OfferId,
    pub talk: ChannelId,
    pub backroom: ChannelId,
}

impl Community {
    pub fn page(&self) -> String {
        format!("/communities/{}", self.slug)
    }

    pub fn post_page(&self, post: &str) -> String {
        format!("/communities/{}/posts/{post}", self.slug)
    }
}

/// A new group, and a published offer of it alone.
pub async fn community(h: &Harness, slug: &str) -> Community {
    let (id, talk, backroom): (GroupId, ChannelId, ChannelId) = (h.id(), h.id(), h.id());
    let now = h.clock.now();
    let group = Group {
        id,
        slug: slug.to_owned(),
        title: format!("The group {slug}"),
        description: String::new(),
        state: Publication::Published,
        position: 1,
        created_at: now,
    };
    let channel = |id, slug: &str, access, position| Channel {
        id,
        group_id: group.id,
        slug: slug.to_owned(),
        title: format!("The channel {slug}"),
        access,
        position,
        latest: None,
    };
    let channels = [channel(talk, "talk", ChannelAccess::Open, 0), channel(backroom, "backroom", ChannelAccess::Private, 1)];
    let offer = h.offer(&format!("The offer of {slug}"), &[]).await;
    h.write(move |conn| {
        async move {
            store::communities::groups::insert(conn, &group).await?;
            for channel in &channels {
                store::communities::channels::insert(conn, channel).await?;
            }
            store::communities::groups::set_in_offer(conn, offer, &[id]).await
        }
        .boxed()
    })
    .await;
    Community { id, slug: slug.to_owned(), offer, talk, backroom }
}

/// A contact who has the group's offer, signed in, with that role.
pub async fn member(h: &Harness, community: &Community, email: &str, role: GroupRole) -> (Contact, Learner) {
    let contact = h.contact(email).await;
    h.grant(contact.id, community.offer, Term::Active).await;
    appoint(h, community.id, contact.id, role).await;
    let learner = h.learner(&contact).await;
    (contact, learner)
}

pub async fn appoint(h: &Harness, group: GroupId, contact: ContactId, role: GroupRole) {
    let now = h.clock.now();
    h.write(move |conn| {
        async move {
            store::communities::members::join(conn, group, contact, now).await?;
            let member = Member { group_id: group, contact_id: contact, role, muted_at: None, banned_at: None, joined_at: now };
            store::communities::members::update(conn, &member).await
        }
        .boxed()
    })
    .await;
}

/// Writes a post as a plain form would; its id.
pub async fn write(browser: &Browser, community: &Community, channel: &str, body: &str) -> String {
    let form = [("group", community.slug.as_str()), ("channel", channel), ("title", ""), ("body", body)];
    let answer = browser.post("/fn/communities/write-post", &form).await;
    let id = answer.location().rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap_or_default().to_owned();
    assert!(answer.status < 400 && answer.location().contains("/posts/"), "{} {} {}", answer.status, answer.location(), answer.body);
    id
}

/// Calls a function about a post.
pub async fn about(browser: &Browser, function: &str, community: &Community, post: &str, more: &[(&str, &str)]) -> Answer {
    let form: Vec<(&str, &str)> =
        [("group", community.slug.as_str()), ("post", post), ("comment", ""), ("parent", "")].into_iter().chain(more.iter().copied()).collect();
    browser.call(&format!("communities/{function}"), &form).await
}
