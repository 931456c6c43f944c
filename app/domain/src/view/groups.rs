//! Communities, for admins who set them up.

use serde::{Deserialize, Serialize};

use super::Page;
use super::communities::{MemberRow, ReportRow};
use crate::{ChannelAccess, ChannelId, ContactId, GroupId, OfferId, Publication};

/// A group as the admins' list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    pub id: GroupId,
    pub slug: String,
    pub title: String,
    pub state: Publication,
    pub channels: u32,
}

/// A channel with those whom a private one is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelEdit {
    pub id: ChannelId,
    pub slug: String,
    pub title: String,
    pub access: ChannelAccess,
    /// At most a hundred.
    pub members: Vec<(ContactId, String)>,
}

/// A group with all that can be changed about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEdit {
    pub id: GroupId,
    pub slug: String,
    pub title: String,
    pub description: String,
    pub state: Publication,
    pub channels: Vec<ChannelEdit>,
    pub offers: Vec<(OfferId, String)>,
    pub members: Page<MemberRow>,
    /// Those that nobody has dealt with.
    pub reports: Vec<ReportRow>,
}
