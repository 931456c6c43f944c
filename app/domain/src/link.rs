//! A magic link's state.

use crate::time::{Span, Timestamp};

crate::word::words! {
    /// Why a link was made; decides how long it lives.
    LinkPurpose {
        /// Shown to an admin to be copied.
        Copied = "copied",
        /// Put into a message.
        Sent = "sent",
        /// Asked for by the learner.
        Requested = "requested",
    }
}

/// No link lives longer (L5).
pub const LONGEST_LIFE: Span = Span::days(30);

/// New sessions one link may open.
pub const USE_LIMIT: i32 = 10;

/// Where a link stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LinkState {
    /// Opens the portal until then.
    Live { until: Timestamp },
    /// Ran out then.
    Expired { at: Timestamp },
    /// A newer generation of links took its place.
    Replaced { at: Option<Timestamp> },
    /// Was revoked then.
    Revoked { at: Timestamp },
    /// The key that proved it is not in the key file any more.
    KeyGone,
    /// Opened as many sessions as it may.
    UsedUp,
    /// Would work, but no active offer is behind it.
    NoOffer,
    /// The contact cannot sign in.
    Disabled,
}

impl LinkState {
    pub fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}
