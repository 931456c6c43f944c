//! Quizzes: as admins build them, as learners take them. What a learner is shown before the end never has the right answers:
//! there is no field for them.

use serde::{Deserialize, Serialize};

use super::learning::LessonRef;
use crate::{Lang, LessonId, Mark, ProductId, Publication, QuestionId, QuestionKind, Timestamp};

/// A lesson's quiz in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizEdit {
    pub lesson: LessonId,
    pub lesson_title: String,
    pub product: ProductId,
    pub product_title: String,
    /// Where learners take it.
    pub path: String,
    /// `None` while the lesson has no quiz.
    pub rules: Option<QuizRules>,
    pub questions: Vec<QuestionEdit>,
}

/// When a quiz is passed, and how often it may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizRules {
    pub pass_percent: u32,
    /// Attempts after the first one; `None` for as many as one likes.
    pub retries: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionEdit {
    pub id: QuestionId,
    pub kind: QuestionKind,
    pub question: String,
    pub explanation: String,
    /// What a short answer may be, one a line.
    pub accepted: String,
    pub options: Vec<(String, Mark)>,
    /// A draft lacks something.
    pub state: Publication,
}

/// What the form of a question holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionForm {
    pub question: String,
    pub explanation: String,
    pub accepted: String,
    /// Empty ones are dropped.
    pub options: Vec<String>,
    /// The places of the right ones among `options`.
    pub right: Vec<usize>,
    /// `2-up`: moves the option in that place by one. Empty for none.
    pub shift: String,
}

/// A quiz as a learner meets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizView {
    pub course: LessonRef,
    pub lesson: LessonRef,
    pub lang: Lang,
    pub rules: QuizRules,
    pub questions: Vec<QuestionView>,
    /// The last attempt.
    pub last: Option<AttemptView>,
    /// Whether it may be taken now.
    pub open: bool,
    /// `None` for as many as one likes.
    pub tries_left: Option<u32>,
    /// The lesson after this one.
    pub next: Option<LessonRef>,
}

/// A question to be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    pub id: QuestionId,
    pub kind: QuestionKind,
    pub question: String,
    pub options: Vec<String>,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    pub number: u32,
    pub at: Timestamp,
    pub score_percent: u32,
    pub pass_percent: u32,
    pub mark: Mark,
    pub answers: Vec<AnswerView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    pub question: String,
    /// One a line; empty if nothing was answered.
    pub given: String,
    pub mark: Mark,
    /// What was right, once the quiz is over.
    pub expected: Option<String>,
    pub explanation: Option<String>,
}

/// What a lesson's page says of its quiz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizHint {
    pub questions: u32,
    /// The reader has a result to see. Who only looks on in their place sees it, too.
    pub tried: bool,
}

/// What an attempt led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is kept.
    Kept,
    /// Somebody only looked on: the score in percent, of which nothing is kept.
    Tried(u32),
}
