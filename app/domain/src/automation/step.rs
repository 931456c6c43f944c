//! What an automation does, and what it asks on its way.

use serde::{Deserialize, Serialize};

use crate::time::Span;
use crate::{Destination, GroupId, OfferId, ProductId};

crate::word::words! {
    /// What a wait is counted in. A day is 24 hours.
    Unit {
        Minutes = "minutes",
        Hours = "hours",
        Days = "days",
    }
}

impl Unit {
    pub fn times(self, n: u16) -> Span {
        let n = i64::from(n);
        match self {
            Self::Minutes => Span::minutes(n),
            Self::Hours => Span::hours(n),
            Self::Days => Span::days(n),
        }
    }
}

/// What can be true of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Is entitled to the course now.
    Product(ProductId),
    /// Has an active grant of the offer.
    Offer(OfferId),
    /// Is entitled to the community now.
    Group(GroupId),
    /// Bears the tag.
    Tag(String),
    /// Has completed so much of the course's published lessons, at least.
    Progress { product: ProductId, percent: u8 },
}

/// A test, or that it fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
    pub test: Test,
}

/// One thing that an automation does. Texts are Markdown with variables ([`super::Variable`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// Sends an e-mail; `destination` is where its magic link leads.
    Email {
        subject: String,
        body: String,
        #[serde(default)]
        destination: Destination,
    },
    /// Sends a text message, to who has a phone number.
    Sms {
        body: String,
        #[serde(default)]
        destination: Destination,
    },
    Wait {
        amount: u16,
        unit: Unit,
    },
    GrantOffer {
        offer: OfferId,
    },
    /// Takes back every active grant of the offer.
    RevokeOffer {
        offer: OfferId,
    },
    AddTag {
        tag: String,
    },
    RemoveTag {
        tag: String,
    },
    /// Tells another system by an HTTP POST.
    Webhook {
        url: String,
    },
    If {
        condition: Condition,
        then: Vec<Step>,
        otherwise: Vec<Step>,
    },
}

crate::word::words! {
    /// The kinds of steps, for a menu.
    StepKind {
        Email = "email",
        Sms = "sms",
        Wait = "wait",
        If = "if",
        GrantOffer = "grant-offer",
        RevokeOffer = "revoke-offer",
        AddTag = "add-tag",
        RemoveTag = "remove-tag",
        Webhook = "webhook",
    }
}

impl Step {
    pub const fn kind(&self) -> StepKind {
        match self {
            Self::Email { .. } => StepKind::Email,
            Self::Sms { .. } => StepKind::Sms,
            Self::Wait { .. } => StepKind::Wait,
            Self::GrantOffer { .. } => StepKind::GrantOffer,
            Self::RevokeOffer { .. } => StepKind::RevokeOffer,
            Self::AddTag { .. } => StepKind::AddTag,
            Self::RemoveTag { .. } => StepKind::RemoveTag,
            Self::Webhook { .. } => StepKind::Webhook,
            Self::If { .. } => StepKind::If,
        }
    }

    /// The steps of one of its branches, if it is a question.
    pub fn branch(&self, branch: super::Branch) -> Option<&[Self]> {
        match (self, branch) {
            (Self::If { then, .. }, super::Branch::Yes) => Some(then),
            (Self::If { otherwise, .. }, super::Branch::No) => Some(otherwise),
            _ => None,
        }
    }

    pub(super) fn branch_mut(&mut self, branch: super::Branch) -> Option<&mut Vec<Self>> {
        match (self, branch) {
            (Self::If { then, .. }, super::Branch::Yes) => Some(then),
            (Self::If { otherwise, .. }, super::Branch::No) => Some(otherwise),
            _ => None,
        }
    }
}
