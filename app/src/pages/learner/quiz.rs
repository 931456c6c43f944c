//! A lesson's quiz: its questions, or what became of the last try. `?again` asks for the questions once more.

use domain::QuestionKind;
use domain::view::quizzes::{AnswerView, AttemptView, QuestionView, QuizView};
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::quizzes::{TakeQuiz, load_quiz};
use crate::components::notice::Tone;
use crate::components::{Form, Icon, Loaded, Notice, page_resource};
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

#[component]
pub fn QuizPage() -> impl IntoView {
    let params = use_params_map();
    let slugs = move || params.with(|params| (params.get("product").unwrap_or_default(), params.get("lesson").unwrap_or_default()));
    let data = page_resource(slugs, |(course, lesson)| load_quiz(course, lesson));
    let take = ServerAction::<TakeQuiz>::new();
    view! {
        <main id="main" class="page narrow">
            <Loaded resource=data let:quiz><Quiz quiz take /></Loaded>
        </main>
    }
}

#[component]
fn Quiz(quiz: QuizView, take: ServerAction<TakeQuiz>) -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    let again = Memo::new(move |_| query.with(|query| query.get("again").is_some()));
    let lesson = format!("/courses/{}/lessons/{}", quiz.course.slug, quiz.lesson.slug);
    let title = fill(t.quizzes().title_of, &[("lesson", &quiz.lesson.title)]);
    view! {
        <Title text=title.clone() />
        <nav class="crumbs" aria-label=t.common().breadcrumb>
            <a href=format!("/courses/{}", quiz.course.slug)><Icon name="chevron-left" />{quiz.course.title.clone()}</a>
            <a href=lesson>{quiz.lesson.title.clone()}</a>
        </nav>
        <header class="page-header"><div><h1 lang=quiz.lang.word()>{title}</h1></div></header>
        <Tried />
        {move || match quiz.last.clone().filter(|_| !(quiz.open && again.get())) {
            Some(attempt) => view! { <Outcome quiz=quiz.clone() attempt /> }.into_any(),
            None => view! { <Questions quiz=quiz.clone() take /> }.into_any(),
        }}
    }
}

/// What somebody who only looks on would have scored: `?tried=67`.
#[component]
fn Tried() -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    let tried = Memo::new(move |_| query.with(|query| query.get("tried").and_then(|percent| percent.parse::<u32>().ok()).filter(|percent| *percent <= 100)));
    move || {
        let percent = t.percent(tried.get()?, 100)?;
        Some(view! { <Notice tone=Tone::Info><p>{fill(t.quizzes().tried, &[("percent", &percent)])}</p></Notice> })
    }
}

#[component]
fn Questions(quiz: QuizView, take: ServerAction<TakeQuiz>) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let pass = t.percent(quiz.rules.pass_percent, 100).unwrap_or_default();
    let tries = match quiz.tries_left {
        None => q.tries_unlimited.to_owned(),
        Some(n) => t.count(n, q.try_left, q.tries_left),
    };
    let number = quiz.last.as_ref().map_or(1, |last| last.number + 1);
    let looks_on = !matches!(use_viewer().who, Who::Contact { .. });
    let lang = quiz.lang.word();
    view! {
        <p class="muted">
            {t.count(domain::count(quiz.questions.len()), q.one_question, q.many_questions)}" · "{fill(q.pass_mark, &[("percent", &pass)])}" "{tries}
        </p>
        {looks_on.then(|| view! { <p class="muted small">{q.look_on_hint}</p> })}
        <Form action=take>
            <input type="hidden" name="course" value=quiz.course.slug />
            <input type="hidden" name="lesson" value=quiz.lesson.slug />
            <input type="hidden" name="try" value=number.to_string() />
            <ol class="quiz" lang=lang>
                {quiz.questions.into_iter().map(|question| view! { <li class="card"><Question question /></li> }).collect_view()}
            </ol>
            <div class="form-actions"><button class="button primary">{q.send}</button></div>
        </Form>
    }
}

#[component]
fn Question(question: QuestionView) -> impl IntoView {
    let t = use_words().quizzes();
    let QuestionView { id, kind, question, options } = question;
    let name = domain::quiz::answer_field(id);
    let hint = format!("hint-{id}");
    let (kind_of_input, text) = match kind {
        QuestionKind::Single => ("radio", t.single_hint),
        QuestionKind::Multiple => ("checkbox", t.multiple_hint),
        QuestionKind::Short => {
            let field = format!("answer-{id}");
            return view! {
                <fieldset class="field">
                    <legend>{question}</legend>
                    <label for=field.clone()>{t.short_answer}</label>
                    <input id=field name=name required maxlength="300" autocomplete="off" />
                </fieldset>
            }
            .into_any();
        }
    };
    let one = kind == QuestionKind::Single;
    view! {
        <fieldset class="field" aria-describedby=hint.clone()>
            <legend>{question}</legend>
            <p class="hint" id=hint.clone()>{text}</p>
            {options.into_iter().map(|option| view! {
                <label class="check"><input type=kind_of_input name=name.clone() value=option.clone() required=one /><span>{option}</span></label>
            }).collect_view()}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Outcome(quiz: QuizView, attempt: AttemptView) -> impl IntoView {
    let t = use_words();
    let q = t.quizzes();
    let passed = attempt.mark.is_right();
    let (tone, title, text) = match (passed, quiz.open) {
        (true, _) => (Tone::Success, q.passed_title, q.passed_text),
        (false, true) => (Tone::Warning, q.failed_title, q.failed_text),
        (false, false) => (Tone::Warning, q.over_title, q.over_text),
    };
    let percent = |n| t.percent(n, 100).unwrap_or_default();
    let score = fill(q.score, &[("percent", &percent(attempt.score_percent)), ("pass", &percent(attempt.pass_percent))]);
    let left = quiz.tries_left.filter(|_| quiz.open).map(|n| view! { <p class="muted">{t.count(n, q.try_left, q.tries_left)}</p> });
    let page = format!("/courses/{}", quiz.course.slug);
    let lesson = format!("{page}/lessons/{}", quiz.lesson.slug);
    let on = match (passed, quiz.next) {
        (true, Some(next)) => Some((format!("{page}/lessons/{}", next.slug), fill(q.go_on, &[("lesson", &next.title)]))),
        (true, None) => Some((page, t.learner().back_to_course.to_owned())),
        (false, _) => quiz.open.then(|| (format!("{lesson}/quiz?again"), q.again.to_owned())),
    };
    view! {
        <Notice tone><h2>{title}</h2><p>{score}" "{text}</p></Notice>
        {left}
        <div class="actions">
            {on.map(|(href, text)| view! { <a class="button primary" href=href>{text}</a> })}
            <a class="button" href=lesson>{q.back_to_lesson}</a>
        </div>
        <section class="card" aria-labelledby="answers">
            <header><h2 id="answers">{q.your_answers}</h2><span class="muted small">{fill(q.attempt, &[("n", &t.number(attempt.number))])}</span></header>
            <ol class="list">{attempt.answers.into_iter().map(|answer| view! { <Answer answer /> }).collect_view()}</ol>
        </section>
    }
}

#[component]
fn Answer(answer: AnswerView) -> impl IntoView {
    let t = use_words().quizzes();
    let AnswerView { question, given, mark, expected, explanation } = answer;
    let (state, word) = if mark.is_right() { ("completed", t.right) } else { ("failed", t.wrong) };
    // One a line.
    let joined = |lines: &str| lines.lines().collect::<Vec<_>>().join(" · ");
    let given = if given.is_empty() { t.no_answer.to_owned() } else { fill(t.you_answered, &[("answer", &joined(&given))]) };
    view! {
        <li>
            <div class="grow">
                <strong>{question}</strong>
                <p>{given}</p>
                {expected.map(|expected| view! { <p>{fill(t.right_answer, &[("answer", &joined(&expected))])}</p> })}
                {explanation.map(|explanation| view! { <p class="explanation">{explanation}</p> })}
            </div>
            <span class="badge" data-state=state>{word}</span>
        </li>
    }
}
