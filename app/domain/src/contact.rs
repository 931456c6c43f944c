//! What a contact is to the portal.

crate::word::words! {
    /// Where a contact stands; what they may see depends on their grants, not on this.
    ContactState {
        /// Known, but never signed in.
        Invited = "invited",
        /// Has signed in at least once.
        Joined = "joined",
        /// Cannot sign in, whatever was granted.
        Disabled = "disabled",
    }
}

crate::word::words! {
    /// What a learner asks an admin for.
    RequestKind {
        /// A new link in place of a dead one.
        FreshLink = "fresh_link",
        /// Access to something.
        Access = "access",
    }
}
