//! Courses as learners see them.

use serde::{Deserialize, Serialize};

use super::files::Media;
use super::quizzes::QuizHint;
use crate::{Gate, GrantState, Lang, LessonState, Publication, SessionId, Timestamp};

/// A learner's home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// What the portal says to everyone, in the reader's language; may be empty.
    pub welcome: String,
    /// Where they left off, if anything is begun and not done.
    pub resume: Option<Resume>,
    pub cards: Vec<CourseCard>,
    /// Why there is nothing to see.
    pub no_access: Option<NoAccess>,
}

/// A course in a grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseCard {
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// A path on this portal.
    pub cover: Option<String>,
    pub lang: Lang,
    /// Only admins meet drafts.
    pub state: Publication,
    pub steps: Steps,
}

/// How far: lessons completed, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    pub done: u32,
    pub all: u32,
}

impl Steps {
    pub const fn is_done(self) -> bool {
        self.all > 0 && self.done >= self.all
    }
}

/// The course to go on with, and the lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    pub course: CourseCard,
    pub lesson: LessonRef,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonRef {
    pub slug: String,
    pub title: String,
}

/// Nothing to see, and why (C7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAccess {
    /// Offers that were or will be theirs: the title and where the grant stands.
    pub grants: Vec<(String, GrantState)>,
    /// An offer is theirs, but nothing in it is published yet.
    pub waiting: bool,
    /// They asked for access and nobody has answered yet.
    pub asked: bool,
}

/// A course's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseView {
    pub course: CourseCard,
    pub sections: Vec<Section>,
    /// Where to begin or go on; `None` when all is done or there is no lesson.
    pub next: Option<LessonRef>,
    /// Any lesson was opened already.
    pub begun: bool,
    /// The reader has earned the course's certificate.
    pub certificate: bool,
}

/// A section of a course: its lessons, in order, and then the sections in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub lessons: Vec<OutlineItem>,
    /// These have none in them.
    pub sections: Vec<Section>,
}

impl Section {
    /// Its own lessons, then those of the sections in it.
    pub fn all_lessons(&self) -> impl Iterator<Item = &OutlineItem> {
        self.lessons.iter().chain(self.sections.iter().flat_map(|section| &section.lessons))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineItem {
    pub slug: String,
    pub title: String,
    pub minutes: Option<u32>,
    pub completed: bool,
    /// Only admins meet drafts.
    pub state: LessonState,
    /// Always open to an admin.
    pub gate: Gate,
}

/// A lesson's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonView {
    /// The course's slug and title.
    pub course: LessonRef,
    pub section: String,
    pub slug: String,
    pub title: String,
    pub lang: Lang,
    pub state: LessonState,
    /// Of the whole course.
    pub steps: Steps,
    /// From 1, of how many lessons of the course.
    pub position: u32,
    pub all: u32,
    /// The text, harmless HTML.
    pub html: String,
    /// The address of a player, fit for an `iframe`.
    pub video: Option<String>,
    /// What was uploaded; its film goes before the one that is linked.
    pub media: Media,
    pub completed: bool,
    /// The quiz that completes it, if it has one.
    pub quiz: Option<QuizHint>,
    pub previous: Option<LessonRef>,
    pub next: Option<LessonRef>,
    pub sections: Vec<Section>,
}

/// A browser in which the contact is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: SessionId,
    /// `Firefox, Linux`.
    pub name: String,
    pub since: Timestamp,
    pub last_seen_at: Timestamp,
    /// The one that asks.
    pub this: bool,
}
