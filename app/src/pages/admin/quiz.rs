//! Building a lesson's quiz: its rules, its questions, its end. Plain forms, one a question.

mod question;

use domain::view::quizzes::{QuizEdit, QuizRules};
use domain::{LessonId, QuestionKind};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::question::QuestionCard;
use super::course::LearnerLink;
use crate::api::quizzes::{AddQuestion, DeleteQuestion, DeleteQuiz, MoveQuestion, SetQuiz, edit_quiz};
use crate::components::reorder::Pressed;
use crate::components::{Done, Form, Icon, Loaded, Modal, Outcome, empty_after, entered, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// What can be done on the page: it outlives what is loaded anew after it was.
#[derive(Clone, Copy)]
struct Actions {
    set: ServerAction<SetQuiz>,
    delete: ServerAction<DeleteQuiz>,
    add: ServerAction<AddQuestion>,
    remove: ServerAction<DeleteQuestion>,
    shift: ServerAction<MoveQuestion>,
}

#[component]
pub fn QuizPage() -> impl IntoView {
    Pressed::provide();
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("lesson").unwrap_or_default()), edit_quiz);
    let actions =
        Actions { set: ServerAction::new(), delete: ServerAction::new(), add: ServerAction::new(), remove: ServerAction::new(), shift: ServerAction::new() };
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:quiz><Quiz quiz actions /></Loaded>
        </main>
    }
}

fn page(quiz: &QuizEdit) -> String {
    format!("/admin/courses/{}/lessons/{}/quiz", quiz.product, quiz.lesson)
}

fn kind_text(t: Words, kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => t.quizzes().single,
        QuestionKind::Multiple => t.quizzes().multiple,
        QuestionKind::Short => t.quizzes().short,
    }
}

#[component]
fn Quiz(quiz: QuizEdit, actions: Actions) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let title = fill(q.title_of, &[("lesson", &quiz.lesson_title)]);
    let course = format!("/admin/courses/{}", quiz.product);
    let done = vec![("saved", t.common().saved), ("deleted", q.deleted), ("added", q.added), ("question-deleted", q.question_deleted)];
    let asked = quiz.questions.iter().any(|question| question.state == domain::Publication::Published);
    view! {
        <leptos_meta::Title text=title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href="/admin/courses">{t.builder().title}</a>
                    <a href=course.clone()>{quiz.product_title.clone()}</a>
                    <a href=format!("{course}/lessons/{}", quiz.lesson)>{quiz.lesson_title.clone()}</a>
                </nav>
                <h1>{title}</h1>
            </div>
            {asked.then(|| view! { <div class="actions"><LearnerLink path=quiz.path.clone() /></div> })}
        </header>
        <Done texts=done />
        <Dialogs quiz=quiz.clone() actions />
        <Rules lesson=quiz.lesson rules=quiz.rules action=actions.set />
        {quiz.rules.is_some().then(|| view! {
            <Questions quiz=quiz.clone() actions />
            <section class="card danger-zone" aria-labelledby="danger">
                <header><h2 id="danger">{q.danger}</h2></header>
                <p class="muted">{q.danger_text}</p>
                <div class="form-actions"><a class="button danger" href=format!("{}?dialog=delete", page(&quiz)) data-noscroll=true><Icon name="trash" />{q.delete}</a></div>
            </section>
        })}
    }
}

#[component]
fn Rules(lesson: LessonId, rules: Option<QuizRules>, action: ServerAction<SetQuiz>) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    view! {
        <section class="card" aria-labelledby="rules">
            <header><h2 id="rules">{q.rules}</h2></header>
            {rules.is_none().then(|| view! { <p class="muted">{q.none_yet}</p> })}
            <Form action>
                <input type="hidden" name="id" value=lesson.to_string() />
                <RuleFields rules />
                <div class="form-actions">
                    {if rules.is_some() {
                        view! { <button class="button">{t.common().save}</button> }
                    } else {
                        view! { <button class="button">{q.create}</button> }
                    }}
                </div>
            </Form>
        </section>
    }
}

/// Inside the form, to find what was typed before it was refused.
#[component]
fn RuleFields(rules: Option<QuizRules>) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let pass = entered("pass_percent", rules.map_or(70, |rules| rules.pass_percent).to_string());
    let retries = entered("retries", rules.and_then(|rules| rules.retries).map(|n| n.to_string()).unwrap_or_default());
    view! {
        <div class="fields">
            <div class="field">
                <label for="pass">{q.pass_percent}</label>
                <p class="hint" id="pass-hint">{q.pass_hint}</p>
                <input class="short" id="pass" name="pass_percent" type="number" min="1" max="100" required inputmode="numeric" aria-describedby="pass-hint" value=pass.clone() prop:value=pass />
            </div>
            <div class="field">
                <label for="retries">{q.retries}" "<span class="optional">{t.common().optional}</span></label>
                <p class="hint" id="retries-hint">{q.retries_hint}</p>
                <input class="short" id="retries" name="retries" type="number" min="0" max="1000" inputmode="numeric" aria-describedby="retries-hint" value=retries.clone() prop:value=retries />
            </div>
        </div>
    }
}

#[component]
fn Questions(quiz: QuizEdit, actions: Actions) -> impl IntoView {
    let q = use_words().quizzes();
    let last = quiz.questions.len();
    let empty = quiz.questions.is_empty();
    let here = page(&quiz);
    view! {
        <section class="stack" aria-labelledby="questions">
            <h2 id="questions">{q.questions}</h2>
            <Outcome action=actions.shift />
            {empty.then(|| view! { <p class="muted">{q.no_questions}</p> })}
            {(1..).zip(quiz.questions).map(|(n, question)| view! {
                <QuestionCard n last=n == last question shift=actions.shift page=here.clone() />
            }).collect_view()}
            <AddForm lesson=quiz.lesson action=actions.add />
        </section>
    }
}

#[component]
fn AddForm(lesson: LessonId, action: ServerAction<AddQuestion>) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let input = NodeRef::<Input>::new();
    empty_after(action, input);
    view! {
        <section class="card" aria-labelledby="new-question">
            <header><h3 id="new-question">{q.new_question}</h3></header>
            <Form action>
                <input type="hidden" name="id" value=lesson.to_string() />
                <div class="field">
                    <label for="new">{q.question}</label>
                    <input id="new" name="question" required maxlength="500" autocomplete="off" node_ref=input />
                </div>
                <div class="field">
                    <label for="kind">{q.kind}</label>
                    <select id="kind" name="kind">
                        {QuestionKind::ALL.iter().map(|kind| view! { <option value=kind.word()>{kind_text(t, *kind)}</option> }).collect_view()}
                    </select>
                </div>
                <div class="form-actions"><button class="button primary"><Icon name="plus" />{q.add_question}</button></div>
            </Form>
        </section>
    }
}

/// Asks before the quiz or one of its questions is deleted: `?dialog=delete`, `?dialog=delete-question&question=ID`.
#[component]
fn Dialogs(quiz: QuizEdit, actions: Actions) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("question").unwrap_or_default())));
    move || {
        let (dialog, question) = chosen.get();
        let back = page(&quiz);
        let question = quiz.questions.iter().find(|found| found.id.to_string() == question).cloned();
        match (dialog.as_str(), question) {
            ("delete", _) => view! {
                <Modal title=fill(q.delete_title, &[("lesson", &quiz.lesson_title)]) close=back.clone() small=true>
                    <Form action=actions.delete class="">
                        <input type="hidden" name="id" value=quiz.lesson.to_string() />
                        <div class="dialog-body"><p>{q.danger_text}</p><p>{t.builder().cannot_undo}</p></div>
                        <footer>
                            <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                            <button class="button primary danger">{q.delete}</button>
                        </footer>
                    </Form>
                </Modal>
            }
            .into_any(),
            ("delete-question", Some(question)) => view! {
                <Modal title=q.delete_question_title.to_owned() close=back.clone() small=true>
                    <Form action=actions.remove class="">
                        <input type="hidden" name="id" value=question.id.to_string() />
                        <div class="dialog-body"><p><strong>{question.question}</strong></p><p>{q.delete_question_text}</p></div>
                        <footer>
                            <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                            <button class="button primary danger">{t.common().delete}</button>
                        </footer>
                    </Form>
                </Modal>
            }
            .into_any(),
            _ => ().into_any(),
        }
    }
}
