//! What the dashboard shows.

use serde::{Deserialize, Serialize};

use super::links::ContactHit;
use crate::contact::RequestKind;
use crate::{Destination, OfferId, RequestId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    pub portal_url: String,
    pub people: People,
    pub begun: Begun,
    /// Open requests, newest first.
    pub requests: Vec<RequestRow>,
    /// There are more than those.
    pub more_requests: bool,
    /// Published offers, to grant.
    pub grantable: Vec<(OfferId, String)>,
}

/// How many contacts there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub contacts: u32,
    /// Have signed in at least once, and still may.
    pub joined: u32,
    /// Were here in the last 30 days.
    pub active: u32,
}

/// How far a new portal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub course: bool,
    /// A published one.
    pub offer: bool,
    pub contact: bool,
}

impl Begun {
    pub const fn done(self) -> bool {
        self.course && self.offer && self.contact
    }
}

/// What a contact asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    pub id: RequestId,
    pub contact: ContactHit,
    pub kind: RequestKind,
    /// Where they want to go; they may not be entitled to it.
    pub destination: Destination,
    pub at: Timestamp,
    /// The offer that access is asked for: the published one that the contact had last and has not now.
    pub fitting: Option<(OfferId, String)>,
}
