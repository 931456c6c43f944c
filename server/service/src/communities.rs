//! Communities (G1, G2). A group is open to whom an active grant of a published offer that holds it says so, which is asked at
//! every call, as for courses; to everyone else it is a group that does not exist. [`reading`] shows (of comments, what [`talk`]
//! finds), [`writing`] writes, [`moderating`] keeps order, [`live`] tells who listens what is new, [`building`] is what admins set up.
//!
//! Whoever writes holds the contact first, then the group, then the post, and whoever deletes any of them holds them in that order
//! too ([`AsLearner::enter_to_write`], [`store::communities::forget`]): two at once wait for each other and never in a circle.

mod building;
mod live;
mod moderating;
mod reading;
mod talk;
mod writing;

pub(crate) use live::Live;
pub use live::{Heard, Listening, News};
pub use talk::Wanted;

use domain::{ActorId, AdminId, ChannelAccess, ContactId, GroupRole, Invalid, PostId, Problem, Publication, Standing, Timestamp};
use store::Conn;
use store::communities::channels::Channel;
use store::communities::groups::Group;
use store::communities::members::Member;
use store::communities::posts::{Post, Reader};

use crate::audit::Subject;
use crate::sessions::Seat;
use crate::{AsLearner, Error, Result};

/// The pages of a group that no channel may be called like.
const TAKEN: [&str; 3] = ["posts", "members", "events"];

pub(crate) fn subject(group: &Group) -> Subject {
    Subject::new("group", group.id, group.title.as_str())
}

/// A group that is open to the reader, and where they stand in it.
struct Inside {
    group: Group,
    standing: Standing,
    /// Whose eyes it is seen with; `None` for an admin of the portal.
    contact: Option<ContactId>,
    /// `None` for an admin of the portal, and for a contact's first visit.
    member: Option<Member>,
}

impl Inside {
    /// The group with that slug, if the contact may see it now; an admin of the portal, who is none, always may.
    ///
    /// # Errors
    /// [`Problem::Banned`] for who was banned from it.
    async fn of(conn: &mut Conn, slug: &str, contact: Option<ContactId>, now: Timestamp) -> Result<Self> {
        let group = store::communities::groups::by_slug(conn, slug).await?.ok_or(Problem::NotFound)?;
        let Some(id) = contact else { return Ok(Self { group, standing: Standing::Staff, contact, member: None }) };
        let open = group.state == Publication::Published && store::communities::groups::is_entitled(conn, id, group.id, now).await?;
        if !open {
            return Err(Problem::NotFound.into());
        }
        let member = store::communities::members::find(conn, group.id, id).await?;
        if member.as_ref().is_some_and(|member| member.banned_at.is_some()) {
            return Err(Problem::Banned.into());
        }
        let role = member.as_ref().map_or(GroupRole::Member, |member| member.role);
        Ok(Self { group, standing: Standing::Contact(role), contact, member })
    }

    /// The channels that the reader may see, in order.
    async fn channels(&self, conn: &mut Conn) -> Result<Vec<Channel>> {
        let mut channels = store::communities::channels::of_groups(conn, &[self.group.id]).await?;
        if let Some(contact) = self.contact
            && !self.standing.moderates()
        {
            let joined = store::communities::channels::joined(conn, contact).await?;
            channels.retain(|channel| channel.access == ChannelAccess::Open || joined.contains(&channel.id));
        }
        Ok(channels)
    }

    /// A post with its channel and its author's name, if the reader may see it.
    async fn post(&self, conn: &mut Conn, id: PostId) -> Result<(Post, Channel, Option<String>)> {
        let (post, name) = store::communities::posts::find(conn, id).await?.ok_or(Problem::NotFound)?;
        let hidden = post.hidden_at.is_some() && !self.standing.moderates() && (post.contact_id.is_none() || post.contact_id != self.contact);
        if post.group_id != self.group.id || post.removed_at.is_some() || hidden {
            return Err(Problem::NotFound.into());
        }
        let channel = self.channels(conn).await?.into_iter().find(|channel| channel.id == post.channel_id);
        Ok((post, channel.ok_or(Problem::NotFound)?, name))
    }

    /// Which posts the reader may see.
    fn reader(&self) -> Reader {
        match self.contact {
            Some(contact) if !self.standing.moderates() => Reader::Contact(contact),
            _ => Reader::Moderator,
        }
    }

    fn is_muted(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.muted_at.is_some())
    }

    fn moderating(&self) -> Result<()> {
        if self.standing.moderates() { Ok(()) } else { Err(Problem::NotFound.into()) }
    }
}

/// Who writes.
struct Hand {
    contact: Option<ContactId>,
    admin: Option<(AdminId, String)>,
}

impl Hand {
    fn actor(&self) -> ActorId {
        match (&self.contact, &self.admin) {
            (Some(contact), _) => ActorId(contact.0),
            (None, Some((admin, _))) => ActorId(admin.0),
            (None, None) => ActorId::MIN,
        }
    }

    fn wrote(&self, contact: Option<ContactId>, admin: Option<AdminId>) -> bool {
        match &self.admin {
            Some((id, _)) => admin == Some(*id),
            None => contact.is_some() && contact == self.contact,
        }
    }
}

impl AsLearner {
    /// Whether there is a group that the reader may see now.
    pub async fn has_communities(&self) -> Result<bool> {
        let mut conn = self.portal.store.read().await?;
        Ok(match self.contact() {
            Some(contact) => store::communities::groups::is_any_entitled(&mut conn, contact, self.portal.now()).await?,
            None => store::communities::groups::any(&mut conn).await?,
        })
    }

    /// Who writes, if anybody does: who only looks on does not.
    fn hand(&self) -> Result<Hand> {
        match &self.seat {
            Seat::Contact { id, .. } => Ok(Hand { contact: Some(*id), admin: None }),
            Seat::Admin { id, name, .. } => Ok(Hand { contact: None, admin: Some((*id, name.clone())) }),
            Seat::Preview { .. } => Err(Invalid::LookingOn.into()),
        }
    }

    /// The group with that slug, if the reader may see it now.
    async fn enter_group(&self, conn: &mut Conn, slug: &str) -> Result<Inside> {
        Inside::of(conn, slug, self.contact(), self.portal.now()).await
    }

    /// As [`Self::enter_group`], to write there: until the transaction ends nobody deletes the writer, the group or a part of it.
    async fn enter_to_write(&self, conn: &mut Conn, slug: &str) -> Result<Inside> {
        self.stay(conn).await?;
        store::communities::groups::keep(conn, slug).await?;
        self.enter_group(conn, slug).await
    }

    /// Until the transaction ends nobody deletes the contact.
    async fn stay(&self, conn: &mut Conn) -> Result<()> {
        match self.contact() {
            Some(contact) if !store::contacts::keep(conn, contact).await? => Err(Problem::SignIn.into()),
            _ => Ok(()),
        }
    }
}

/// Whether the contact may see the group with that slug now and, where one is named, the post in it.
pub(crate) async fn is_open(conn: &mut Conn, contact: ContactId, slug: &str, post: Option<PostId>, now: Timestamp) -> Result<bool> {
    let seen = async {
        let inside = Inside::of(conn, slug, Some(contact), now).await?;
        if let Some(post) = post {
            inside.post(conn, post).await?;
        }
        Ok(())
    };
    match seen.await {
        Ok(()) => Ok(true),
        Err(Error::Problem(Problem::NotFound | Problem::Banned)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// An id from an address: one that is no id is the id of nothing.
fn id<Id: std::str::FromStr>(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Problem::NotFound.into())
}
