//! One contact in one course, lesson by lesson, and what an admin may change of it (C5).

use domain::view::progress::{LearnerProgress, LessonProgress};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::progress::{MarkLesson, ResetCourse, ResetLesson, show_progress};
use crate::components::{Done, Form, Icon, Loaded, Modal, Outcome, Progress, When, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn LearnerProgressPage() -> impl IntoView {
    let params = use_params_map();
    let ids = move || params.with(|params| (params.get("id").unwrap_or_default(), params.get("contact").unwrap_or_default()));
    let data = page_resource(ids, |(course, contact)| show_progress(course, contact));
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:progress><Learner progress /></Loaded>
        </main>
    }
}

fn page(progress: &LearnerProgress) -> String {
    format!("/admin/courses/{}/progress/{}", progress.product, progress.contact)
}

#[component]
fn Learner(progress: LearnerProgress) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let course = format!("/admin/courses/{}", progress.product);
    let opened = match progress.started_at {
        Some(at) => fill(p.begun_at, &[("when", &t.date(at))]),
        None => p.not_begun.to_owned(),
    };
    let done = vec![("marked", p.done_marked), ("lesson-reset", p.done_lesson_reset), ("course-reset", p.done_course_reset)];
    let begun = progress.lessons.iter().any(|lesson| lesson.opened_at.or(lesson.completed_at).is_some());
    view! {
        <Title text=format!("{} · {}", progress.name, progress.title) />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href=course.clone()>{progress.title.clone()}</a>
                    <a href=format!("{course}/progress")>{p.title}</a>
                </nav>
                <h1>{progress.name.clone()}</h1>
                <p>{opened}</p>
            </div>
            <div class="actions"><a class="button" href=format!("/admin/contacts/{}", progress.contact)>{p.to_contact}</a></div>
        </header>
        <Done texts=done />
        <Progress course=progress.title.clone() steps=progress.steps />
        <Lessons progress=progress.clone() />
        {begun.then(|| view! {
            <div class="form-actions"><a class="button danger" href=format!("{}?dialog=reset", page(&progress)) data-noscroll=true>{p.reset_course}</a></div>
        })}
        <Dialogs progress />
    }
}

#[component]
fn Lessons(progress: LearnerProgress) -> impl IntoView {
    let p = use_words().progress();
    let mark = ServerAction::<MarkLesson>::new();
    let rows = progress.lessons.clone().into_iter().map(|lesson| view! { <Lesson progress=progress.clone() lesson mark /> }).collect_view();
    view! {
        <section class="card flush" aria-labelledby="lesson-by-lesson">
            <header><h2 id="lesson-by-lesson">{p.details}</h2></header>
            <Outcome action=mark />
            <ul class="list">{rows}</ul>
        </section>
    }
}

#[component]
fn Lesson(progress: LearnerProgress, lesson: LessonProgress, mark: ServerAction<MarkLesson>) -> impl IntoView {
    let p = use_words().progress();
    let LessonProgress { id, title, opened_at, completed_at } = lesson;
    let named = |text: &str| fill(text, &[("title", &title)]);
    let reset = opened_at.or(completed_at).is_some().then(|| (format!("{}?dialog=reset-lesson&lesson={id}", page(&progress)), named(p.reset_named)));
    let marked = named(p.mark_named);
    let (word, text, at) = match (completed_at, opened_at) {
        (Some(at), _) => ("completed", p.completed, Some(at)),
        (None, Some(at)) => ("in-progress", p.opened_state, Some(at)),
        (None, None) => ("not-started", p.not_opened, None),
    };
    view! {
        <li>
            <div class="grow">
                <strong>{title}</strong>" "<span class="badge" data-state=word>{text}</span>
                {at.map(|at| view! { <p><When at /></p> })}
            </div>
            {completed_at.is_none().then(|| view! {
                <ActionForm action=mark attr:class="row">
                    <input type="hidden" name="course" value=progress.product.to_string() />
                    <input type="hidden" name="contact" value=progress.contact.to_string() />
                    <input type="hidden" name="lesson" value=id.to_string() />
                    <button class="button small" aria-label=marked><Icon name="check" />{p.mark}</button>
                </ActionForm>
            })}
            {reset.map(|(href, label)| view! { <a class="button quiet small" href=href aria-label=label data-noscroll=true>{p.reset}</a> })}
        </li>
    }
}

/// Asks before anything is reset; the address says what.
#[component]
fn Dialogs(progress: LearnerProgress) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("lesson").unwrap_or_default())));
    move || {
        let (dialog, lesson) = chosen.get();
        let lesson = progress.lessons.iter().find(|found| found.id.to_string() == lesson).cloned();
        match (dialog.as_str(), lesson) {
            ("reset", _) => view! { <ResetAll progress=progress.clone() /> }.into_any(),
            ("reset-lesson", Some(lesson)) => view! { <ResetOne progress=progress.clone() lesson /> }.into_any(),
            _ => ().into_any(),
        }
    }
}

#[component]
fn ResetAll(progress: LearnerProgress) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let reset = ServerAction::<ResetCourse>::new();
    let back = page(&progress);
    let text = fill(p.reset_course_text, &[("name", &progress.name), ("title", &progress.title)]);
    view! {
        <Modal title=p.reset_course_title.to_owned() close=back.clone() small=true>
            <Form action=reset class="">
                <input type="hidden" name="course" value=progress.product.to_string() />
                <input type="hidden" name="contact" value=progress.contact.to_string() />
                <div class="dialog-body"><p>{text}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{p.reset_course_now}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn ResetOne(progress: LearnerProgress, lesson: LessonProgress) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let reset = ServerAction::<ResetLesson>::new();
    let back = page(&progress);
    let title = fill(p.reset_lesson_title, &[("title", &lesson.title)]);
    let text = fill(p.reset_lesson_text, &[("name", &progress.name)]);
    view! {
        <Modal title close=back.clone() small=true>
            <Form action=reset class="">
                <input type="hidden" name="course" value=progress.product.to_string() />
                <input type="hidden" name="contact" value=progress.contact.to_string() />
                <input type="hidden" name="lesson" value=lesson.id.to_string() />
                <div class="dialog-body"><p>{text}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{p.reset_lesson}</button>
                </footer>
            </Form>
        </Modal>
    }
}
