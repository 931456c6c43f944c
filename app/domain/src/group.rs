//! Who may do what in a community.

crate::word::words! {
    /// What a contact is in a group, the lowest first. A role opens nothing: access comes from offers alone.
    GroupRole {
        Member = "member",
        /// Pins, hides, removes, bans.
        Moderator = "moderator",
        /// Also says who moderates.
        Admin = "admin",
        Owner = "owner",
    }
}

crate::word::words! {
    /// Whom a channel is for.
    ChannelAccess {
        /// Everybody in the group.
        Open = "open",
        /// Its own members, and whoever moderates the group.
        Private = "private",
    }
}

crate::word::words! {
    /// How one can react.
    Emoji {
        Like = "like",
        Heart = "heart",
        Celebrate = "celebrate",
        Laugh = "laugh",
        Think = "think",
    }
}

impl Emoji {
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Like => "👍",
            Self::Heart => "❤️",
            Self::Celebrate => "🎉",
            Self::Laugh => "😄",
            Self::Think => "🤔",
        }
    }
}

crate::word::words! {
    /// What a moderator does to a post or a comment.
    Moderation {
        Pin = "pin",
        Unpin = "unpin",
        Hide = "hide",
        Unhide = "unhide",
        /// For good.
        Remove = "remove",
    }
}

crate::word::words! {
    /// What is done to a member.
    MemberChange {
        Mute = "mute",
        Unmute = "unmute",
        Ban = "ban",
        Unban = "unban",
        MakeMember = "make-member",
        MakeModerator = "make-moderator",
        MakeAdmin = "make-admin",
        MakeOwner = "make-owner",
    }
}

impl MemberChange {
    /// The role that the change gives.
    pub const fn role(self) -> Option<GroupRole> {
        match self {
            Self::Mute | Self::Unmute | Self::Ban | Self::Unban => None,
            Self::MakeMember => Some(GroupRole::Member),
            Self::MakeModerator => Some(GroupRole::Moderator),
            Self::MakeAdmin => Some(GroupRole::Admin),
            Self::MakeOwner => Some(GroupRole::Owner),
        }
    }
}

/// Where somebody stands in a group, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Standing {
    Contact(GroupRole),
    /// An admin of the portal.
    Staff,
}

impl Standing {
    /// May pin, hide and remove what others write, mute and ban members, and see reports and private channels.
    pub fn moderates(self) -> bool {
        self >= Self::Contact(GroupRole::Moderator)
    }

    /// May say who has which role.
    pub fn sets_roles(self) -> bool {
        self >= Self::Contact(GroupRole::Admin)
    }

    /// May do `change` to a member with the role `of`: only to who stands lower, and nobody is raised to one's own height.
    pub fn may(self, change: MemberChange, of: GroupRole) -> bool {
        let lower = self > Self::Contact(of);
        match change.role() {
            None => lower && self.moderates(),
            Some(role) => lower && self.sets_roles() && self > Self::Contact(role),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reaches_their_own_height() {
        use GroupRole::{Admin, Member, Moderator, Owner};
        let may = |role, change, of| Standing::Contact(role).may(change, of);
        assert!(may(Moderator, MemberChange::Ban, Member) && !may(Moderator, MemberChange::Ban, Moderator));
        assert!(!may(Member, MemberChange::Mute, Member) && !may(Moderator, MemberChange::MakeMember, Member));
        assert!(may(Admin, MemberChange::MakeModerator, Member) && !may(Admin, MemberChange::MakeAdmin, Member));
        assert!(may(Owner, MemberChange::MakeAdmin, Moderator) && !may(Owner, MemberChange::MakeOwner, Admin));
        assert!(GroupRole::ALL.iter().all(|of| Standing::Staff.may(MemberChange::Ban, *of)));
        assert!(Standing::Staff.may(MemberChange::MakeOwner, Owner));
    }
}
