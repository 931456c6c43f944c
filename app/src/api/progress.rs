//! How far learners have come, for admins.

use domain::view::progress::{CourseProgress, CourseSteps, LearnerProgress, LearnerQuery};
use domain::{ContactId, LessonId, ProductId};
use leptos::prelude::*;

use crate::AppError;

/// `course` is a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "progress/list")]
pub async fn list_learners(course: String, query: LearnerQuery) -> Result<CourseProgress, AppError> {
    let admin = super::guard::admin()?;
    let course = course.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.course_progress(course, &query).await)
}

#[server(prefix = "/fn", endpoint = "progress/of-contact")]
pub async fn progress_of_contact(contact: ContactId) -> Result<Vec<CourseSteps>, AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.courses_of(contact).await)
}

/// Both are a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "progress/show")]
pub async fn show_progress(course: String, contact: String) -> Result<LearnerProgress, AppError> {
    let admin = super::guard::admin()?;
    let (course, contact) = (course.parse().map_err(|_| domain::Problem::NotFound)?, contact.parse().map_err(|_| domain::Problem::NotFound)?);
    super::guard::told(admin.learner_progress(course, contact).await)
}

#[server(prefix = "/fn", endpoint = "progress/mark-lesson")]
pub async fn mark_lesson(course: ProductId, contact: ContactId, lesson: LessonId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.mark_lesson(contact, lesson).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{course}/progress/{contact}?done=marked"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "progress/reset-lesson")]
pub async fn reset_lesson(course: ProductId, contact: ContactId, lesson: LessonId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.reset_lesson(contact, lesson).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{course}/progress/{contact}?done=lesson-reset"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "progress/reset-course")]
pub async fn reset_course(course: ProductId, contact: ContactId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.reset_course(contact, course).await)?;
    leptos_axum::redirect(&format!("/admin/courses/{course}/progress/{contact}?done=course-reset"));
    Ok(())
}
