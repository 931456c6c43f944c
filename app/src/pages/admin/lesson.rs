//! Editing a lesson: its text with a live preview, its video, its place; [`files`] what is uploaded for it.

mod files;
mod upload;

use std::time::Duration;

use domain::view::courses::LessonEdit;
use domain::{CategoryId, LessonId};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::files::{Files, FilesOfPage};
use super::course::LearnerLink;
use super::course::details::{AddressField, TitleField};
use crate::api::courses::{ChangeLesson, DeleteLesson, load_lesson, preview_text};
use crate::components::unsaved::ask_before_leaving;
use crate::components::{Done, Form, Icon, LessonBadge, LessonStateField, Loaded, Modal, TextArea, entered, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

/// How long a pause in typing is before the preview follows.
const PAUSE: Duration = Duration::from_millis(300);

#[component]
pub fn LessonPage() -> impl IntoView {
    let t = use_words().builder();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("lesson").unwrap_or_default()));
    let data = page_resource(move || id.get(), load_lesson);
    let files = FilesOfPage::load(id);
    let (change, delete) = (ServerAction::<ChangeLesson>::new(), ServerAction::<DeleteLesson>::new());
    let dirty = RwSignal::new(false);
    // The next lesson begins afresh.
    Effect::new(move |before: Option<String>| {
        let now = id.get();
        if before.is_some_and(|before| before != now) {
            change.value().set(None);
            dirty.set(false);
        }
        now
    });
    Effect::new(move |_| {
        let saved = change.value().with(|value| matches!(value, Some(Ok(()))));
        let deleted = delete.value().with(|value| matches!(value, Some(Ok(()))));
        if saved || deleted {
            dirty.set(false);
        }
    });
    ask_before_leaving(dirty, t.leave);
    view! {
        <main id="main" class="page wide">
            <Loaded resource=data let:lesson><Lesson lesson files change delete dirty /></Loaded>
        </main>
    }
}

fn page(lesson: &LessonEdit, id: LessonId) -> String {
    format!("/admin/courses/{}/lessons/{id}", lesson.product)
}

#[component]
fn Lesson(
    lesson: LessonEdit,
    files: FilesOfPage,
    change: ServerAction<ChangeLesson>,
    delete: ServerAction<DeleteLesson>,
    dirty: RwSignal<bool>,
) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let product = format!("/admin/courses/{}", lesson.product);
    let seen = format!("/courses/{}/lessons/{}", lesson.product_slug, lesson.slug);
    let quiz_page = format!("{}/quiz", page(&lesson, lesson.id));
    let delete_page = format!("{}?dialog=delete", page(&lesson, lesson.id));
    view! {
        <leptos_meta::Title text=lesson.title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb>
                    <a href="/admin/courses">{b.title}</a>
                    <a href=product>{lesson.product_title.clone()}</a>
                </nav>
                <h1>{lesson.title.clone()}" "<LessonBadge state=lesson.state /></h1>
            </div>
            <div class="actions"><LearnerLink path=seen /></div>
        </header>
        <Done texts=vec![
            ("created", b.lesson_created),
            ("saved", t.common().saved),
            ("file-added", t.media().file_added),
            ("file-renamed", t.media().file_renamed),
            ("file-removed", t.media().file_removed),
        ] />
        <DeleteDialog lesson=lesson.clone() delete />
        <Neighbours lesson=lesson.clone() />
        <div on:input=move |_| dirty.set(true)><Editor lesson change dirty /></div>
        <Files of_page=files />
        <section class="card" aria-labelledby="quiz">
            <header><h2 id="quiz">{t.quizzes().title}</h2></header>
            <p class="muted">{t.quizzes().card_text}</p>
            <div class="form-actions"><a class="button" href=quiz_page><Icon name="plus" />{t.quizzes().build}</a></div>
        </section>
        <section class="card danger-zone" aria-labelledby="danger">
            <header><h2 id="danger">{b.danger_lesson}</h2></header>
            <p class="muted">{b.danger_lesson_text}</p>
            <div class="form-actions"><a class="button danger" href=delete_page data-noscroll=true><Icon name="trash" />{b.delete_lesson}</a></div>
        </section>
    }
}

#[component]
fn Neighbours(lesson: LessonEdit) -> impl IntoView {
    let t = use_words().builder();
    let named = |text: &str, title: &str| fill(text, &[("title", title)]);
    let previous = lesson.previous.as_ref().map(|(id, title)| (page(&lesson, *id), named(t.previous_lesson, title)));
    let next = lesson.next.as_ref().map(|(id, title)| (page(&lesson, *id), named(t.next_lesson, title)));
    view! {
        <nav class="row" aria-label=t.neighbours>
            {previous.map(|(href, text)| view! { <a class="button small" rel="prev" href=href><Icon name="chevron-left" />{text}</a> })}
            {next.map(|(href, text)| view! { <a class="button small" rel="next" href=href>{text}<Icon name="chevron-right" /></a> })}
        </nav>
    }
}

#[component]
fn Editor(lesson: LessonEdit, change: ServerAction<ChangeLesson>, dirty: RwSignal<bool>) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    view! {
        <Form action=change>
            <input type="hidden" name="id" value=lesson.id.to_string() />
            <section class="card" aria-labelledby="settings">
                <header><h2 id="settings">{b.settings}</h2></header>
                <div class="fields">
                    <TitleField label=b.lesson_title title=lesson.title />
                    <CategoryField categories=lesson.categories category=lesson.category />
                </div>
                <VideoFields video=lesson.video_url minutes=lesson.minutes />
                <div class="fields">
                    <AddressField slug=lesson.slug />
                    <LessonStateField legend=b.state state=lesson.state />
                </div>
            </section>
            <TextEditor body=lesson.body html=lesson.html />
            <div class="save-bar">
                <span class="muted" role="status">{move || dirty.get().then_some(b.unsaved)}</span>
                <button class="button primary">{t.common().save}</button>
            </div>
        </Form>
    }
}

#[component]
fn VideoFields(video: Option<String>, minutes: Option<u32>) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let video = entered("video_url", video.unwrap_or_default());
    let minutes = entered("minutes", minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
    view! {
        <div class="fields">
            <div class="field">
                <label for="video">{b.video}" "<span class="optional">{t.common().optional}</span></label>
                <p class="hint" id="video-hint">{b.video_hint}</p>
                <input id="video" name="video_url" type="url" maxlength="500" autocomplete="off" aria-describedby="video-hint" value=video.clone() prop:value=video />
            </div>
            <div class="field">
                <label for="minutes">{b.minutes}" "<span class="optional">{t.common().optional}</span></label>
                <p class="hint" id="minutes-hint">{b.minutes_hint}</p>
                <input class="short" id="minutes" name="minutes" type="number" min="1" max="1440" inputmode="numeric" aria-describedby="minutes-hint" value=minutes.clone() prop:value=minutes />
            </div>
        </div>
    }
}

#[component]
fn CategoryField(categories: Vec<(CategoryId, String)>, category: CategoryId) -> impl IntoView {
    let t = use_words().builder();
    let category = entered("category", "").parse().unwrap_or(category);
    view! {
        <div class="field">
            <label for="category">{t.category}</label>
            <select id="category" name="category">
                {categories.into_iter().map(|(id, title)| view! {
                    <option value=id.to_string() selected=id == category prop:selected=id == category>{title}</option>
                }).collect_view()}
            </select>
        </div>
    }
}

/// The text beside what it looks like; without scripts that is the text as it was saved.
#[component]
fn TextEditor(body: String, html: String) -> impl IntoView {
    let t = use_words().builder();
    let shown = RwSignal::new(html);
    // An answer that was overtaken by a later one is dropped.
    let asked = StoredValue::new(0_u32);
    let ask = move |text: String| {
        let Some(turn) = asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        spawn_local(async move {
            // A preview that cannot be had now comes with the next change.
            if let Ok(html) = preview_text(text).await
                && asked.try_get_value() == Some(turn)
            {
                shown.set(html);
            }
        });
    };
    // Not `debounce`: what that keeps may not be dropped by another thread, as happens on the server.
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(forget);
    let on_change = Callback::new(move |text: String| {
        forget();
        timer.set_value(set_timeout_with_handle(move || ask(text), PAUSE).ok());
    });
    view! {
        <div class="editor">
            <div class="field">
                <label for="body">{t.body}</label>
                <TextArea id="body" name="body" rows=20 value=body described_by="body-hint" on_change />
                <p class="hint" id="body-hint">{t.body_hint}</p>
            </div>
            <section class="preview" tabindex="0" aria-label=t.preview>
                {move || if shown.with(|html| html.trim().is_empty()) {
                    view! { <p class="muted">{t.preview_empty}</p> }.into_any()
                } else {
                    view! { <div class="prose" inner_html=shown.get()></div> }.into_any()
                }}
            </section>
        </div>
    }
}

#[component]
fn DeleteDialog(lesson: LessonEdit, delete: ServerAction<DeleteLesson>) -> impl IntoView {
    let query = use_query_map();
    let open = Memo::new(move |_| query.with(|query| query.get("dialog").as_deref() == Some("delete")));
    move || open.get().then(|| view! { <Delete lesson=lesson.clone() delete /> })
}

#[component]
fn Delete(lesson: LessonEdit, delete: ServerAction<DeleteLesson>) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let back = page(&lesson, lesson.id);
    view! {
        <Modal title=fill(b.delete_lesson_title, &[("title", &lesson.title)]) close=back.clone() small=true>
            <Form action=delete class="">
                <input type="hidden" name="id" value=lesson.id.to_string() />
                <div class="dialog-body"><p>{b.delete_lesson_text}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{b.delete_lesson}</button>
                </footer>
            </Form>
        </Modal>
    }
}
