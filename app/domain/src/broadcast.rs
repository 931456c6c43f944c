//! A message to many (D5): where it stands, and whom it is for.

use crate::{OfferId, ProductId};

crate::word::words! {
    /// Where a broadcast stands.
    BroadcastState {
        /// Being written.
        Draft = "draft",
        /// Begins by itself when its time comes.
        Scheduled = "scheduled",
        /// Its messages are being written and sent.
        Running = "running",
        /// Nothing is written or sent until it goes on.
        Paused = "paused",
        /// Ended before everybody was written to, for good.
        Stopped = "stopped",
        /// Everybody was written to.
        Done = "done",
    }
}

impl BroadcastState {
    /// Whether what it says and whom it is for can still be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft)
    }

    /// Whether anything of it may still go out.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// Whom a broadcast is for: contacts who meet every condition. Whatever it says, only those are written to who can sign in, take
/// messages, and are not known to be out of reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Audience {
    /// Have one of these offers now; whoever has any, if empty.
    pub offers: Vec<OfferId>,
    /// Have one of these tags, if there are any.
    pub tags: Vec<String>,
    pub progress: Option<Reached>,
    pub seen: Option<Seen>,
}

/// Have a course now, and have completed so much of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reached {
    pub product: ProductId,
    /// Per cent, both included.
    pub least: u8,
    pub most: u8,
}

impl Reached {
    /// The completed lessons of `all` that are so many per cent: from the first number, below the second. Whoever has completed
    /// `n` of them is at `n * 100 / all` per cent, rounded down, so only who has completed all is at 100.
    pub fn lessons(&self, all: u32) -> (u32, u32) {
        if all == 0 {
            // Of no lessons everybody has completed 0 per cent.
            return (u32::from(self.least > 0), 1);
        }
        let (least, most, all) = (u64::from(self.least), u64::from(self.most), u64::from(all));
        (crate::count((least * all).div_ceil(100)), crate::count(((most + 1) * all).div_ceil(100)))
    }
}

/// When contacts were last on the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Seen {
    Never,
    /// So many days ago at most.
    Within {
        days: u16,
    },
    /// Once, but not for so many days.
    NotFor {
        days: u16,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_lessons() {
        let lessons = |least, most, all| Reached { product: ProductId::MIN, least, most }.lessons(all);
        assert_eq!(lessons(0, 100, 12), (0, 13), "anything");
        assert_eq!(lessons(0, 0, 12), (0, 1), "nothing");
        assert_eq!(lessons(100, 100, 12), (12, 13), "everything");
        assert_eq!(lessons(1, 99, 12), (1, 12), "in between");
        assert_eq!(lessons(50, 99, 3), (2, 3));
        assert_eq!(lessons(0, 0, 200), (0, 2), "2 of 200 is 1 per cent, 1 of 200 is not");
        assert_eq!(lessons(0, 50, 0), (0, 1), "of an empty course");
        assert_eq!(lessons(1, 50, 0), (1, 1), "nobody");
        for all in [1, 3, 7, 12, 200] {
            for done in 0..=all {
                let percent = u8::try_from(done * 100 / all).unwrap();
                let (first, below) = lessons(percent, percent, all);
                assert!(first <= done && done < below, "{done} of {all}");
            }
        }
    }
}
