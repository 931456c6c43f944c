//! What learners do: courses, lessons, progress.

use domain::view::learning::{CourseView, Grid, LessonView};
use leptos::prelude::*;

use crate::AppError;

#[server(prefix = "/fn", endpoint = "learning/grid")]
pub async fn load_grid() -> Result<Grid, AppError> {
    let lang = super::guard::visit()?.lang;
    super::guard::told(super::guard::learner()?.grid(lang).await)
}

#[server(prefix = "/fn", endpoint = "learning/course")]
pub async fn load_course(course: String) -> Result<CourseView, AppError> {
    super::guard::told(super::guard::learner()?.course(&course).await)
}

#[server(prefix = "/fn", endpoint = "learning/lesson")]
pub async fn load_lesson(course: String, lesson: String) -> Result<LessonView, AppError> {
    super::guard::told(super::guard::learner()?.lesson(&course, &lesson).await)
}

/// Marks a lesson as completed, or not; the page stays where it is.
#[server(prefix = "/fn", endpoint = "learning/complete")]
pub async fn complete_lesson(course: String, lesson: String, done: bool) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.complete(&course, &lesson, done).await)
}

/// Keeps at which second of the lesson's film the reader is.
#[server(prefix = "/fn", endpoint = "learning/keep-position")]
pub async fn keep_position(course: String, lesson: String, seconds: u32) -> Result<(), AppError> {
    super::guard::told(super::guard::learner()?.keep_video_position(&course, &lesson, seconds).await)
}
