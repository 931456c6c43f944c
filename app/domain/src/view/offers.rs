//! Offers and grants as admins see them.

use serde::{Deserialize, Serialize};

use super::Page;
use super::audit::AuditRow;
use super::jobs::JobState;
use crate::{ContactId, GrantId, GrantState, GroupId, OfferId, ProductId, Publication, Timestamp};

/// No offer gives access for longer, unless for good: ten years.
pub const LONGEST_ACCESS_DAYS: u32 = 3650;

/// Holders of an offer are counted so far: what is more is [`MOST_COUNTED`] and one.
pub const MOST_COUNTED: u32 = 1000;

/// An offer as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferRow {
    pub id: OfferId,
    pub title: String,
    pub state: Publication,
    /// `None` is for good.
    pub access_days: Option<u32>,
    /// The titles of what is in it.
    pub products: Vec<String>,
    /// Grants that are active now, counted up to [`MOST_COUNTED`].
    pub active: u32,
}

/// Whether access ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessKind {
    Forever,
    Days,
}

/// An offer as a form holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferForm {
    pub title: String,
    pub description: String,
    pub state: Publication,
    pub access: AccessKind,
    /// The number of days, as typed; counts with [`AccessKind::Days`] only.
    #[serde(default)]
    pub days: String,
    #[serde(default)]
    pub products: Vec<ProductId>,
    #[serde(default)]
    pub groups: Vec<GroupId>,
}

impl OfferForm {
    /// A new offer: an empty draft, for good.
    pub const fn empty() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            state: Publication::Draft,
            access: AccessKind::Forever,
            days: String::new(),
            products: Vec::new(),
            groups: Vec::new(),
        }
    }
}

/// A group that can be put into an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChoice {
    pub id: GroupId,
    pub title: String,
    pub state: Publication,
}

/// Everything that can be put into an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub products: Vec<ProductChoice>,
    pub groups: Vec<GroupChoice>,
}

/// A product that can be put into an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductChoice {
    pub id: ProductId,
    pub title: String,
    pub cover: Option<String>,
    pub state: Publication,
}

/// Someone who was granted an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderRow {
    pub grant: GrantId,
    pub contact: ContactId,
    pub name: String,
    pub email: String,
    pub state: GrantState,
    pub starts_at: Timestamp,
}

/// Everything the page of one offer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferDetails {
    pub id: OfferId,
    pub form: OfferForm,
    pub created_at: Timestamp,
    /// Everything that could be in it.
    pub choices: Choices,
    /// Grants that are active now, counted up to [`MOST_COUNTED`].
    pub active: u32,
    /// Whether it was never granted, so that it can be deleted.
    pub unused: bool,
    /// The newest grants first.
    pub holders: Page<HolderRow>,
    pub history: Vec<AuditRow>,
}

/// A contact's grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRow {
    pub id: GrantId,
    pub offer: OfferId,
    pub title: String,
    pub state: GrantState,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    /// Whether the offer is published: a grant of a draft opens nothing.
    pub published: bool,
}

impl GrantRow {
    /// The last day of access: a grant that ends at midnight ends with the day before.
    pub fn last_day(&self) -> Option<Timestamp> {
        self.ends_at.map(|end| Timestamp(end.0.saturating_sub(1)))
    }
}

/// A contact's grants, and what else could be granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactGrants {
    /// The newest first.
    pub grants: Vec<GrantRow>,
    /// Published offers that the contact does not have now.
    pub grantable: Vec<(OfferId, String)>,
}

/// What granting to many came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantedReport {
    pub granted: u32,
    /// Had the offer already.
    pub already: u32,
    /// Are no contacts any more.
    pub missing: u32,
}

impl GrantedReport {
    /// Contacts dealt with.
    pub const fn done(&self) -> u32 {
        self.granted + self.already + self.missing
    }
}

/// Granting an offer to many: how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granting {
    /// The offer's title.
    pub offer: String,
    pub report: GrantedReport,
    /// How many contacts there are to grant it to, where that is known.
    pub total: Option<u32>,
    pub state: JobState,
}
