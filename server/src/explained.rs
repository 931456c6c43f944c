//! Failures as pages: what went wrong where there is no app to say so is told on the plain page of opening a link, in the
//! visitor's language, with what to do next.

use app::api::cookies::{Cookie, Cookies};
use app::components::notice::problem_text;
use app::locales::Words;
use app::pages::enter::{EnterPage, render};
use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use data_encoding::BASE64URL_NOPAD;
use domain::view::branding::Look;
use domain::{Lang, Problem};
use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};

use crate::middleware::{Guards, wants_page};

/// Whom an answer is for, on the answer itself: what is known of the visit once there was one.
#[derive(Clone)]
pub struct Reader {
    pub lang: Lang,
    pub look: Look,
}

/// A line of text for whoever reads text; [`explained`] makes a page of it.
pub fn plain(problem: Problem) -> Response {
    let text = problem_text(Words::of(Lang::En), &problem);
    (app::api::guard::status(&problem), Extension(problem), text).into_response()
}

/// An error where there is no app to show it.
pub fn plain_problem(error: service::Error) -> Response {
    plain(error.into_problem())
}

/// Makes a page of every failure that came without one, for browsers that asked for a page.
pub async fn explained(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let browser = wants_page(request.headers()).then(|| language(guards.cookies, request.headers()));
    let response = next.run(request).await;
    let status = response.status();
    let Some(lang) = browser.filter(|_| (status.is_client_error() || status.is_server_error()) && is_bare(&response)) else { return response };
    let (mut parts, _) = response.into_parts();
    // Before there is a visit (it was refused, the database is away), what the browser says has to do.
    let reader = parts.extensions.remove().unwrap_or_else(|| Reader { lang, look: Look::default() });
    let trouble = EnterPage::Trouble { status: status.as_u16(), problem: parts.extensions.remove() };
    for of_the_text in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        parts.headers.remove(of_the_text);
    }
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    (status, parts.headers, page(reader.lang, &reader.look, "", &trouble)).into_response()
}

/// Whether an answer has at most a line of text.
fn is_bare(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// The language that was chosen on this device, else the one that the browser asks for.
fn language(cookies: Cookies, headers: &HeaderMap) -> Lang {
    chosen_language(cookies, headers).unwrap_or_else(|| accepted_language(headers))
}

/// The language that was chosen on this device.
pub fn chosen_language(cookies: Cookies, headers: &HeaderMap) -> Option<Lang> {
    cookies.get(headers, Cookie::Language)?.parse().ok()
}

/// The language that the browser asks for.
pub fn accepted_language(headers: &HeaderMap) -> Lang {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Lang::En, Lang::from_accept_language)
}

/// One of the plain pages, with its policy.
pub fn page(lang: Lang, look: &Look, form_token: &str, page: &EnterPage) -> Response {
    let nonce = BASE64URL_NOPAD.encode(&service::Random::system().bytes::<16>());
    let html = render(lang, look, &nonce, form_token, page);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("a nonce is plain text")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (headers, Html(html)).into_response()
}
