//! A form that uploads a file to a lesson: a plain one without scripts; with them it says how far it is and leaves the page as it is.

use domain::view::files::{Uploaded, markdown};
use domain::{FileKind, Invalid, LessonId, Problem};
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventInit, FormData, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, ProgressEvent, SubmitEvent, XmlHttpRequest};

use crate::AppError;
use crate::api::files::UploadFile;
use crate::components::notice::{Tone, problem_text};
use crate::components::{FileDrop, Icon, Notice};
use crate::locales::fill;
use crate::viewer::{Reload, use_words};

/// What a form of one kind says and takes.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub kind: FileKind,
    /// Endings, as the attribute takes them.
    pub accept: &'static str,
    pub pick: &'static str,
    pub upload: &'static str,
    pub formats: &'static str,
    /// In bytes.
    pub limit: u64,
}

/// The kind of file that was added last: what a form says of that outlives the list that it changed.
#[derive(Clone, Copy)]
pub struct JustAdded(pub RwSignal<Option<FileKind>>);

/// How an upload stands.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Idle,
    /// The file's name, and the part of it that is sent.
    Sending(String, f64),
    Refused(String),
}

#[component]
pub fn UploadForm(lesson: LessonId, wanted: Wanted, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let t = use_words();
    let m = t.media();
    let state = RwSignal::new(State::Idle);
    let reload = expect_context::<Reload>().0;
    let JustAdded(added) = expect_context();
    let hint = fill(m.up_to, &[("formats", wanted.formats), ("size", &t.limit(wanted.limit))]);
    let on_submit = move |event: SubmitEvent| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        event.prevent_default();
        if state.with_untracked(|state| matches!(state, State::Sending(..))) {
            return;
        }
        let (name, size) = picked(&form);
        if size > wanted.limit {
            state.set(State::Refused(fill(m.too_large, &[("size", &t.size(size)), ("limit", &t.limit(wanted.limit))])));
            return;
        }
        added.set(None);
        state.set(State::Sending(name.clone(), 0.0));
        // Whoever left the page meanwhile hears of nothing.
        let on_progress = move |part| drop(state.try_set(State::Sending(name.clone(), part)));
        let sent = form.clone();
        let on_end = move |outcome: Result<Uploaded, Problem>| match outcome {
            Ok(uploaded) => {
                sent.reset();
                if uploaded.kind == FileKind::Image {
                    insert_into_text(&markdown(uploaded.id, &uploaded.name));
                }
                state.try_set(State::Idle);
                added.try_set(Some(uploaded.kind));
                reload.try_update(|n| *n += 1);
            }
            Err(problem) => drop(state.try_set(State::Refused(problem_text(t, &problem)))),
        };
        if send(&form, on_progress, on_end).is_err() {
            state.set(State::Refused(problem_text(t, &Problem::Connection)));
        }
    };
    let busy = move || state.with(|state| matches!(state, State::Sending(..)));
    view! {
        <form class="stack" method="post" action=UploadFile::PATH enctype="multipart/form-data" on:submit=on_submit>
            <input type="hidden" name="lesson" value=lesson.to_string() />
            <input type="hidden" name="kind" value=wanted.kind.word() />
            {children.map(|children| children())}
            <FileDrop name="file" accept=wanted.accept title=wanted.pick hint />
            {move || match state.get() {
                State::Idle => (added.get() == Some(wanted.kind)).then(|| view! { <Notice tone=Tone::Success><p>{m.file_added}</p></Notice> }).into_any(),
                State::Sending(name, part) => view! { <HowFar name part /> }.into_any(),
                State::Refused(why) => view! { <Notice tone=Tone::Danger><p>{why}</p></Notice> }.into_any(),
            }}
            <div class="form-actions"><button class="button" disabled=busy><Icon name="upload" />{wanted.upload}</button></div>
        </form>
    }
}

#[component]
fn HowFar(name: String, part: f64) -> impl IntoView {
    let m = use_words().media();
    let words = if part < 1.0 { fill(m.sending, &[("n", &format!("{:.0}", part * 100.0))]) } else { m.checking.to_owned() };
    view! {
        <div class="progress">
            <progress value=part.to_string() max="1" aria-label=fill(m.sending_label, &[("name", &name)])>{words.clone()}</progress>
            <span>{words.clone()}</span>
        </div>
    }
}

/// Name and size of the file that a form holds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number of bytes")]
fn picked(form: &HtmlFormElement) -> (String, u64) {
    let input = form.query_selector("input[type=file]").ok().flatten().and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let file = input.and_then(|input| input.files()).and_then(|files| files.get(0));
    file.map(|file| (file.name(), file.size() as u64)).unwrap_or_default()
}

/// Sends a form. `fetch` could not say how far it is.
fn send(form: &HtmlFormElement, on_progress: impl Fn(f64) + 'static, on_end: impl FnOnce(Result<Uploaded, Problem>) + 'static) -> Result<(), JsValue> {
    let data = FormData::new_with_form(form)?;
    let request = XmlHttpRequest::new()?;
    request.open("POST", UploadFile::PATH)?;
    request.set_request_header("Accept", "application/json")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            on_progress(event.loaded() / event.total());
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let sent = request.clone();
    let end = Closure::once_into_js(move || {
        drop(progress);
        on_end(outcome(&sent));
    });
    request.set_onloadend(Some(end.unchecked_ref()));
    request.send_with_opt_form_data(Some(&data))
}

fn outcome(request: &XmlHttpRequest) -> Result<Uploaded, Problem> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        200 => serde_json::from_str(&text).map_err(|_| Problem::Connection),
        413 => Err(Invalid::FileTooLarge.into()),
        _ => Err(serde_json::from_str(&text).map_or(Problem::Connection, |AppError(problem)| problem)),
    }
}

/// Puts a line into the lesson's text where the cursor is, as if it was typed.
pub fn insert_into_text(line: &str) {
    let Some(text) = document().get_element_by_id("body").and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
    let heard = EventInit::new();
    heard.set_bubbles(true);
    // A field that is there takes text, and an event of that name can be made.
    if text.set_range_text(line).is_ok()
        && let Ok(event) = Event::new_with_event_init_dict("input", &heard)
    {
        let _ = text.dispatch_event(&event);
        let _ = text.focus();
    }
}
