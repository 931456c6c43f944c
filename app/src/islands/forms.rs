//! Sends the page's forms in the background. Whatever is refused, or does not arrive, is said where the form is, which keeps what
//! was typed; what a change makes different is shown in place.

use domain::Problem;
use leptos::ev::submit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, FormData, Headers, HtmlFormElement, Request, RequestInit, Response, SubmitEvent, UrlSearchParams};

use super::page::go;
use crate::AppError;
use crate::components::notice::problem_text;
use crate::viewer::use_words;

/// What forms are sent to that this is for: server functions.
const FUNCTIONS: &str = "/fn/";

/// What is sent, and waits for its answer.
const BUSY: &str = "aria-busy";

/// Takes over the forms of the page, those that come into it later too.
pub fn send_in_background() {
    let t = use_words();
    let sent = window_event_listener(submit, move |event| {
        let Some(form) = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        let to = form.get_attribute("action").unwrap_or_default();
        if event.default_prevented() || !to.starts_with(FUNCTIONS) || form.enctype() == "multipart/form-data" {
            return;
        }
        let Some(fields) = fields(&form, &event) else { return };
        event.prevent_default();
        let pressed: Element = event.submitter().map_or_else(|| form.clone().into(), Into::into);
        // Sent already: a second click is no second wish.
        if pressed.has_attribute(BUSY) {
            return;
        }
        let _ = pressed.set_attribute(BUSY, "true");
        spawn_local(async move {
            let outcome = send(&to, &fields).await;
            let _ = pressed.remove_attribute(BUSY);
            forget_refusals();
            match outcome {
                Ok(next) => {
                    close(&form);
                    go(next.as_deref());
                }
                Err(problem) => tell(&form, &problem_text(t, &problem)),
            }
        });
    });
    on_cleanup(move || sent.remove());
}

/// The form's fields, with the button that was pressed.
fn fields(form: &HtmlFormElement, event: &SubmitEvent) -> Option<UrlSearchParams> {
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&FormData::new_with_form(form).ok()?.into()).ok()?;
    if let Some(button) = event.submitter()
        && let Some(name) = button.get_attribute("name")
    {
        fields.append(&name, &button.get_attribute("value").unwrap_or_default());
    }
    Some(fields)
}

/// Where the server leads to, if anywhere.
async fn send(to: &str, fields: &UrlSearchParams) -> Result<Option<String>, Problem> {
    let response = fetch(to, fields).await.map_err(|_| Problem::Connection)?;
    if response.ok() {
        return response.headers().get("location").map_err(|_| Problem::Connection);
    }
    let told = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let problem = told.and_then(|text| serde_json::from_str::<AppError>(&text).ok());
    Err(problem.map_or(Problem::Connection, |AppError(problem)| problem))
}

async fn fetch(to: &str, fields: &UrlSearchParams) -> Result<Response, JsValue> {
    // What a server function answers with to scripts; a form's answer would be a page.
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(fields);
    let request = Request::new_with_str_and_init(to, &init)?;
    JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()
}

/// What was sent is not there to be sent again, nor the menu that it was in.
fn close(form: &HtmlFormElement) {
    form.reset();
    if let Ok(Some(around)) = form.closest("details") {
        // Closed already, it has none.
        let _ = around.remove_attribute("open");
    }
}

fn forget_refusals() {
    if let Ok(Some(before)) = document().query_selector("[data-refusal]") {
        before.remove();
    }
}

/// Says it above the form's fields.
fn tell(form: &HtmlFormElement, text: &str) {
    const NOTICE: &str = r#"<svg class="icon" aria-hidden="true"><use href="/icons.svg#alert"></use></svg><div><p></p></div>"#;
    let Ok(notice) = document().create_element("div") else { return };
    notice.set_class_name("banner");
    for (name, value) in [("data-tone", "danger"), ("role", "alert"), ("data-refusal", "")] {
        // Names that every browser takes.
        let _ = notice.set_attribute(name, value);
    }
    notice.set_inner_html(NOTICE);
    if let Ok(Some(words)) = notice.query_selector("p") {
        words.set_text_content(Some(text));
    }
    let _ = form.prepend_with_node_1(&notice);
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    notice.scroll_into_view_with_scroll_into_view_options(&nearest);
}
