//! Quizzes, their questions, and what learners answered.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{AttemptId, ContactId, LessonId, Mark, Publication, QuestionId, QuestionKind, Timestamp};

use crate::backend::on_backend;
use crate::schema::{quiz_answers, quiz_attempts, quiz_options, quiz_questions, quizzes};
use crate::{Conn, Result};

/// A row of `quizzes`.
#[derive(Clone, Copy, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = quizzes)]
pub struct Quiz {
    pub lesson_id: LessonId,
    pub pass_percent: i32,
    /// Attempts after the first one.
    pub retries: Option<i32>,
}

/// A row of `quiz_questions`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = quiz_questions)]
pub struct Question {
    pub id: QuestionId,
    pub lesson_id: LessonId,
    pub kind: QuestionKind,
    pub question: String,
    /// One a line.
    pub accepted: String,
    pub explanation: String,
    pub state: Publication,
    pub position: i32,
}

/// A row of `quiz_options`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = quiz_options)]
pub struct Choice {
    pub question_id: QuestionId,
    pub position: i32,
    pub answer: String,
    pub mark: Mark,
}

/// A row of `quiz_attempts`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = quiz_attempts)]
pub struct Attempt {
    pub id: AttemptId,
    pub contact_id: ContactId,
    pub lesson_id: LessonId,
    /// From 1.
    pub number: i32,
    pub score_percent: i32,
    pub pass_percent: i32,
    /// Whether it was passed.
    pub mark: Mark,
    pub made_at: Timestamp,
}

/// A row of `quiz_answers`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = quiz_answers)]
pub struct Answer {
    pub attempt_id: AttemptId,
    pub position: i32,
    pub question: String,
    pub given: String,
    pub expected: String,
    pub explanation: String,
    pub mark: Mark,
}

pub async fn of_lesson(conn: &mut Conn, lesson: LessonId) -> Result<Option<Quiz>> {
    on_backend!(conn, c => Ok(quizzes::table.find(lesson).select(Quiz::as_select()).first(c).await.optional()?))
}

/// Makes the lesson's quiz, or changes its rules.
pub async fn set(conn: &mut Conn, quiz: &Quiz) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(quizzes::table).values(quiz)
        .on_conflict(quizzes::lesson_id)
        .do_update().set((quizzes::pass_percent.eq(quiz.pass_percent), quizzes::retries.eq(quiz.retries)))
        .execute(c).await)?;
    Ok(())
}

/// Whether there was one.
pub async fn delete(conn: &mut Conn, lesson: LessonId) -> Result<bool> {
    let deleted = on_backend!(conn, c => diesel::delete(quizzes::table.find(lesson)).execute(c).await)?;
    Ok(deleted > 0)
}

/// From here to the end of the transaction nobody else changes the quiz; whether there is one.
pub async fn hold(conn: &mut Conn, lesson: LessonId) -> Result<bool> {
    let found = on_backend!(conn, c => diesel::update(quizzes::table.find(lesson)).set(quizzes::pass_percent.eq(quizzes::pass_percent)).execute(c).await)?;
    Ok(found > 0)
}

pub async fn question(conn: &mut Conn, id: QuestionId) -> Result<Option<Question>> {
    on_backend!(conn, c => Ok(quiz_questions::table.find(id).select(Question::as_select()).first(c).await.optional()?))
}

/// The questions of a quiz, drafts too, in order.
pub async fn questions(conn: &mut Conn, lesson: LessonId) -> Result<Vec<Question>> {
    on_backend!(conn, c => Ok(quiz_questions::table
        .filter(quiz_questions::lesson_id.eq(lesson))
        .order((quiz_questions::position, quiz_questions::id))
        .select(Question::as_select())
        .load(c).await?))
}

/// The options of all questions of a quiz, in order.
pub async fn choices(conn: &mut Conn, lesson: LessonId) -> Result<Vec<Choice>> {
    on_backend!(conn, c => Ok(quiz_options::table
        .inner_join(quiz_questions::table)
        .filter(quiz_questions::lesson_id.eq(lesson))
        .order((quiz_options::question_id, quiz_options::position))
        .select(Choice::as_select())
        .load(c).await?))
}

/// How many questions learners are asked: a lesson without any has no quiz for them.
pub async fn asked(conn: &mut Conn, lesson: LessonId) -> Result<i64> {
    on_backend!(conn, c => Ok(quiz_questions::table
        .filter(quiz_questions::lesson_id.eq(lesson))
        .filter(quiz_questions::state.eq(Publication::Published))
        .count()
        .get_result(c).await?))
}

pub async fn insert_question(conn: &mut Conn, question: &Question) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(quiz_questions::table).values(question).execute(c).await)?;
    Ok(())
}

pub async fn update_question(conn: &mut Conn, question: &Question) -> Result<()> {
    on_backend!(conn, c => diesel::update(quiz_questions::table.find(question.id)).set(question).execute(c).await)?;
    Ok(())
}

pub async fn set_position(conn: &mut Conn, id: QuestionId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(quiz_questions::table.find(id)).set(quiz_questions::position.eq(position)).execute(c).await)?;
    Ok(())
}

pub async fn delete_question(conn: &mut Conn, id: QuestionId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(quiz_questions::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Gives the question these options instead of those it has.
pub async fn set_choices(conn: &mut Conn, id: QuestionId, choices: &[Choice]) -> Result<()> {
    on_backend!(conn, c => diesel::delete(quiz_options::table.filter(quiz_options::question_id.eq(id))).execute(c).await)?;
    for choice in choices {
        on_backend!(conn, c => diesel::insert_into(quiz_options::table).values(choice).execute(c).await)?;
    }
    Ok(())
}

/// The contact's last attempt at the lesson's quiz.
pub async fn last_attempt(conn: &mut Conn, contact: ContactId, lesson: LessonId) -> Result<Option<Attempt>> {
    on_backend!(conn, c => Ok(quiz_attempts::table
        .filter(quiz_attempts::contact_id.eq(contact))
        .filter(quiz_attempts::lesson_id.eq(lesson))
        .order(quiz_attempts::number.desc())
        .select(Attempt::as_select())
        .first(c).await.optional()?))
}

/// Forgets the contact's attempts in those lessons; how many there were.
pub async fn forget_attempts(conn: &mut Conn, contact: ContactId, lessons: &[LessonId]) -> Result<usize> {
    on_backend!(conn, c => Ok(diesel::delete(quiz_attempts::table
        .filter(quiz_attempts::contact_id.eq(contact))
        .filter(quiz_attempts::lesson_id.eq_any(lessons)))
        .execute(c).await?))
}

/// Forgets everybody's attempts in a lesson.
pub async fn forget_all_attempts(conn: &mut Conn, lesson: LessonId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(quiz_attempts::table.filter(quiz_attempts::lesson_id.eq(lesson))).execute(c).await)?;
    Ok(())
}

pub async fn answers(conn: &mut Conn, attempt: AttemptId) -> Result<Vec<Answer>> {
    on_backend!(conn, c => Ok(quiz_answers::table
        .filter(quiz_answers::attempt_id.eq(attempt))
        .order(quiz_answers::position)
        .select(Answer::as_select())
        .load(c).await?))
}

/// # Errors
/// [`crate::Error::Duplicate`] if the contact has an attempt of that number already.
pub async fn insert_attempt(conn: &mut Conn, attempt: &Attempt, answers: &[Answer]) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(quiz_attempts::table).values(attempt).execute(c).await)?;
    for answer in answers {
        on_backend!(conn, c => diesel::insert_into(quiz_answers::table).values(answer).execute(c).await)?;
    }
    Ok(())
}
