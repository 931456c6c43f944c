//! Quizzes: graded on the server, telling nothing too early, and taken no more often than their rules say.

use domain::view::learning::LessonView;
use domain::view::quizzes::{QuestionForm, QuizView};
use domain::{LessonId, QuestionId, QuestionKind};
use futures_util::future::join_all;

use crate::actors::{Admin, Browser};
use crate::harness::{Harness, both_databases};
use crate::world::Course;

both_databases!(
    every_kind_of_question_is_graded_by_the_server,
    case_32_a_foreign_quiz_is_as_if_it_did_not_exist,
    right_answers_are_told_nowhere_before_the_end,
    parallel_attempts_never_exceed_the_retries,
    a_form_that_is_sent_twice_takes_one_try,
    a_result_is_offered_to_whoever_has_one,
    the_pass_mark_counts_at_its_border,
    a_lesson_with_a_quiz_is_completed_by_passing_only,
    what_an_admin_resets_can_be_taken_again,
    who_looks_on_may_try_and_leaves_nothing,
    an_attempt_is_read_in_the_words_of_its_time,
    what_lacks_something_is_not_asked,
);

/// Words that only a right answer or an explanation has.
const SECRETS: [&str; 3] = ["Montgolfier", "They were brothers", "Paper and smoke"];

/// Gives a lesson a quiz of three questions, one a kind: 7; 2 and 3; Montgolfier.
pub async fn three_questions(admin: &Admin, lesson: LessonId, pass: &str, retries: &str) -> Vec<QuestionId> {
    let handle = &admin.handle;
    handle.set_quiz(lesson, pass, retries).await.expect("a quiz");
    let questions = [
        (QuestionKind::Single, "How many colours has a rainbow?", vec!["6", "7", "8"], vec![1], "", "Paper and smoke"),
        (QuestionKind::Multiple, "Which are primes?", vec!["2", "3", "4"], vec![0, 1], "", ""),
        (QuestionKind::Short, "Who flew first?", vec![], vec![], "Montgolfier\nLes frères Montgolfier", "They were brothers"),
    ];
    for (kind, question, ..) in &questions {
        handle.add_question(lesson, *kind, question).await.expect("a question");
    }
    let all = handle.quiz(lesson).await.expect("the quiz").questions;
    let ids: Vec<QuestionId> = all[all.len() - questions.len()..].iter().map(|question| question.id).collect();
    for (id, (_, question, options, right, accepted, explanation)) in ids.iter().zip(questions) {
        let form = QuestionForm {
            question: question.to_owned(),
            explanation: explanation.to_owned(),
            accepted: accepted.to_owned(),
            options: options.into_iter().map(str::to_owned).collect(),
            right,
            shift: String::new(),
        };
        handle.change_question(*id, form).await.expect("its answers");
    }
    ids
}

/// Answers as a form has them: the question's number and what was given.
async fn take(browser: &Browser, course: &Course, ids: &[QuestionId], given: &[(usize, &str)]) -> crate::actors::Answer {
    let fields: Vec<(String, &str)> = given.iter().map(|(n, answer)| (domain::quiz::answer_field(ids[*n]), *answer)).collect();
    let mut form = vec![("course", course.slug.as_str()), ("lesson", "first")];
    form.extend(fields.iter().map(|(name, answer)| (name.as_str(), *answer)));
    browser.call("quizzes/take", &form).await
}

const RIGHT: [(usize, &str); 4] = [(0, "7"), (1, "2"), (1, "3"), (2, " montgolfier ")];

async fn view(browser: &Browser, course: &Course) -> QuizView {
    let answer = browser.call("quizzes/load", &[("course", &course.slug), ("lesson", "first")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("a quiz")
}

async fn attempts(h: &Harness) -> i64 {
    h.count("SELECT count(*) AS n FROM quiz_attempts").await
}

async fn every_kind_of_question_is_graded_by_the_server(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "").await;
    let learner = h.learner(&ada).await;
    for (given, score) in [
        (&[][..], 0),
        (&[(0, "7")], 33),
        (&[(0, "6"), (1, "2"), (2, "Blériot")], 0),
        (&[(0, "7"), (0, "8"), (1, "2"), (1, "3")], 33),
        (&[(1, "2"), (1, "3"), (1, "4"), (2, "LES FRÈRES   MONTGOLFIER")], 33),
        (&[(0, "7"), (1, "3"), (1, "2"), (2, "les freres montgolfier")], 100),
    ] {
        let answer = take(&learner, &course, &ids, given).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let last = view(&learner, &course).await.last.expect("an attempt");
        assert_eq!((last.score_percent, last.mark.is_right()), (score, score == 100), "{given:?}");
    }
    let over = take(&learner, &course, &ids, &RIGHT).await;
    assert_eq!(over.status, 422, "what is passed is over: {}", over.body);
    assert_eq!(attempts(h).await, 6);
    let hostile = learner.call("quizzes/take", &[("course", &course.slug), ("lesson", "first"), ("answers", "x")]).await;
    assert!((400..500).contains(&hostile.status), "{}", hostile.body);
}

async fn case_32_a_foreign_quiz_is_as_if_it_did_not_exist(h: &Harness) {
    let (ada, own) = h.entitled("ada@example.org").await;
    let (_, foreign) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, foreign.first, "50", "").await;
    let learner = h.learner(&ada).await;
    for course in [&foreign, &own] {
        assert_eq!(learner.get(&format!("/courses/{}/lessons/first/quiz", course.slug)).await.status, 404);
        assert_eq!(learner.call("quizzes/load", &[("course", &course.slug), ("lesson", "first")]).await.status, 404);
        assert_eq!(take(&learner, course, &ids, &RIGHT).await.status, 404, "{}", course.slug);
    }
    assert_eq!(attempts(h).await, 0);
}

/// Everything that a learner can be shown of the lesson and its quiz.
async fn everything(browser: &Browser, course: &Course) -> String {
    let mut seen = String::new();
    let lesson = format!("/courses/{}/lessons/first", course.slug);
    for page in [format!("/courses/{}", course.slug), lesson.clone(), format!("{lesson}/quiz"), format!("{lesson}/quiz?again")] {
        let answer = browser.get(&page).await;
        assert_eq!(answer.status, 200, "{page}");
        seen.push_str(&answer.body);
    }
    let form = [("course", course.slug.as_str()), ("lesson", "first")];
    for function in ["learning/course", "learning/lesson", "quizzes/load"] {
        seen.push_str(&browser.call(function, &form).await.body);
    }
    seen
}

async fn right_answers_are_told_nowhere_before_the_end(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "1").await;
    let learner = h.learner(&ada).await;
    let silent = |seen: &str| SECRETS.iter().all(|secret| !seen.contains(secret));
    assert!(silent(&everything(&learner, &course).await), "before the first try");
    let raw: serde_json::Value =
        serde_json::from_str(&learner.call("quizzes/load", &[("course", &course.slug), ("lesson", "first")]).await.body).expect("JSON");
    for question in raw["questions"].as_array().expect("questions") {
        let mut fields: Vec<&str> = question.as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["id", "kind", "options", "question"], "nothing says which one is right");
    }

    let wrong = [(0, "6"), (1, "2"), (2, "Blériot")];
    let answer = take(&learner, &course, &ids, &wrong).await;
    assert!(silent(&answer.body) && silent(&everything(&learner, &course).await), "a try is left");
    let last = view(&learner, &course).await.last.expect("an attempt");
    assert!(last.answers.iter().all(|answer| answer.expected.is_none()), "{last:?}");
    assert_eq!(last.answers[0].given, "6", "one's own answers are shown");

    take(&learner, &course, &ids, &[(0, "6"), (2, "Montgolfier")]).await;
    let over = view(&learner, &course).await;
    assert!(!over.open && over.tries_left == Some(0), "{over:?}");
    let answers = over.last.expect("an attempt").answers;
    assert_eq!(answers[0].expected.as_deref(), Some("7"));
    assert_eq!(answers[1].expected.as_deref(), Some("2\n3"));
    assert_eq!(answers[0].explanation.as_deref(), Some("Paper and smoke"));
    assert!(everything(&learner, &course).await.contains("They were brothers"));
}

async fn parallel_attempts_never_exceed_the_retries(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "2").await;
    let learner = h.learner(&ada).await;
    let answers = join_all((0..20).map(|_| take(&learner, &course, &ids, &[(0, "6")]))).await;
    let kept = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 422)), "{answers:?}");
    assert_eq!((kept, attempts(h).await), (3, 3), "the first try and two more");
    assert_eq!(h.count("SELECT CAST(max(number) AS BIGINT) AS n FROM quiz_attempts").await, 3);
    admin.handle.set_quiz(course.first, "100", "3").await.expect("one more");
    assert_eq!(take(&learner, &course, &ids, &RIGHT).await.status, 200, "the trainer opened it again");
}

async fn a_form_that_is_sent_twice_takes_one_try(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "1").await;
    let learner = h.learner(&ada).await;
    let name = domain::quiz::answer_field(ids[0]);
    let send = async |number: &str, answer: &str| {
        learner.post("/fn/quizzes/take", &[("course", &course.slug), ("lesson", "first"), ("try", number), (&name, answer)]).await
    };
    let page = format!("/courses/{}/lessons/first/quiz", course.slug);
    let answers = join_all((0..10).map(|_| send("1", "6"))).await;
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (302, page.as_str()), "each is led to the result: {}", answer.body);
    }
    assert_eq!(attempts(h).await, 1);
    assert_eq!(send("1", "7").await.location(), page, "other answers for the same try change nothing");
    let last = view(&learner, &course).await;
    assert_eq!((last.tries_left, last.last.expect("an attempt").answers[0].given.as_str()), (Some(1), "6"));

    assert_eq!(send("2", "6").await.status, 302);
    assert_eq!((attempts(h).await, view(&learner, &course).await.tries_left), (2, Some(0)));
    assert_eq!(send("2", "6").await.location(), page, "the last one, too");
    let third = [("course", course.slug.as_str()), ("lesson", "first"), ("try", "3")];
    assert_eq!(learner.call("quizzes/take", &third).await.status, 422, "there is no third");
    admin.handle.reset_course(ada.id, course.id).await.expect("reset");
    assert_eq!(send("3", "6").await.status, 302, "a form from before it was reset");
    assert_eq!(view(&learner, &course).await.last.expect("an attempt").number, 1);
    for wrong in ["-1", "one", "4294967296"] {
        let form = [("course", course.slug.as_str()), ("lesson", "first"), ("try", wrong)];
        assert_eq!(learner.call("quizzes/take", &form).await.status, 422, "{wrong}");
    }
    assert_eq!(attempts(h).await, 1);
}

async fn a_result_is_offered_to_whoever_has_one(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "").await;
    let learner = h.learner(&ada).await;
    let tried = async |browser: &Browser| {
        let answer = browser.call("learning/lesson", &[("course", &course.slug), ("lesson", "first")]).await;
        serde_json::from_str::<LessonView>(&answer.body).expect("a lesson").quiz.expect("a quiz").tried
    };
    assert!(!tried(&learner).await);
    admin.handle.mark_lesson(ada.id, course.first).await.expect("marked");
    assert!(!tried(&learner).await, "completed, but not by an attempt");
    take(&learner, &course, &ids, &[(0, "7")]).await;
    assert!(tried(&learner).await);
    assert!(!tried(&admin).await, "an admin has none");
    admin.handle.view_as(Some(ada.id)).await.expect("viewing");
    assert!(tried(&admin).await, "the contact's");
}

async fn the_pass_mark_counts_at_its_border(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "67", "").await;
    let learner = h.learner(&ada).await;
    let two_of_three = [(0, "7"), (2, "Montgolfier")];
    take(&learner, &course, &ids, &two_of_three).await;
    let last = view(&learner, &course).await.last.expect("an attempt");
    assert_eq!((last.mark.is_right(), last.score_percent), (false, 66));
    admin.handle.set_quiz(course.first, "66", "").await.expect("the mark is set");
    take(&learner, &course, &ids, &two_of_three).await;
    assert!(view(&learner, &course).await.last.expect("an attempt").mark.is_right());
    for wrong in [("0", ""), ("101", ""), ("", ""), ("70", "-1"), ("70", "many")] {
        assert!(admin.handle.set_quiz(course.first, wrong.0, wrong.1).await.is_err(), "{wrong:?}");
    }
}

async fn a_lesson_with_a_quiz_is_completed_by_passing_only(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "").await;
    let learner = h.learner(&ada).await;
    let completed = async || h.count("SELECT count(*) AS n FROM progress WHERE completed_at IS NOT NULL").await;
    let complete = async |lesson, done| learner.call("learning/complete", &[("course", &course.slug), ("lesson", lesson), ("done", done)]).await.status;
    assert_eq!(complete("first", "true").await, 422);
    take(&learner, &course, &ids, &[(0, "7")]).await;
    assert_eq!(completed().await, 0, "not by failing");
    let page = learner.get(&format!("/courses/{}/lessons/first", course.slug)).await.body;
    assert!(page.contains("Take the quiz") && !page.contains("Mark complete"), "{page}");
    assert_eq!(take(&learner, &course, &ids, &RIGHT).await.status, 200);
    assert_eq!(completed().await, 1);
    assert_eq!(complete("first", "false").await, 422, "nor is it taken back");
    assert_eq!((complete("second", "true").await, completed().await), (200, 2), "another lesson is completed as ever");
    admin.handle.delete_quiz(course.first).await.expect("deleted");
    assert_eq!((complete("first", "true").await, completed().await), (200, 2), "without a quiz it has its button again");
    assert_eq!(attempts(h).await, 0, "another quiz of the lesson begins with no try made");
}

async fn what_an_admin_resets_can_be_taken_again(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "0").await;
    let learner = h.learner(&ada).await;
    let (product, contact, lesson) = (course.id.to_string(), ada.id.to_string(), course.first.to_string());
    let form = [("course", product.as_str()), ("contact", contact.as_str()), ("lesson", lesson.as_str())];
    for (function, given) in [("progress/reset-lesson", &RIGHT[..]), ("progress/reset-course", &[(0, "6")]), ("progress/reset-lesson", &[(0, "6")])] {
        assert_eq!(take(&learner, &course, &ids, given).await.status, 200, "{function}");
        assert_eq!(take(&learner, &course, &ids, &RIGHT).await.status, 422, "it is over");
        assert!(admin.call(function, &form).await.status < 400, "{function}");
    }
    assert_eq!(take(&learner, &course, &ids, &RIGHT).await.status, 200);
    assert!(view(&learner, &course).await.last.expect("an attempt").mark.is_right());
}

async fn who_looks_on_may_try_and_leaves_nothing(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "50", "").await;
    for viewing in [None, Some(ada.id)] {
        admin.handle.view_as(viewing).await.expect("looking on");
        assert_eq!(admin.get(&format!("/courses/{}/lessons/first/quiz", course.slug)).await.status, 200);
        let answer = take(&admin, &course, &ids, &[(0, "7")]).await;
        assert!(answer.status == 200 && answer.location().ends_with("?tried=33"), "{answer:?}");
        let shown = admin.get(answer.location()).await.body;
        assert!(shown.contains("You would have scored 33%"), "{shown}");
    }
    assert_eq!((attempts(h).await, h.count("SELECT count(*) AS n FROM progress").await), (0, 0));
}

async fn an_attempt_is_read_in_the_words_of_its_time(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let ids = three_questions(&admin, course.first, "100", "0").await;
    let learner = h.learner(&ada).await;
    take(&learner, &course, &ids, &[(0, "6")]).await;
    let options = ["red".to_owned(), "blue".to_owned()].to_vec();
    let form = QuestionForm { question: "Another question".to_owned(), options, right: vec![0], ..QuestionForm::default() };
    admin.handle.change_question(ids[0], form).await.expect("changed");
    admin.handle.delete_question(ids[1]).await.expect("deleted");
    let last = view(&learner, &course).await.last.expect("an attempt");
    assert_eq!(last.answers.len(), 3);
    assert_eq!((last.answers[0].question.as_str(), last.answers[0].given.as_str()), ("How many colours has a rainbow?", "6"));
    assert_eq!(last.answers[0].expected.as_deref(), Some("7"));
}

async fn what_lacks_something_is_not_asked(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&ada).await;
    let quiz = format!("/courses/{}/lessons/first/quiz", course.slug);
    admin.handle.set_quiz(course.first, "50", "").await.expect("a quiz");
    admin.handle.add_question(course.first, QuestionKind::Single, "No options yet").await.expect("a question");
    assert_eq!(learner.get(&quiz).await.status, 404, "there is nothing to ask");
    let complete = [("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")];
    assert_eq!(learner.call("learning/complete", &complete).await.status, 200, "so the lesson has its button");
    three_questions(&admin, course.first, "50", "").await;
    let page = learner.get(&quiz).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("No options yet") && page.body.contains("Which are primes?"), "{}", page.body);
}
