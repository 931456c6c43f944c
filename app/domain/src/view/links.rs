//! Links as admins see them.

use serde::{Deserialize, Serialize};

use crate::drip::Gate;
use crate::{ContactId, ContactState, Destination, LinkId, LinkPurpose, LinkState, Timestamp};

/// A contact that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactHit {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    /// In groups, to be read.
    pub phone: Option<String>,
    pub state: ContactState,
}

/// What a contact would see with a link made now (L7), or why nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreFlight {
    pub contact: ContactHit,
    /// Active offers: title, until when.
    pub offers: Vec<(String, Option<Timestamp>)>,
    /// Products they open: slug, title, published lessons.
    pub products: Vec<ReachableProduct>,
    /// Menu entries they find: slug and labels, the English one first.
    pub menus: Vec<(String, [String; 2])>,
    /// Groups they open: slug, title.
    pub groups: Vec<(String, String)>,
    /// Links of the contact that work now: what Regenerate would kill.
    pub live_links: u32,
    /// The newest of them, to copy again.
    pub current: Option<LinkId>,
    /// Published offers that could be granted in place (L6): id as text, title.
    pub grantable: Vec<(crate::OfferId, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachableProduct {
    pub slug: String,
    pub title: String,
    /// Slug and title of each published lesson, in order.
    pub lessons: Vec<(String, String)>,
    /// Its sections that are not open yet: the title and what opens them.
    pub waiting: Vec<(String, Gate)>,
}

/// A link as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    pub id: LinkId,
    pub contact: ContactId,
    pub purpose: LinkPurpose,
    pub destination: Destination,
    /// The titles of the product and the lesson it leads to, or the English and the French label of a menu entry.
    pub titles: Vec<String>,
    pub state: LinkState,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub uses: u32,
    pub use_limit: u32,
}

/// A link, and how to open it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    pub row: LinkRow,
    pub contact: ContactHit,
    /// `None` for a link that opens nothing.
    pub url: Option<LinkUrl>,
}

/// The URL of a link that an admin may copy.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkUrl {
    pub text: String,
    /// An SVG drawing of it as a QR code.
    pub qr: String,
}

impl std::fmt::Debug for LinkCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkCard").field("row", &self.row).finish_non_exhaustive()
    }
}
