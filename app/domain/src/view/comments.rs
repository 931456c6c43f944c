//! What is said below a lesson.

use serde::{Deserialize, Serialize};

use super::Page;
use crate::{LessonCommentId, Timestamp};

/// A comment and what the creator answered.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own on the page")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    pub id: LessonCommentId,
    /// Empty once they are deleted; a reader is then told so in its place.
    pub author: String,
    /// The creator wrote it.
    pub by_admin: bool,
    /// Its author is deleted: it has no text any more and is there for the answers to it.
    pub deleted: bool,
    /// Only admins meet hidden ones.
    pub hidden: bool,
    /// Harmless HTML.
    pub html: String,
    /// The Markdown, for the reader who wrote it and may change it.
    pub body: Option<String>,
    pub at: Timestamp,
    pub edited: bool,
    pub replies: Vec<CommentView>,
}

impl CommentView {
    /// Whether the reader wrote it.
    pub fn is_own(&self) -> bool {
        self.body.is_some()
    }
}

/// The comments of a lesson, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// Whether the course has comments at all.
    pub on: bool,
    pub page: Page<CommentView>,
}

/// A learner's comment in the list of new ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentRow {
    pub id: LessonCommentId,
    pub author: String,
    pub html: String,
    pub at: Timestamp,
    pub hidden: bool,
    pub course: String,
    pub lesson: String,
    /// Where it stands.
    pub path: String,
}
