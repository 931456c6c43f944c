//! The Outbox as admins see it.

use serde::{Deserialize, Serialize};

use super::jobs::JobState;
use crate::sms::Length;
use crate::{BroadcastId, Channel, ContactId, MessageId, MessageKind, MessageState, Timestamp, Trouble};

/// Whether the messages of a channel can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Nothing is set up to send them with: they stay in the Outbox.
    #[default]
    Kept,
    Goes,
    /// Not since then, and why.
    Stands {
        since: Timestamp,
        why: String,
    },
}

/// A page of the Outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    pub page: super::Page<MessageRow>,
    /// How each channel fares, in the order of [`Channel::ALL`].
    pub standing: Vec<(Channel, Delivery)>,
    /// The contact whose messages they are, if they are one's.
    pub contact: Option<(ContactId, String)>,
    /// The broadcast whose messages they are, if they are one's.
    pub broadcast: Option<(BroadcastId, String)>,
}

/// Which messages to list. Every condition that is set narrows the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageQuery {
    pub state: Option<MessageState>,
    pub contact: Option<ContactId>,
    pub broadcast: Option<BroadcastId>,
    /// Where to read on, from [`super::Page::next`].
    pub cursor: Option<String>,
    /// Where to read back, from [`super::Page::previous`]; then `cursor` does not count.
    pub before: Option<String>,
}

/// A message as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    pub id: MessageId,
    pub contact: ContactId,
    /// The contact's.
    pub name: String,
    /// An e-mail address, or a phone number in E.164.
    pub address: String,
    pub channel: Channel,
    pub kind: MessageKind,
    /// What it is about: an e-mail's subject, or what an SMS says, without its link.
    pub subject: String,
    pub state: MessageState,
    /// Whether it is being sent in this moment.
    pub on_its_way: bool,
    /// Times it was tried.
    pub tries: u32,
    pub trouble: Option<Trouble>,
    /// The last words of the server that it was offered to.
    pub answer: Option<String>,
    pub created_at: Timestamp,
    /// When it is tried next, if it waits.
    pub due_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// One message and, as plain text, what it says; its link is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageCard {
    pub row: MessageRow,
    pub text: String,
    /// How long it is with its link, if it is an SMS.
    pub length: Option<Length>,
}

/// What sending many their way in came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentReport {
    pub written: u32,
    /// Were written to since it began, by somebody else or before it was taken up again.
    pub already: u32,
    /// Have no active offer, or are disabled: a link would open nothing.
    pub shut_out: u32,
    /// Are no contacts any more.
    pub missing: u32,
}

impl SentReport {
    /// Contacts dealt with.
    pub const fn done(&self) -> u32 {
        self.written + self.already + self.shut_out + self.missing
    }
}

impl std::ops::AddAssign for SentReport {
    fn add_assign(&mut self, part: Self) {
        self.written += part.written;
        self.already += part.already;
        self.shut_out += part.shut_out;
        self.missing += part.missing;
    }
}

/// Sending many their way in: how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    pub report: SentReport,
    /// How many contacts were chosen, where that is known.
    pub total: Option<u32>,
    pub state: JobState,
}
