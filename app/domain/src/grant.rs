//! A grant: one contact's access to one offer.

use crate::time::Timestamp;

/// Where a grant stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum GrantState {
    /// Gives access; until when, unless for good.
    Active { until: Option<Timestamp> },
    /// Gives access from then on.
    Scheduled { from: Timestamp },
    /// Ran out or was ended then.
    Ended { at: Timestamp },
    /// Was taken back then.
    Revoked { at: Timestamp },
}

impl GrantState {
    /// The state at `now` of a grant that runs from `starts_at` (included) to `ends_at` (not included).
    pub fn at(now: Timestamp, starts_at: Timestamp, ends_at: Option<Timestamp>, revoked_at: Option<Timestamp>) -> Self {
        match (revoked_at, ends_at) {
            (Some(at), _) => Self::Revoked { at },
            (None, Some(at)) if at <= now => Self::Ended { at },
            _ if starts_at > now => Self::Scheduled { from: starts_at },
            (None, until) => Self::Active { until },
        }
    }

    pub fn is_active(self) -> bool {
        matches!(self, Self::Active { .. })
    }
}
