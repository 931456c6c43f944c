//! Building a quiz, giving certificates and answering comments, with a line for every step.

use domain::LessonId;
use domain::view::audit::Action;

use super::Log;

async fn questions(log: &Log<'_>, lesson: LessonId) -> Vec<String> {
    log.theo().await.quiz(lesson).await.expect("the quiz").questions.iter().map(|question| question.id.to_string()).collect()
}

pub async fn build(log: &mut Log<'_>) {
    let course = log.h.course("quizzed").await;
    let lesson = course.first.to_string();
    log.does("quizzes/set", &[("id", &lesson), ("pass_percent", "70"), ("retries", "")], Action::QuizChanged).await;
    for question in ["Which knot?", "Which rope?"] {
        log.does("quizzes/add-question", &[("id", &lesson), ("kind", "single"), ("question", question)], Action::QuizChanged).await;
    }
    let ids = questions(log, course.first).await;
    let form = [("id", ids[0].as_str()), ("question", "Which knot?"), ("options[]", "Bowline"), ("options[]", "Granny"), ("right[]", "0")];
    log.does("quizzes/change-question", &form, Action::QuizChanged).await;
    log.does("quizzes/move-question", &[("id", &ids[1]), ("step", "up")], Action::QuizChanged).await;
    assert_eq!(questions(log, course.first).await, [ids[1].clone(), ids[0].clone()]);
    log.silently("quizzes/move-question", &[("id", &ids[1]), ("step", "up")]).await;
    log.does("quizzes/delete-question", &[("id", &ids[1])], Action::QuizChanged).await;
    log.does("quizzes/delete", &[("id", &lesson)], Action::QuizDeleted).await;

    let product = course.id.to_string();
    log.does("certificates/set-terms", &[("id", &product), ("on", "true"), ("issuer", "Theo")], Action::CertificateTermsChanged).await;
    log.does("certificates/set-terms", &[("id", &product)], Action::CertificateTermsChanged).await;
    let learner = log.h.contact("graduate@example.org").await;
    let certificate = log.h.certificate(&learner, course.id, "ABCDEFGHIJKL").await.to_string();
    log.does("certificates/revoke", &[("id", &certificate)], Action::CertificateRevoked).await;

    let comment = log.h.comment(&learner, course.first, "How?").await.to_string();
    let this = [("id", comment.as_str())];
    log.does("comments/reply", &[("id", &comment), ("body", "Like this.")], Action::CommentAnswered).await;
    log.does("comments/hide", &[("id", &comment), ("hidden", "true")], Action::CommentHidden).await;
    log.does("comments/hide", &[("id", &comment), ("hidden", "false")], Action::CommentShown).await;
    log.does("comments/remove", &this, Action::CommentDeleted).await;
    log.does("comments/switch", &[("id", &product)], Action::CommentsSwitched).await;
}
