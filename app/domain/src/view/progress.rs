//! How far learners have come in a course, as admins see it (C5).

use serde::{Deserialize, Serialize};

use super::Page;
use super::learning::Steps;
use super::links::ContactHit;
use crate::{ContactId, LessonId, ProductId, Timestamp};

crate::word::words! {
    /// How far.
    Stage {
        /// Entitled, but was never in the course.
        NotStarted = "not-started",
        InProgress = "in-progress",
        /// Every published lesson is completed.
        Completed = "completed",
    }
}

/// Learners of a course are counted so far.
pub const MOST_COUNTED: u32 = 10_000;

/// Which learners of a course to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerQuery {
    /// Beginnings of words of the name, the address or the phone.
    pub text: String,
    pub stage: Option<Stage>,
    /// Where to read on, from [`Page::next`].
    pub cursor: Option<String>,
    /// Where to read back, from [`Page::previous`]; then `cursor` does not count.
    pub before: Option<String>,
}

impl LearnerQuery {
    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.text.trim().is_empty() || self.stage.is_some()
    }
}

/// A learner of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerRow {
    pub contact: ContactHit,
    pub stage: Stage,
    pub steps: Steps,
    /// When they first opened the course.
    pub started_at: Option<Timestamp>,
    /// When they last opened a lesson of it.
    pub seen_at: Option<Timestamp>,
    /// When they completed the last lesson, if all are.
    pub completed_at: Option<Timestamp>,
}

/// A bar of the chart: a lesson, and how many have completed it, counted up to [`MOST_COUNTED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonBar {
    pub title: String,
    pub completed: u32,
}

/// The page of a course's learners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseProgress {
    pub product: ProductId,
    pub title: String,
    /// How many have begun, counted up to [`MOST_COUNTED`].
    pub started: u32,
    /// The published lessons, in order.
    pub bars: Vec<LessonBar>,
    pub page: Page<LearnerRow>,
}

/// A course of a contact's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseSteps {
    pub product: ProductId,
    pub title: String,
    pub steps: Steps,
    pub seen_at: Option<Timestamp>,
}

/// How far one contact is in one course, lesson by lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnerProgress {
    pub contact: ContactId,
    pub name: String,
    pub product: ProductId,
    pub title: String,
    pub steps: Steps,
    pub started_at: Option<Timestamp>,
    /// The published lessons, in order.
    pub lessons: Vec<LessonProgress>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonProgress {
    pub id: LessonId,
    pub title: String,
    pub opened_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
}
