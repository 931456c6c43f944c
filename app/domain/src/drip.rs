//! Drip: when a section of a course opens for one learner.

use serde::{Deserialize, Serialize};

use crate::problem::{Invalid, Problem};
use crate::time::{Span, Timestamp};

crate::word::words! {
    /// What the opening of a section counts from.
    DripKind {
        AtOnce = "at-once",
        /// Days after the grant began.
        AfterGrant = "after-grant",
        /// Days after the learner first opened the course.
        AfterFirstAccess = "after-first-access",
        OnDate = "on-date",
    }
}

crate::word::words! {
    /// Whether learners can see and open a lesson.
    LessonState {
        /// Only admins see it.
        Draft = "draft",
        /// Entitled learners see and open it.
        Published = "published",
        /// Entitled learners see that it is there; only admins open it.
        Locked = "locked",
    }
}

/// The longest wait, in days.
pub const MOST_DAYS: u32 = 3650;

/// When a section opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drip {
    #[default]
    AtOnce,
    AfterGrant {
        days: u32,
    },
    AfterFirstAccess {
        days: u32,
    },
    /// On a day, written as its midnight in UTC; it opens at 00:00 in the portal's time zone.
    OnDate {
        day: Timestamp,
    },
}

impl Drip {
    pub const fn kind(self) -> DripKind {
        match self {
            Self::AtOnce => DripKind::AtOnce,
            Self::AfterGrant { .. } => DripKind::AfterGrant,
            Self::AfterFirstAccess { .. } => DripKind::AfterFirstAccess,
            Self::OnDate { .. } => DripKind::OnDate,
        }
    }

    pub const fn days(self) -> Option<u32> {
        match self {
            Self::AfterGrant { days } | Self::AfterFirstAccess { days } => Some(days),
            Self::AtOnce | Self::OnDate { .. } => None,
        }
    }

    pub const fn day(self) -> Option<Timestamp> {
        match self {
            Self::OnDate { day } => Some(day),
            _ => None,
        }
    }

    /// Reads a form's fields; those that the kind has no use for do not count.
    ///
    /// # Errors
    /// [`Invalid::Number`] unless there are 1 to [`MOST_DAYS`] days, [`Invalid::Date`] for what is no day.
    pub fn parse(kind: DripKind, days: &str, day: &str) -> Result<Self, Problem> {
        let days = || days.trim().parse::<u32>().ok().filter(|days| (1..=MOST_DAYS).contains(days)).ok_or(Invalid::Number);
        Ok(match kind {
            DripKind::AtOnce => Self::AtOnce,
            DripKind::AfterGrant => Self::AfterGrant { days: days()? },
            DripKind::AfterFirstAccess => Self::AfterFirstAccess { days: days()? },
            DripKind::OnDate => Self::OnDate { day: Timestamp::from_date(day).ok_or(Invalid::Date)? },
        })
    }
}

/// Whether something is open to a learner, or what opens it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opening {
    #[default]
    Open,
    At(Timestamp),
    /// So many days after the learner first opens the course, which has not happened yet.
    AfterFirstAccess {
        days: u32,
    },
}

impl Opening {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open)
    }

    /// When both are open: a section inside another one waits for both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, other) | (other, Self::Open) => other,
            (Self::At(a), Self::At(b)) => Self::At(a.max(b)),
            (Self::AfterFirstAccess { days: a }, Self::AfterFirstAccess { days: b }) => Self::AfterFirstAccess { days: a.max(b) },
            // What depends on the learner cannot be told yet, so that is what they are told.
            (Self::AfterFirstAccess { days }, Self::At(_)) | (Self::At(_), Self::AfterFirstAccess { days }) => Self::AfterFirstAccess { days },
        }
    }
}

/// The rule, at `now`: `granted_at` is when the grant began (of several, the earliest that is active), `first_access` when
/// the learner first opened the course, and `midnight` turns a day into the instant it begins where the portal is. A section
/// opens at that very instant.
pub fn opening(drip: Drip, granted_at: Timestamp, first_access: Option<Timestamp>, now: Timestamp, midnight: impl Fn(Timestamp) -> Timestamp) -> Opening {
    let at = match drip {
        Drip::AtOnce => return Opening::Open,
        Drip::AfterGrant { days } => granted_at + Span::days(days.into()),
        Drip::AfterFirstAccess { days } => match first_access {
            Some(first) => first + Span::days(days.into()),
            None => return Opening::AfterFirstAccess { days },
        },
        Drip::OnDate { day } => midnight(day),
    };
    if at <= now { Opening::Open } else { Opening::At(at) }
}

/// An instant, and how a clock on the portal's wall reads then (written as if that were UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub at: Timestamp,
    pub local: Timestamp,
}

/// What stands between a learner and a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gate {
    #[default]
    Open,
    /// Locked by hand.
    Locked,
    OpensAt(Moment),
    /// So many days after the learner first opens the course.
    AfterFirstAccess {
        days: u32,
    },
}

impl Gate {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000_000;

    fn at(day: i64) -> Timestamp {
        Timestamp(day * DAY)
    }

    fn rule(drip: Drip, first: Option<Timestamp>, now: Timestamp) -> Opening {
        opening(drip, at(10), first, now, |day| day - Span::hours(1))
    }

    #[test]
    fn a_section_opens_to_the_second() {
        let second = Span::seconds(1);
        assert_eq!(rule(Drip::AtOnce, None, at(0)), Opening::Open);
        for (drip, first, opens) in [
            (Drip::AfterGrant { days: 7 }, None, at(17)),
            (Drip::AfterFirstAccess { days: 3 }, Some(at(12)), at(15)),
            (Drip::OnDate { day: at(20) }, None, at(20) - Span::hours(1)),
        ] {
            assert_eq!(rule(drip, first, opens - second), Opening::At(opens), "{drip:?}");
            assert_eq!(rule(drip, first, opens), Opening::Open, "{drip:?}");
            assert_eq!(rule(drip, first, opens + second), Opening::Open, "{drip:?}");
        }
    }

    #[test]
    fn nothing_counts_from_a_first_access_that_was_not() {
        assert_eq!(rule(Drip::AfterFirstAccess { days: 3 }, None, at(99)), Opening::AfterFirstAccess { days: 3 });
    }

    #[test]
    fn both_must_be_open() {
        let (early, late) = (Opening::At(at(1)), Opening::At(at(2)));
        assert_eq!(Opening::Open.and(Opening::Open), Opening::Open);
        assert_eq!(early.and(late), late);
        assert_eq!(late.and(early), late);
        assert_eq!(Opening::Open.and(early), early);
        let waiting = Opening::AfterFirstAccess { days: 2 };
        assert_eq!(waiting.and(late), waiting);
        assert_eq!(waiting.and(Opening::AfterFirstAccess { days: 5 }), Opening::AfterFirstAccess { days: 5 });
    }

    #[test]
    fn a_form_is_read_by_its_kind() {
        assert_eq!(Drip::parse(DripKind::AtOnce, "x", "y"), Ok(Drip::AtOnce));
        assert_eq!(Drip::parse(DripKind::AfterGrant, " 7 ", ""), Ok(Drip::AfterGrant { days: 7 }));
        for days in ["", "0", "-1", "3651", "1.5", "many"] {
            assert_eq!(Drip::parse(DripKind::AfterFirstAccess, days, ""), Err(Invalid::Number.into()), "{days}");
        }
        assert_eq!(Drip::parse(DripKind::OnDate, "", "2026-02-30"), Err(Invalid::Date.into()));
        assert_eq!(Drip::parse(DripKind::OnDate, "", "1970-01-03"), Ok(Drip::OnDate { day: at(2) }));
    }
}
