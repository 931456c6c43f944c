//! Sends the page's forms in the background. Whatever is refused, or does not arrive, is said where the form is, which keeps what
//! was typed; a page that comes back to itself stays where it was scrolled to.

use domain::Problem;
use leptos::ev::submit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, FormData, Headers, HtmlFormElement, Request, RequestInit, Response, SubmitEvent, UrlSearchParams};

use crate::AppError;
use crate::components::frame::{address, sign_in_for};
use crate::components::notice::problem_text;
use crate::viewer::{open, use_words};

/// What forms are sent to that this is for: server functions.
const FUNCTIONS: &str = "/fn/";

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
        // Sent already: a second click is no second wish.
        if form.has_attribute("aria-busy") {
            return;
        }
        let _ = form.set_attribute("aria-busy", "true");
        spawn_local(async move {
            match send(&to, &fields).await {
                Ok(next) => follow(next.as_deref()),
                Err(Problem::SignIn) => open(&format!("{}&reason=ended", sign_in_for("/sign-in", &path(), &search()))),
                Err(problem) => {
                    let _ = form.remove_attribute("aria-busy");
                    tell(&form, &problem_text(t, &problem));
                }
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

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Without its question mark.
fn search() -> String {
    window().location().search().unwrap_or_default().trim_start_matches('?').to_owned()
}

/// Goes on to that address of this portal, or shows this page as it is now.
pub fn follow(to: Option<&str>) {
    let (page, part) = to.map_or((None, ""), |to| to.split_once('#').map_or((Some(to), ""), |(page, part)| (Some(page), part)));
    let location = window().location();
    let gone = match page {
        Some(page) if page != address(&path(), &search()) => location.assign(to.unwrap_or_default()),
        // Its own address would only be scrolled to.
        _ if part.is_empty() => location.reload(),
        _ => location.set_hash(part).and_then(|()| location.reload()),
    };
    if let Err(error) = gone {
        leptos::logging::error!("{error:?}");
    }
}

/// Says it above the form's fields, or at the top of the page for a form that is only a button.
fn tell(form: &HtmlFormElement, text: &str) {
    const NOTICE: &str = r#"<svg class="icon" aria-hidden="true"><use href="/icons.svg#alert"></use></svg><div><p></p></div>"#;
    if let Ok(Some(before)) = document().query_selector("[data-refusal]") {
        before.remove();
    }
    let place: Option<Element> = match form.query_selector(".field") {
        Ok(Some(_)) => Some(form.clone().into()),
        _ => document().query_selector("dialog:modal, main").ok().flatten(),
    };
    let (Some(place), Ok(notice)) = (place, document().create_element("div")) else { return };
    notice.set_class_name("banner");
    for (name, value) in [("data-tone", "danger"), ("role", "alert"), ("data-refusal", "")] {
        // Names that every browser takes.
        let _ = notice.set_attribute(name, value);
    }
    notice.set_inner_html(NOTICE);
    if let Ok(Some(words)) = notice.query_selector("p") {
        words.set_text_content(Some(text));
    }
    let _ = place.prepend_with_node_1(&notice);
    notice.scroll_into_view_with_scroll_into_view_options(&{
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        nearest
    });
}
