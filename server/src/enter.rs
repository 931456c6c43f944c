//! The plain HTTP of opening a link. `GET /l/TOKEN` only puts the token into a cookie, `GET /enter` only shows a form, and
//! `POST /enter` does it: so a scanner that follows links signs nobody in and uses nothing up.

use app::api::cookies::{Cookie, Cookies};
use app::api::guard::Visit;
use app::pages::enter::{EnterPage, render};
use axum::extract::Path;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::{Extension, Form};
use data_encoding::BASE64URL_NOPAD;
use domain::Lang;
use http::header::{self, HeaderName, HeaderValue, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use service::enter::{Entry, Visitor};
use service::token::Token;

use crate::middleware::{empty, plain_problem};

/// Remembers the token for ten minutes and goes on to `/enter`. Nothing is looked up.
pub async fn open(Path(token): Path<String>, Extension(visit): Extension<Visit>, headers: HeaderMap) -> Response {
    if headers.get("sec-purpose").is_some_and(|purpose| purpose.to_str().is_ok_and(|purpose| purpose.contains("prefetch"))) {
        // A browser throws an unsuccessful prefetch away and asks again when the person does come.
        return empty(StatusCode::SERVICE_UNAVAILABLE);
    }
    let mut response = if Token::parse(&token).is_some() {
        ([(SET_COOKIE, visit.cookies.set(Cookie::Enter, &token))], Redirect::to("/enter")).into_response()
    } else {
        page(&visit, visit.lang, StatusCode::GONE, "", &EnterPage::Unknown)
    };
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The form with one button.
pub async fn show(Extension(visit): Extension<Visit>, headers: HeaderMap) -> Response {
    let Some(token) = visit.cookies.get(&headers, Cookie::Enter) else {
        // The way back after signing in leads here too.
        if visit.on_learner_side().is_some() {
            return Redirect::to("/courses").into_response();
        }
        return page(&visit, visit.lang, StatusCode::BAD_REQUEST, "", &EnterPage::CookiesBlocked);
    };
    match visit.portal.settings().await {
        Ok(settings) => page(&visit, visit.lang, StatusCode::OK, token, &EnterPage::Open { auto: !settings.ask_first }),
        Err(error) => plain_problem(error),
    }
}

#[derive(Deserialize)]
pub struct EnterForm {
    /// What the page carried; empty if it is missing.
    #[serde(default)]
    form: String,
    choice: Option<Choice>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Switch,
    Stay,
    Ask,
}

/// Opens the link, or says why not.
pub async fn enter(Extension(visit): Extension<Visit>, headers: HeaderMap, Form(form): Form<EnterForm>) -> Response {
    let Some(token) = visit.cookies.get(&headers, Cookie::Enter) else {
        return page(&visit, visit.lang, StatusCode::FORBIDDEN, "", &EnterPage::OutOfDate);
    };
    if !visit.portal.proves_form(token, &form.form) {
        return page(&visit, visit.lang, StatusCode::FORBIDDEN, token, &EnterPage::OutOfDate);
    }
    match form.choice {
        Some(Choice::Stay) => return leave(visit.cookies, "/courses"),
        Some(Choice::Ask) => {
            return match visit.portal.ask_by_link(token).await {
                Ok(()) => page(&visit, visit.lang, StatusCode::OK, token, &EnterPage::Asked),
                Err(error) => plain_problem(error),
            };
        }
        Some(Choice::Switch) | None => {}
    }
    let visitor =
        Visitor { admin: visit.admin.clone(), learner: visit.learner.clone(), device: visit.device.clone(), switch: form.choice == Some(Choice::Switch) };
    let chose_language = visit.cookies.get(&headers, Cookie::Language).is_some();
    match visit.portal.enter(token, visitor).await {
        Ok(Entry::In { secret, destination, lang }) => {
            let mut response = leave(visit.cookies, &destination.path());
            response.headers_mut().append(SET_COOKIE, visit.cookies.set(Cookie::Learner, secret.expose_secret()));
            if !chose_language {
                response.headers_mut().append(SET_COOKIE, visit.cookies.set(Cookie::Language, lang.word()));
            }
            response
        }
        Ok(Entry::Admin { contact, destination }) => leave(visit.cookies, &format!("{}?opened={contact}", destination.path())),
        Ok(Entry::Switch { signed_in, linked, lang }) => {
            let lang = if chose_language { visit.lang } else { lang };
            page(&visit, lang, StatusCode::CONFLICT, token, &EnterPage::Switch { signed_in, linked })
        }
        Ok(Entry::Dead { state, lang }) => page(&visit, if chose_language { visit.lang } else { lang }, StatusCode::GONE, token, &EnterPage::Dead(state)),
        Ok(Entry::Unknown) => page(&visit, visit.lang, StatusCode::GONE, token, &EnterPage::Unknown),
        Err(error) => plain_problem(error),
    }
}

/// On to a page of this portal; the token is not needed any more.
fn leave(cookies: Cookies, path: &str) -> Response {
    ([(SET_COOKIE, cookies.clear(Cookie::Enter))], Redirect::to(path)).into_response()
}

fn page(visit: &Visit, lang: Lang, status: StatusCode, token: &str, page: &EnterPage) -> Response {
    let nonce = BASE64URL_NOPAD.encode(&service::Random::system().bytes::<16>());
    let html = render(lang, &visit.name, &nonce, &visit.portal.form_token(token), page);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).expect("a nonce is plain text")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (status, headers, Html(html)).into_response()
}
