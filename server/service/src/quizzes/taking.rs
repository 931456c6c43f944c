//! Taking a quiz: it is graded here and nowhere else. A preview and an admin may try, and nothing of it is kept.

use std::collections::BTreeMap;

use domain::view::learning::LessonRef;
use domain::view::quizzes::{AnswerView, AttemptView, QuestionView, QuizRules, QuizView, Taken};
use domain::{ContactId, Invalid, LessonId, Mark, Problem, Publication, quiz};
use futures_util::FutureExt as _;
use store::Conn;
use store::quizzes::{Answer, Attempt, Quiz};

use super::grading::Graded;
use super::{Whole, questions};
use crate::learning::reference;
use crate::{AsLearner, Error, Result};

/// What was answered, by [`quiz::answer_key`]: the chosen options, or the words.
pub type Given = BTreeMap<String, Vec<String>>;

/// Attempts that are left; `None` for as many as one likes.
fn tries_left(quiz: &Quiz, last: Option<&Attempt>) -> Option<u32> {
    let made = last.map_or(0, |attempt| attempt.number);
    quiz.retries.map(|retries| u32::try_from((1 + retries).saturating_sub(made)).unwrap_or_default())
}

/// Whether it may be taken (once more).
fn is_open(quiz: &Quiz, last: Option<&Attempt>) -> bool {
    last.is_none_or(|attempt| !attempt.mark.is_right()) && tries_left(quiz, last) != Some(0)
}

/// The questions that learners are asked.
async fn asked(conn: &mut Conn, lesson: LessonId) -> Result<Vec<Whole>> {
    let asked: Vec<Whole> = questions(conn, lesson).await?.into_iter().filter(|whole| whole.question.state == Publication::Published).collect();
    if asked.is_empty() { Err(Problem::NotFound.into()) } else { Ok(asked) }
}

fn grade(asked: &[Whole], given: &Given) -> Vec<Graded> {
    asked.iter().map(|whole| whole.grade(given.get(&quiz::answer_key(whole.question.id)).map_or(&[][..], Vec::as_slice))).collect()
}

/// How many are right, of how many.
fn count(graded: &[Graded]) -> (u32, u32) {
    (domain::count(graded.iter().filter(|answer| answer.mark.is_right()).count()), domain::count(graded.len()))
}

/// An attempt with its answers. What would have been right is only in it once the quiz is `over`; before, an explanation comes
/// with a right answer only, for it may give the right one away.
async fn shown(conn: &mut Conn, attempt: Attempt, over: bool) -> Result<AttemptView> {
    let answers = store::quizzes::answers(conn, attempt.id).await?;
    let number = |n: i32| u32::try_from(n).unwrap_or_default();
    Ok(AttemptView {
        number: number(attempt.number),
        at: attempt.made_at,
        score_percent: number(attempt.score_percent),
        pass_percent: number(attempt.pass_percent),
        mark: attempt.mark,
        answers: answers
            .into_iter()
            .map(|answer| AnswerView {
                question: answer.question,
                given: answer.given,
                mark: answer.mark,
                expected: (over && !answer.mark.is_right()).then_some(answer.expected),
                explanation: Some(answer.explanation).filter(|text| !text.is_empty() && (over || answer.mark.is_right())),
            })
            .collect(),
    })
}

impl AsLearner {
    /// A lesson's quiz: its questions, without what is right, and what became of the last attempt.
    pub async fn quiz(&self, product: &str, lesson: &str) -> Result<QuizView> {
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let (lesson, outline) = self.open_lesson_with_outline(&mut conn, product.id, lesson).await?;
        let quiz = store::quizzes::of_lesson(&mut conn, lesson.id).await?.ok_or(Problem::NotFound)?;
        let asked = asked(&mut conn, lesson.id).await?;
        let last = match self.contact() {
            Some(contact) => store::quizzes::last_attempt(&mut conn, contact, lesson.id).await?,
            None => None,
        };
        let (open, left) = (is_open(&quiz, last.as_ref()), tries_left(&quiz, last.as_ref()));
        Ok(QuizView {
            next: outline.after(lesson.id).map(reference),
            course: LessonRef { slug: product.slug, title: product.title },
            lesson: LessonRef { slug: lesson.slug, title: lesson.title },
            lang: product.lang,
            rules: rules(&quiz),
            questions: asked
                .into_iter()
                .map(|whole| QuestionView {
                    id: whole.question.id,
                    kind: whole.question.kind,
                    question: whole.question.question,
                    options: whole.choices.into_iter().map(|choice| choice.answer).collect(),
                })
                .collect(),
            last: match last {
                Some(attempt) => Some(shown(&mut conn, attempt, !open).await?),
                None => None,
            },
            open,
            tries_left: left,
        })
    }

    /// Grades what was answered; passing completes the lesson. `number` is the number of the attempt that the answers are for, where
    /// that is known: one that was made already stays as it is, so that a form which is sent twice takes one try.
    ///
    /// # Errors
    /// `Invalid::QuizOver` once it is passed, or when no try is left.
    pub async fn take_quiz(&self, product: &str, lesson: &str, given: Given, number: Option<u32>) -> Result<Taken> {
        let Some(contact) = self.acting() else { return self.try_quiz(product, lesson, &given).await };
        let (me, product, lesson) = (self.clone(), product.to_owned(), lesson.to_owned());
        self.portal
            .store
            .write(move |conn| async move { me.keep_attempt(conn, contact, &product, &lesson, &given, number).await.map(|()| Taken::Kept) }.boxed())
            .await
    }

    async fn try_quiz(&self, product: &str, lesson: &str, given: &Given) -> Result<Taken> {
        let mut conn = self.portal.store.read().await?;
        let product = self.open_product(&mut conn, product).await?;
        let lesson = self.open_lesson(&mut conn, product.id, lesson).await?;
        let (right, of) = count(&grade(&asked(&mut conn, lesson.id).await?, given));
        Ok(Taken::Tried(quiz::percent(right, of)))
    }

    async fn keep_attempt(&self, conn: &mut Conn, contact: ContactId, product: &str, lesson: &str, given: &Given, number: Option<u32>) -> Result<()> {
        let now = self.portal.now();
        let product = self.open_product(conn, product).await?;
        let lesson = self.open_lesson(conn, product.id, lesson).await?;
        // One attempt of a contact's at a time: each sees how many were made before.
        store::contacts::hold(conn, contact).await?.ok_or(Problem::SignIn)?;
        // Before the contact's own rows, as [`crate::learning::mark`] does.
        store::courses::share_product(conn, product.id).await?;
        let quiz = store::quizzes::of_lesson(conn, lesson.id).await?.ok_or(Problem::NotFound)?;
        let asked = asked(conn, lesson.id).await?;
        let last = store::quizzes::last_attempt(conn, contact, lesson.id).await?;
        let made = last.as_ref().and_then(|attempt| u32::try_from(attempt.number).ok()).unwrap_or_default();
        if number.is_some_and(|number| number <= made) {
            return Ok(());
        }
        if !is_open(&quiz, last.as_ref()) {
            return Err(Invalid::QuizOver.into());
        }
        let graded = grade(&asked, given);
        let (right, of) = count(&graded);
        let passed = quiz::passes(right, of, u32::try_from(quiz.pass_percent).unwrap_or(100));
        let attempt = Attempt {
            id: self.portal.new_id(),
            contact_id: contact,
            lesson_id: lesson.id,
            number: last.map_or(0, |attempt| attempt.number) + 1,
            score_percent: i32::try_from(quiz::percent(right, of)).unwrap_or_default(),
            pass_percent: quiz.pass_percent,
            mark: Mark::of(passed),
            made_at: now,
        };
        let answers: Vec<Answer> = (0..).zip(graded).map(|(position, graded)| row(&attempt, position, graded)).collect();
        store::quizzes::insert_attempt(conn, &attempt, &answers).await?;
        let news = self.portal.news(conn).await?;
        let before = news.deeds(conn, contact, product.id).await?;
        store::progress::opened(conn, contact, product.id, lesson.id, now).await?;
        store::enrolments::seen(conn, contact, product.id, now).await?;
        news.tell_deeds(conn, contact, product.id, &before).await?;
        if passed {
            crate::learning::mark(&self.portal, conn, contact, &product, lesson.id, true).await?;
        }
        Ok::<_, Error>(())
    }
}

fn row(attempt: &Attempt, position: i32, graded: Graded) -> Answer {
    let Graded { question, given, expected, explanation, mark } = graded;
    Answer { attempt_id: attempt.id, position, question, given, expected, explanation, mark }
}

pub(super) fn rules(quiz: &Quiz) -> QuizRules {
    let number = |n: i32| u32::try_from(n).unwrap_or_default();
    QuizRules { pass_percent: number(quiz.pass_percent), retries: quiz.retries.map(number) }
}
