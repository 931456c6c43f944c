//! Building a quiz. A question that lacks something is kept as a draft, so that nothing typed is lost; learners are asked it once
//! it is complete.

use domain::view::courses::Step;
use domain::view::quizzes::{QuestionEdit, QuestionForm, QuizEdit};
use domain::{Invalid, LessonId, Mark, Problem, ProductId, Publication, QuestionId, QuestionKind, text};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::Lesson;
use store::quizzes::{Choice, Question, Quiz};

use super::taking::rules;
use super::{Whole, questions};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result};

/// Questions of a quiz at most.
const MOST_QUESTIONS: usize = 100;
/// Options of a question, or accepted answers, at most.
const MOST_ANSWERS: usize = 20;
/// Retries at most, where they are limited.
const MOST_RETRIES: i32 = 1000;

/// A lesson's place: its course, and itself.
type Place = (ProductId, LessonId);

fn subject(lesson: &Lesson) -> Subject {
    Subject::new("lesson", lesson.id, lesson.title.as_str())
}

fn within(text: String, most: usize) -> Result<String> {
    if text.chars().count() > most { Err(Invalid::TooLong.into()) } else { Ok(text) }
}

/// One line, of at most so many characters.
fn line(typed: &str, most: usize) -> Result<String> {
    within(text::line(typed).ok_or(Invalid::Required)?, most)
}

fn number(typed: &str, range: std::ops::RangeInclusive<i32>) -> Result<i32> {
    Ok(typed.trim().parse().ok().filter(|n| range.contains(n)).ok_or(Invalid::Number)?)
}

/// The accepted answers, one a line, without empty ones.
fn accepted(typed: &str) -> Result<String> {
    let lines: Vec<String> = typed.lines().filter_map(text::line).collect();
    if lines.len() > MOST_ANSWERS {
        return Err(Invalid::TooLong.into());
    }
    within(lines.join("\n"), 4000)
}

/// The options as they were typed, each with its mark, in the order that is wanted.
fn options(kind: QuestionKind, form: &QuestionForm) -> Result<Vec<(String, Mark)>> {
    if kind == QuestionKind::Short {
        return Ok(Vec::new());
    }
    let mut typed: Vec<(Option<String>, Mark)> =
        form.options.iter().enumerate().map(|(n, option)| (text::line(option), Mark::of(form.right.contains(&n)))).collect();
    if let Some((place, step)) = form.shift.split_once('-') {
        let place: usize = place.parse().map_err(|_| Invalid::Choice)?;
        let other = match step.parse::<Step>()? {
            Step::Up => place.checked_sub(1),
            Step::Down => Some(place + 1),
        };
        if let Some(other) = other.filter(|other| (*other).max(place) < typed.len()) {
            typed.swap(place, other);
        }
    }
    let options: Vec<(String, Mark)> = typed.into_iter().filter_map(|(option, mark)| Some((option?, mark))).collect();
    let right = options.iter().filter(|(_, mark)| mark.is_right()).count();
    let twice = options.iter().enumerate().any(|(n, (option, _))| options[..n].iter().any(|(other, _)| other == option));
    if twice || (kind == QuestionKind::Single && right > 1) {
        return Err(Invalid::Choice.into());
    }
    if options.len() > MOST_ANSWERS || options.iter().any(|(option, _)| option.chars().count() > 300) {
        return Err(Invalid::TooLong.into());
    }
    Ok(options)
}

/// The lesson, whose quiz nobody else changes until the transaction is over.
async fn held(conn: &mut Conn, id: LessonId) -> Result<Lesson> {
    let lesson = store::courses::lesson(conn, id).await?.ok_or(Problem::NotFound)?;
    if store::quizzes::hold(conn, id).await? { Ok(lesson) } else { Err(Problem::NotFound.into()) }
}

/// The question and its lesson, held as [`held`] does.
async fn held_question(conn: &mut Conn, id: QuestionId) -> Result<(Question, Lesson)> {
    let found = store::quizzes::question(conn, id).await?.ok_or(Problem::NotFound)?;
    let lesson = held(conn, found.lesson_id).await?;
    Ok((store::quizzes::question(conn, id).await?.ok_or(Problem::NotFound)?, lesson))
}

impl AsAdmin {
    /// A lesson's quiz, with everything that is right.
    pub async fn quiz(&self, id: LessonId) -> Result<QuizEdit> {
        let mut conn = self.portal.store.read().await?;
        let lesson = store::courses::lesson(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let product = store::courses::product(&mut conn, lesson.product_id).await?.ok_or(Problem::NotFound)?;
        let quiz = store::quizzes::of_lesson(&mut conn, id).await?;
        let questions = questions(&mut conn, id).await?;
        Ok(QuizEdit {
            lesson: id,
            path: format!("/courses/{}/lessons/{}/quiz", product.slug, lesson.slug),
            lesson_title: lesson.title,
            product: product.id,
            product_title: product.title,
            rules: quiz.as_ref().map(rules),
            questions: questions.into_iter().map(edited).collect(),
        })
    }

    /// Gives the lesson a quiz, or changes when it is passed and how often it may be taken again (nothing typed: as often as one
    /// likes).
    pub async fn set_quiz(&self, id: LessonId, pass_percent: &str, retries: &str) -> Result<Place> {
        let pass_percent = number(pass_percent, 1..=100)?;
        let retries = text::line(retries).map(|retries| number(&retries, 0..=MOST_RETRIES)).transpose()?;
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = store::courses::lesson(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::quizzes::set(conn, &Quiz { lesson_id: id, pass_percent, retries }).await?;
                    me.changed(conn, &lesson, format!("{pass_percent} %")).await
                }
                .boxed()
            })
            .await
    }

    /// Deletes a lesson's quiz. What was answered stays readable, and who has completed the lesson has.
    pub async fn delete_quiz(&self, id: LessonId) -> Result<Place> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = held(conn, id).await?;
                    store::quizzes::delete(conn, id).await?;
                    // Another quiz of this lesson asks something else: it begins with no try made.
                    store::quizzes::forget_all_attempts(conn, id).await?;
                    store::audit::insert(conn, &me.event(Action::QuizDeleted, subject(&lesson))).await?;
                    Ok::<_, Error>((lesson.product_id, id))
                }
                .boxed()
            })
            .await
    }

    /// Adds a question, as a draft, after the others.
    pub async fn add_question(&self, id: LessonId, kind: QuestionKind, typed: &str) -> Result<Place> {
        let me = self.clone();
        let question = line(typed, 500)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = held(conn, id).await?;
                    let others = store::quizzes::questions(conn, id).await?;
                    if others.len() >= MOST_QUESTIONS {
                        return Err(Invalid::TooLong.into());
                    }
                    let position = others.last().map_or(0, |last| last.position.saturating_add(1));
                    let (accepted, explanation) = (String::new(), String::new());
                    let row = Question { id: me.portal.new_id(), lesson_id: id, kind, question, accepted, explanation, state: Publication::Draft, position };
                    store::quizzes::insert_question(conn, &row).await?;
                    me.changed(conn, &lesson, row.question).await
                }
                .boxed()
            })
            .await
    }

    /// Changes a question and all of its options.
    ///
    /// # Errors
    /// `Invalid::Choice` when two options are the same, or two of a single choice are right.
    pub async fn change_question(&self, id: QuestionId, form: QuestionForm) -> Result<Place> {
        let me = self.clone();
        let typed = line(&form.question, 500)?;
        let explanation = within(form.explanation.replace("\r\n", "\n").trim().to_owned(), 2000)?;
        let accepted = accepted(&form.accepted)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (before, lesson) = held_question(conn, id).await?;
                    let accepted = if before.kind == QuestionKind::Short { accepted } else { String::new() };
                    let choices = (0..).zip(options(before.kind, &form)?).map(|(position, (answer, mark))| Choice { question_id: id, position, answer, mark });
                    let choices: Vec<Choice> = choices.collect();
                    store::quizzes::set_choices(conn, id, &choices).await?;
                    let mut whole = Whole { question: Question { question: typed, accepted, explanation, ..before }, choices };
                    whole.question.state = whole.state();
                    store::quizzes::update_question(conn, &whole.question).await?;
                    me.changed(conn, &lesson, whole.question.question).await
                }
                .boxed()
            })
            .await
    }

    pub async fn delete_question(&self, id: QuestionId) -> Result<Place> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (question, lesson) = held_question(conn, id).await?;
                    store::quizzes::delete_question(conn, id).await?;
                    me.changed(conn, &lesson, question.question).await
                }
                .boxed()
            })
            .await
    }

    /// Moves a question one place; at the end of the quiz nothing happens.
    pub async fn move_question(&self, id: QuestionId, direction: Step) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (question, lesson) = held_question(conn, id).await?;
                    let order = store::quizzes::questions(conn, lesson.id).await?;
                    let from = order.iter().position(|other| other.id == id).ok_or(Problem::NotFound)?;
                    let to = match direction {
                        Step::Up => from.checked_sub(1),
                        Step::Down => Some(from + 1),
                    };
                    let Some(other) = to.and_then(|to| order.get(to)) else { return Ok(()) };
                    store::quizzes::set_position(conn, id, other.position).await?;
                    store::quizzes::set_position(conn, other.id, order[from].position).await?;
                    me.changed(conn, &lesson, question.question).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Writes down that a lesson's quiz was changed; answers its place.
    async fn changed(&self, conn: &mut Conn, lesson: &Lesson, detail: String) -> Result<Place> {
        store::audit::insert(conn, &self.event(Action::QuizChanged, subject(lesson).with(detail))).await?;
        Ok((lesson.product_id, lesson.id))
    }
}

fn edited(whole: Whole) -> QuestionEdit {
    let Whole { question, choices } = whole;
    QuestionEdit {
        id: question.id,
        kind: question.kind,
        question: question.question,
        explanation: question.explanation,
        accepted: question.accepted,
        options: choices.into_iter().map(|choice| (choice.answer, choice.mark)).collect(),
        state: question.state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(options_typed: &[&str], right: &[usize], shift: &str) -> QuestionForm {
        let options = options_typed.iter().map(|option| (*option).to_owned()).collect();
        QuestionForm { options, right: right.to_vec(), shift: shift.to_owned(), ..QuestionForm::default() }
    }

    fn read(form: &QuestionForm) -> Option<Vec<String>> {
        let options = options(QuestionKind::Single, form).ok()?;
        Some(options.into_iter().map(|(option, mark)| if mark.is_right() { format!("{option}!") } else { option }).collect())
    }

    #[test]
    fn options_are_read_as_they_were_typed() {
        assert_eq!(read(&typed(&["a", " ", "b"], &[2], "")).unwrap(), ["a", "b!"]);
        assert_eq!(read(&typed(&["a", "b"], &[1], "1-up")).unwrap(), ["b!", "a"]);
        assert_eq!(read(&typed(&["a", "b"], &[0], "0-down")).unwrap(), ["b", "a!"]);
        assert_eq!(read(&typed(&["a", "b"], &[], "0-up")).unwrap(), ["a", "b"], "the first one stays");
        assert_eq!(read(&typed(&["a", "b"], &[], "9-up")).unwrap(), ["a", "b"]);
        for wrong in [typed(&["a", "a"], &[], ""), typed(&["a", "b"], &[0, 1], ""), typed(&["a"], &[], "x-up"), typed(&["a"], &[], "0-x")] {
            assert_eq!(read(&wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_pass_mark_is_a_percentage() {
        for wrong in ["0", "101", "-1", "", "half", "70.5"] {
            assert!(number(wrong, 1..=100).is_err(), "{wrong}");
        }
        assert_eq!(number(" 70 ", 1..=100).unwrap(), 70);
        assert_eq!(accepted(" a \r\n\r\nb").unwrap(), "a\nb");
    }
}
