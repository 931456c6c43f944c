//! Quizzes (C6): [`building`] what admins write, [`taking`] what learners answer, [`grading`] what is right. Right answers leave
//! the server only with an attempt that is over.

mod building;
mod grading;
mod taking;

pub use taking::Given;

use store::Conn;
use store::quizzes::{Choice, Question};

use crate::Result;

/// A question and its options, in order.
#[derive(Clone, Debug)]
struct Whole {
    question: Question,
    choices: Vec<Choice>,
}

/// The questions of a lesson's quiz in order, drafts too.
async fn questions(conn: &mut Conn, lesson: domain::LessonId) -> Result<Vec<Whole>> {
    let mut choices = store::quizzes::choices(conn, lesson).await?;
    let mut whole = Vec::new();
    for question in store::quizzes::questions(conn, lesson).await? {
        let (own, others) = choices.into_iter().partition(|choice| choice.question_id == question.id);
        choices = others;
        whole.push(Whole { question, choices: own });
    }
    Ok(whole)
}
