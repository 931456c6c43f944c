//! One e-mail or SMS to one contact, what it says, and where it stands (D1–D4).

use crate::time::Span;
use crate::{Lang, LinkPurpose};

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
        /// An admin writes to many.
        Broadcast = "broadcast",
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

    /// What goes first when much waits: nobody who wants to get in waits for an automation or a broadcast.
    pub const fn rank(self) -> Rank {
        match self {
            Self::Login | Self::Invite | Self::SignIn | Self::FreshLink => Rank::First,
            Self::Automation => Rank::Next,
            Self::Broadcast => Rank::Last,
        }
    }
}

crate::word::words! {
    /// The order in which messages that are due go out.
    Rank {
        /// Somebody waits for it.
        First = "first",
        /// Something that happened to a contact brings it about: after what somebody waits for.
        Next = "next",
        /// Written to many: after all others.
        Last = "last",
    }
}

crate::word::words! {
    /// Where a message stands.
    MessageState {
        /// Waits to be sent, for the first time or again.
        Queued = "queued",
        /// Waits for its broadcast to go on.
        Held = "held",
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
        /// The contact wants no messages like this one.
        Unsubscribed = "unsubscribed",
        /// The address does not exist, as a mail server said before.
        Suppressed = "suppressed",
    }
}

crate::word::words! {
    /// Why an address is written to no more, but for what its owner asks for.
    Suppression {
        /// A mail server said that there is no such mailbox.
        HardBounce = "hard-bounce",
    }
}

crate::word::words! {
    /// A part of what a message says.
    Part {
        Subject = "subject",
        Body = "body",
    }
}

/// Why a text cannot be filled in, and where.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TextFault {
    pub lang: Lang,
    pub part: Part,
    /// From 1.
    pub line: u32,
    /// The variable that there is not; `None` if the line cannot be read.
    pub unknown: Option<String>,
}

/// Whether a mail server's last word says that the mailbox does not exist or takes no mail any more: a permanent refusal with such
/// an enhanced status code (RFC 3463, 7505). Every other refusal may be about the message, the sender or the day.
pub fn is_hard_bounce(answer: &str) -> bool {
    const GONE: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    let mut words = answer.split([' ', '-']).filter(|word| !word.is_empty());
    let refused = words.next().is_some_and(|code| code.len() == 3 && code.starts_with("55"));
    refused && words.next().is_some_and(|code| GONE.contains(&code))
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
    fn only_a_mailbox_that_is_gone_is_a_hard_bounce() {
        for gone in ["550 5.1.1 <ada@example.org>: no such user", "550-5.1.1 The account", "556 5.1.10 null MX", "550 5.2.1 disabled", "553 5.1.3 bad address"]
        {
            assert!(is_hard_bounce(gone), "{gone}");
        }
        for other in
            ["550 no such user here", "550 5.7.1 spam", "552 5.2.2 full", "450 4.2.1 busy", "451 5.1.1 odd", "250 5.1.1 taken", "554 see 5.1.1", "", "5.1.1"]
        {
            assert!(!is_hard_bounce(other), "{other}");
        }
    }

    #[test]
    fn who_waits_to_get_in_is_written_to_first() {
        assert!(Rank::ALL.is_sorted(), "they are taken in this order");
        let [asked, automation, broadcast] = [MessageKind::SignIn, MessageKind::Automation, MessageKind::Broadcast].map(MessageKind::rank);
        assert!(asked < automation && automation < broadcast);
    }

    #[test]
    fn pauses_grow_and_are_worth_the_wait() {
        assert_eq!((1..=4).map(pause_after).collect::<Vec<_>>(), [1, 3, 9, 27].map(Span::minutes));
        assert_eq!(pause_after(40), Span::hours(12));
        let all = (1..TRIES).map(|tries| pause_after(tries).0).sum::<i64>();
        assert!(all > Span::hours(24).0 && all < Span::days(3).0, "{all}");
    }
}
