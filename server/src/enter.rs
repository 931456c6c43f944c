//! The plain HTTP of opening a link. `GET /l/TOKEN` only puts the token into a cookie, `GET /enter` only shows a form, and
//! `POST /enter` does it: so a scanner that follows links signs nobody in and uses nothing up.

use app::api::cookies::{Cookie, Cookies};
use app::api::guard::Visit;
use app::pages::enter::EnterPage;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Form};
use domain::{Destination, Lang};
use http::header::{self, HeaderValue, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use service::enter::{Entry, Visitor};
use service::token::Token;

use crate::explained::{self, chosen_language, plain_problem};
use crate::middleware::empty;

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
            return Redirect::to(&visit.header.home).into_response();
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
        Some(Choice::Stay) => return leave(visit.cookies, &place(&visit, None, &Destination::Home).await),
        Some(Choice::Ask) => {
            return ask(&visit, token, chosen_language(visit.cookies, &headers)).await;
        }
        Some(Choice::Switch) | None => {}
    }
    let visitor =
        Visitor { admin: visit.admin.clone(), learner: visit.learner.clone(), device: visit.device.clone(), switch: form.choice == Some(Choice::Switch) };
    // What was chosen on this device, else the language of the person whom the link is for.
    let chosen = chosen_language(visit.cookies, &headers);
    match visit.portal.enter(token, visitor).await {
        Ok(Entry::In { secret, destination }) => {
            let secret = secret.expose_secret();
            let mut response = leave(visit.cookies, &place(&visit, Some(secret), &destination).await);
            response.headers_mut().append(SET_COOKIE, visit.cookies.set(Cookie::Learner, secret));
            response
        }
        Ok(Entry::Admin { link, destination }) => leave(visit.cookies, &format!("{}?opened={link}", place(&visit, None, &destination).await)),
        Ok(Entry::Switch { signed_in, linked, lang }) => {
            page(&visit, chosen.unwrap_or(lang), StatusCode::CONFLICT, token, &EnterPage::Switch { signed_in, linked })
        }
        Ok(Entry::Dead { state, lang }) => page(&visit, chosen.unwrap_or(lang), StatusCode::GONE, token, &EnterPage::Dead(state)),
        Ok(Entry::Unknown) => page(&visit, visit.lang, StatusCode::GONE, token, &EnterPage::Unknown),
        Err(error) => plain_problem(error),
    }
}

/// Has a fresh link sent to whom the token's link belongs, and says what became of it.
async fn ask(visit: &Visit, token: &str, chosen: Option<Lang>) -> Response {
    match visit.portal.ask_by_link(token).await {
        Ok(Some((asked, lang))) => page(visit, chosen.unwrap_or(lang), StatusCode::OK, token, &EnterPage::Asked(asked)),
        Ok(None) => page(visit, visit.lang, StatusCode::GONE, token, &EnterPage::Unknown),
        Err(error) => plain_problem(error),
    }
}

/// Where a destination is for whoever has just come in, with a new session's secret if they were not in yet: home where it is
/// not switched on.
async fn place(visit: &Visit, secret: Option<&str>, destination: &Destination) -> String {
    let modules = &visit.settings.modules;
    if *destination != Destination::Home && service::modules::is_open(modules, destination) {
        return destination.path();
    }
    let home = async {
        let reader = match secret {
            Some(secret) => visit.portal.learner(secret).await?,
            None => visit.on_learner_side(),
        };
        match reader {
            Some(reader) => Ok::<_, service::Error>(reader.header(modules, visit.lang).await?.home),
            None => Ok(visit.header.home.clone()),
        }
    };
    // The link is used by now, so nobody is kept out for that: `/` asks anew.
    home.await.unwrap_or_else(|_| "/".to_owned())
}

/// On to a page of this portal; the token is not needed any more.
fn leave(cookies: Cookies, path: &str) -> Response {
    ([(SET_COOKIE, cookies.clear(Cookie::Enter))], Redirect::to(path)).into_response()
}

fn page(visit: &Visit, lang: Lang, status: StatusCode, token: &str, page: &EnterPage) -> Response {
    (status, explained::page(lang, &visit.look(), &visit.portal.form_token(token), page)).into_response()
}
