//! The demo content's quizzes.

use domain::{LessonId, Mark, Publication, QuestionKind};
use serde::Deserialize;
use store::Conn;
use store::quizzes::{Choice, Question, Quiz};

use crate::{Portal, Result};

/// A lesson's quiz as its course's file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    pass_percent: i32,
    retries: Option<i32>,
    questions: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: QuestionKind,
    question: String,
    #[serde(default)]
    explanation: String,
    /// Of a short answer.
    #[serde(default)]
    accepted: Vec<String>,
    #[serde(default)]
    right: Vec<String>,
    #[serde(default)]
    wrong: Vec<String>,
}

impl Written {
    pub async fn load(self, portal: &Portal, conn: &mut Conn, lesson: LessonId) -> Result<()> {
        store::quizzes::set(conn, &Quiz { lesson_id: lesson, pass_percent: self.pass_percent, retries: self.retries }).await?;
        for (position, asked) in (0..).zip(self.questions) {
            let question = Question {
                id: portal.new_id(),
                lesson_id: lesson,
                kind: asked.kind,
                question: asked.question,
                accepted: asked.accepted.join("\n"),
                explanation: asked.explanation,
                state: Publication::Published,
                position,
            };
            store::quizzes::insert_question(conn, &question).await?;
            let marked = asked.right.into_iter().map(|answer| (answer, Mark::Right)).chain(asked.wrong.into_iter().map(|answer| (answer, Mark::Wrong)));
            let mut options: Vec<(String, Mark)> = marked.collect();
            // So that the right ones are not always the first.
            options.sort();
            let choices = (0..).zip(options).map(|(position, (answer, mark))| Choice { question_id: question.id, position, answer, mark });
            store::quizzes::set_choices(conn, question.id, &choices.collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// Whether each question can be answered.
    #[cfg(test)]
    pub fn is_complete(&self) -> bool {
        let complete = |asked: &Asked| match asked.kind {
            QuestionKind::Single => asked.right.len() == 1 && !asked.wrong.is_empty(),
            QuestionKind::Multiple => !asked.right.is_empty() && !asked.wrong.is_empty(),
            QuestionKind::Short => !asked.accepted.is_empty(),
        };
        (1..=100).contains(&self.pass_percent) && !self.questions.is_empty() && self.questions.iter().all(complete)
    }
}
