//! The Outbox as admins see it.

use serde::{Deserialize, Serialize};

use crate::{BroadcastId, Channel, ContactId, MessageId, MessageKind, MessageState, Timestamp, Trouble};

/// Whether mail can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// Nothing is set up to send it with: it stays in the Outbox.
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
    pub delivery: Delivery,
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
}
