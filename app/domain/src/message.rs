//! One e-mail or SMS to one contact, and where it stands (D1, D2, D4).

use crate::LinkPurpose;
use crate::time::Span;

crate::word::words! {
    /// How a message reaches its contact.
    Channel {
        Email = "email",
        Sms = "sms",
    }
}

crate::word::words! {
    /// Why a message was written.
    MessageKind {
        /// An admin sends a contact the way in.
        Login = "login",
        /// The same, for somebody who was never there.
        Invite = "invite",
        /// Somebody asks for a way in on the sign-in page.
        SignIn = "sign-in",
        /// Somebody asks for a fresh link in the place of a dead one.
        FreshLink = "fresh-link",
        /// An automation does what it is there for.
        Automation = "automation",
    }
}

impl MessageKind {
    /// What people ask for who cannot get in: it carries a code besides its link.
    pub const ASKED_FOR: [Self; 2] = [Self::SignIn, Self::FreshLink];

    pub fn has_code(self) -> bool {
        Self::ASKED_FOR.contains(&self)
    }

    /// What the link is made for that it carries.
    pub fn purpose(self) -> LinkPurpose {
        if self.has_code() { LinkPurpose::Requested } else { LinkPurpose::Sent }
    }
}

crate::word::words! {
    /// Where a message stands.
    MessageState {
        /// Waits to be sent, for the first time or again.
        Queued = "queued",
        /// Taken over by the next server on its way.
        Sent = "sent",
        /// Stays in the Outbox: nothing is set up to send it with.
        Kept = "kept",
        /// Given up.
        Failed = "failed",
        /// Taken back before it was sent.
        Cancelled = "cancelled",
    }
}

crate::word::words! {
    /// Why a message was not sent, if it was not.
    Trouble {
        /// The server cannot take it now; its answer says why.
        Delayed = "delayed",
        /// The server will not take it; its answer says why.
        Refused = "refused",
        /// The last try failed like those before it.
        TooManyTries = "too-many-tries",
        /// The contact has no active offer: a link would open nothing.
        NoActiveOffer = "no-active-offer",
        /// The contact is disabled.
        Disabled = "disabled",
        /// The contact has no phone number any more.
        NoPhone = "no-phone",
        /// Neither the place it was to lead to is left, nor home.
        NoDestination = "no-destination",
    }
}

/// Tries before a message is given up: over about a day and a half, the last ones half a day apart.
pub const TRIES: u32 = 9;

/// How long to wait after so many tries that failed for now: a minute, then three times as long each time, half a day at most.
pub fn pause_after(tries: u32) -> Span {
    let minutes = 3_i64.saturating_pow(tries.saturating_sub(1)).min(12 * 60);
    Span::minutes(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_worth_the_wait() {
        assert_eq!((1..=4).map(pause_after).collect::<Vec<_>>(), [1, 3, 9, 27].map(Span::minutes));
        assert_eq!(pause_after(40), Span::hours(12));
        let all = (1..TRIES).map(|tries| pause_after(tries).0).sum::<i64>();
        assert!(all > Span::hours(24).0 && all < Span::days(3).0, "{all}");
    }
}
