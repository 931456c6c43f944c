//! Communities (G1, G2). A group is open to whom an active grant of a published offer that holds it says so, which is asked at
//! every call, as for courses; to everyone else it is a group that does not exist. [`reading`] shows, [`writing`] writes,
//! [`moderating`] keeps order, [`live`] tells who listens what is new, [`building`] is what admins set up.

mod building;
mod live;
mod moderating;
mod reading;
mod writing;

pub(crate) use live::Live;
pub use live::{Heard, Listening, News};

use domain::{ActorId, AdminId, ChannelAccess, ContactId, GroupRole, Invalid, PostId, Problem, Publication, Standing};
use store::Conn;
use store::communities::channels::Channel;
use store::communities::groups::Group;
use store::communities::members::Member;
use store::communities::posts::{Post, Reader};

use crate::audit::Subject;
use crate::sessions::Seat;
use crate::{AsLearner, Result};

/// The pages of a group that no channel may be called like.
const TAKEN: [&str; 3] = ["posts", "members", "events"];

pub(crate) fn subject(group: &Group) -> Subject {
    Subject::new("group", group.id, group.title.as_str())
}

/// A group that is open to the reader, and where they stand in it.
struct Inside {
    group: Group,
    standing: Standing,
    /// `None` for an admin of the portal, and for a contact's first visit.
    member: Option<Member>,
}

impl Inside {
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
    ///
    /// # Errors
    /// [`Problem::Banned`] for who was banned from it.
    async fn enter_group(&self, conn: &mut Conn, slug: &str) -> Result<Inside> {
        let group = store::communities::groups::by_slug(conn, slug).await?.ok_or(Problem::NotFound)?;
        let Some(contact) = self.contact() else { return Ok(Inside { group, standing: Standing::Staff, member: None }) };
        let open = group.state == Publication::Published && store::communities::groups::is_entitled(conn, contact, group.id, self.portal.now()).await?;
        if !open {
            return Err(Problem::NotFound.into());
        }
        let member = store::communities::members::find(conn, group.id, contact).await?;
        if member.as_ref().is_some_and(|member| member.banned_at.is_some()) {
            return Err(Problem::Banned.into());
        }
        let role = member.as_ref().map_or(GroupRole::Member, |member| member.role);
        Ok(Inside { group, standing: Standing::Contact(role), member })
    }

    /// The channels of a group that the reader may see, in order.
    async fn channels(&self, conn: &mut Conn, inside: &Inside) -> Result<Vec<Channel>> {
        let mut channels = store::communities::channels::of_groups(conn, &[inside.group.id]).await?;
        if let Some(contact) = self.contact()
            && !inside.standing.moderates()
        {
            let joined = store::communities::channels::joined(conn, contact).await?;
            channels.retain(|channel| channel.access == ChannelAccess::Open || joined.contains(&channel.id));
        }
        Ok(channels)
    }

    /// The post of an open group with its channel and its author's name, if the reader may see it.
    async fn open_post(&self, conn: &mut Conn, inside: &Inside, id: PostId) -> Result<(Post, Channel, Option<String>)> {
        let (post, name) = store::communities::posts::find(conn, id).await?.ok_or(Problem::NotFound)?;
        let hidden = post.hidden_at.is_some() && !inside.standing.moderates() && (post.contact_id.is_none() || post.contact_id != self.contact());
        if post.group_id != inside.group.id || post.removed_at.is_some() || hidden {
            return Err(Problem::NotFound.into());
        }
        let channel = self.channels(conn, inside).await?.into_iter().find(|channel| channel.id == post.channel_id);
        Ok((post, channel.ok_or(Problem::NotFound)?, name))
    }

    /// Which posts the reader may see.
    fn reader(&self, inside: &Inside) -> Reader {
        match self.contact() {
            Some(contact) if !inside.standing.moderates() => Reader::Contact(contact),
            _ => Reader::Moderator,
        }
    }
}

/// An id from an address: one that is no id is the id of nothing.
fn id<Id: std::str::FromStr>(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Problem::NotFound.into())
}
