//! The course grid: where was I, and what else is mine.

use domain::view::learning::{CourseCard, Grid, NoAccess, Resume};
use domain::view::viewer::Who;
use domain::{GrantState, Module, Publication};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::learning::load_grid;
use crate::api::session::AskForAccess;
use crate::components::notice::Tone;
use crate::components::{Cover, Form, Icon, Loaded, Notice, Progress, When, page_resource};
use crate::locales::fill;
use crate::viewer::{name, use_viewer, use_words};

/// Covers that are seen without scrolling.
const EAGER: usize = 3;

#[component]
pub fn CoursesPage() -> impl IntoView {
    let t = use_words();
    let data = page_resource(|| (), |()| load_grid());
    let ask = ServerAction::<AskForAccess>::new();
    view! {
        <Title text=t.learner().your_courses />
        <main id="main" class="page">
            <Loaded resource=data let:grid>
                <Greeting welcome=grid.welcome.clone() />
                <Content grid ask />
            </Loaded>
        </main>
    }
}

#[component]
fn Greeting(welcome: String) -> impl IntoView {
    let t = use_words().learner();
    let viewer = use_viewer();
    let (title, hint) = match &viewer.who {
        Who::Admin { .. } => (t.all_courses.to_owned(), Some(t.all_courses_hint)),
        who => (fill(t.hello, &[("name", name(who).split_whitespace().next().unwrap_or_default())]), None),
    };
    view! {
        <header class="page-header">
            <div>
                <h1>{title}</h1>
                {hint.map(|hint| view! { <p>{hint}</p> })}
                {(!welcome.is_empty()).then(|| view! { <p>{welcome}</p> })}
            </div>
        </header>
    }
}

#[component]
fn Content(grid: Grid, ask: ServerAction<AskForAccess>) -> impl IntoView {
    let t = use_words().learner();
    if let Some(nothing) = grid.no_access {
        return view! { <Nothing nothing ask /> }.into_any();
    }
    if grid.cards.is_empty() {
        return view! { <div class="empty"><Icon name="book" /><p>{t.no_courses_yet}</p></div> }.into_any();
    }
    let first = if grid.resume.is_some() { EAGER - 1 } else { EAGER };
    view! {
        {grid.resume.map(|resume| view! { <GoOn resume /> })}
        <section class="stack" aria-labelledby="courses">
            <h2 id="courses">{t.your_courses}</h2>
            <ul class="course-grid">{grid.cards.into_iter().enumerate().map(|(n, card)| view! { <Card card eager=n < first /> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn GoOn(resume: Resume) -> impl IntoView {
    let t = use_words().learner();
    let Resume { course, lesson } = resume;
    let href = format!("/courses/{}/lessons/{}", course.slug, lesson.slug);
    view! {
        <section class="continue" aria-labelledby="continue">
            <Cover src=course.cover eager=true />
            <div>
                <p class="muted">{t.left_off}</p>
                <h2 id="continue"><a href=href.clone()>{lesson.title}</a></h2>
                <p class="muted">{course.title.clone()}</p>
                <Progress course=course.title steps=course.steps />
                <a class="button primary" href=href><Icon name="play" />{t.go_on}</a>
            </div>
        </section>
    }
}

#[component]
fn Card(card: CourseCard, eager: bool) -> impl IntoView {
    let t = use_words().common();
    view! {
        <li class="course">
            <Cover src=card.cover eager=eager />
            <div>
                <h3><a href=format!("/courses/{}", card.slug) lang=card.lang.word()>{card.title.clone()}</a></h3>
                {(card.state == Publication::Draft).then(|| view! { <p><span class="badge" data-state="draft">{t.draft}</span></p> })}
                <Progress course=card.title steps=card.steps />
            </div>
        </li>
    }
}

/// Nothing to see (C7): why, and what to do about it.
#[component]
fn Nothing(nothing: NoAccess, ask: ServerAction<AskForAccess>) -> impl IntoView {
    let communities = use_words().common().communities;
    let t = use_words().learner();
    let ended = nothing.grants.iter().any(|(_, state)| matches!(state, GrantState::Ended { .. } | GrantState::Revoked { .. }));
    let reason = match (nothing.waiting, ended) {
        (true, _) => t.nothing_waiting,
        (false, true) => t.nothing_ended,
        (false, false) => t.nothing_text,
    };
    view! {
        <section class="card no-access">
            <div class="empty"><Icon name="key" /><h2>{t.nothing_title}</h2><p>{reason}</p></div>
            {(!nothing.grants.is_empty()).then(|| view! { <Accesses grants=nothing.grants /> })}
            {use_viewer().header.areas.contains(&Module::Communities).then(|| view! { <a class="button block" href="/communities"><Icon name="users" />{communities}</a> })}
            {if nothing.asked {
                view! { <Notice tone=Tone::Success><p>{t.asked}</p></Notice> }.into_any()
            } else if let Who::Preview { name, .. } = use_viewer().who {
                view! { <p class="muted">{fill(t.only_they_ask, &[("name", &name)])}</p> }.into_any()
            } else {
                view! {
                    <Form action=ask>
                        <p class="muted">{t.ask_hint}</p>
                        <button class="button primary block">{t.ask_for_access}</button>
                    </Form>
                }
                .into_any()
            }}
        </section>
    }
}

#[component]
fn Accesses(grants: Vec<(String, GrantState)>) -> impl IntoView {
    let t = use_words().learner();
    let row = move |(offer, state)| {
        let (words, at) = match state {
            GrantState::Ended { at } => (t.ended_at, Some(at)),
            GrantState::Revoked { at } => (t.revoked_at, Some(at)),
            GrantState::Scheduled { from } => (t.starts_at, Some(from)),
            GrantState::Active { .. } => ("", None),
        };
        let (before, after) = words.split_once("{when}").unwrap_or((words, ""));
        view! { <li><Icon name="clock" /><div class="grow"><strong>{offer}</strong>{at.map(|at| view! { <p>{before}<When at />{after}</p> })}</div></li> }
    };
    view! {
        <section class="stack tight" aria-labelledby="accesses">
            <h3 id="accesses">{t.your_accesses}</h3>
            <ul class="list">{grants.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
