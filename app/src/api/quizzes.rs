//! Quizzes: built by admins, taken by learners.

use std::collections::BTreeMap;

use domain::view::courses::Step;
use domain::view::quizzes::{QuizEdit, QuizView};
use domain::{LessonId, QuestionId, QuestionKind};
use leptos::prelude::*;

use crate::AppError;

/// `id` is the lesson's in a page's address: one that is no id is the id of nothing.
#[server(prefix = "/fn", endpoint = "quizzes/edit")]
pub async fn edit_quiz(id: String) -> Result<QuizEdit, AppError> {
    let admin = super::guard::admin()?;
    let id = id.parse().map_err(|_| domain::Problem::NotFound)?;
    super::guard::told(admin.quiz(id).await)
}

#[server(prefix = "/fn", endpoint = "quizzes/set")]
pub async fn set_quiz(id: LessonId, pass_percent: String, #[server(default)] retries: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let place = super::guard::told(admin.set_quiz(id, &pass_percent, &retries).await)?;
    leptos_axum::redirect(&editor(place, "?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "quizzes/delete")]
pub async fn delete_quiz(id: LessonId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let place = super::guard::told(admin.delete_quiz(id).await)?;
    leptos_axum::redirect(&editor(place, "?done=deleted"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "quizzes/add-question")]
pub async fn add_question(id: LessonId, kind: QuestionKind, question: String) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let place = super::guard::told(admin.add_question(id, kind, &question).await)?;
    leptos_axum::redirect(&editor(place, "?done=added"));
    Ok(())
}

/// `right` names the right ones among `options` by their places; `shift` is the button that was pressed to move one.
#[server(prefix = "/fn", endpoint = "quizzes/change-question")]
pub async fn change_question(
    id: QuestionId,
    question: String,
    #[server(default)] explanation: String,
    #[server(default)] accepted: String,
    #[server(default)] options: Vec<String>,
    #[server(default)] right: Vec<usize>,
    #[server(default)] shift: String,
) -> Result<(), AppError> {
    use domain::view::quizzes::QuestionForm;
    let admin = super::guard::admin()?;
    let form = QuestionForm { question, explanation, accepted, options, right, shift };
    let place = super::guard::told(admin.change_question(id, form).await)?;
    leptos_axum::redirect(&editor(place, "?done=saved"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "quizzes/delete-question")]
pub async fn delete_question(id: QuestionId) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    let place = super::guard::told(admin.delete_question(id).await)?;
    leptos_axum::redirect(&editor(place, "?done=question-deleted"));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "quizzes/move-question")]
pub async fn move_question(id: QuestionId, step: Step) -> Result<(), AppError> {
    let admin = super::guard::admin()?;
    super::guard::told(admin.move_question(id, step).await)
}

#[server(prefix = "/fn", endpoint = "quizzes/load")]
pub async fn load_quiz(course: String, lesson: String) -> Result<QuizView, AppError> {
    super::guard::told(super::guard::learner()?.quiz(&course, &lesson).await)
}

/// `answers` holds, by `quiz::answer_key`, the chosen options or the words; `try` is the number of the attempt that they are for.
#[server(prefix = "/fn", endpoint = "quizzes/take")]
pub async fn take_quiz(
    course: String,
    lesson: String,
    #[server(default)] answers: BTreeMap<String, Vec<String>>,
    #[server(rename = "try")] number: Option<u32>,
) -> Result<(), AppError> {
    use domain::view::quizzes::Taken;
    let taken = super::guard::told(super::guard::learner()?.take_quiz(&course, &lesson, answers, number).await)?;
    let page = format!("/courses/{course}/lessons/{lesson}/quiz");
    leptos_axum::redirect(&match taken {
        Taken::Kept => page,
        Taken::Tried(percent) => format!("{page}?tried={percent}"),
    });
    Ok(())
}

/// The page on which a lesson's quiz is built.
#[cfg(feature = "ssr")]
fn editor((product, lesson): (domain::ProductId, LessonId), query: &str) -> String {
    format!("/admin/courses/{product}/lessons/{lesson}/quiz{query}")
}
