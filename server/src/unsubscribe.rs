//! The plain HTTP of the link in every message that was written to many (RFC 8058). `GET` shows where one stands and changes nothing, so a
//! scanner that follows links unsubscribes nobody. `POST` is what mail providers send when somebody unsubscribes with one click. The
//! page's own button posts to an address below, from a page of ours alone.

use app::api::guard::Visit;
use app::pages::enter::EnterPage;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Form};
use domain::Problem;
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use service::consents::Subscription;

use crate::explained::{self, chosen_language, plain, plain_problem};

/// Whether it is what a mail provider posts when somebody unsubscribes with one click: without cookies, and from no page (RFC 8058,
/// section 3.2). Nothing but the token in the address says for whom, and all that is done there is to unsubscribe them; whoever has the
/// token could do that from anywhere.
pub fn is_one_click(method: &Method, path: &str) -> bool {
    *method == Method::POST
        && path.strip_prefix("/unsubscribe/").is_some_and(|token| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether one takes messages, and the button for the other.
pub async fn show(Path(token): Path<String>, Extension(visit): Extension<Visit>, headers: HeaderMap) -> Response {
    answer(&visit, &headers, &token, visit.portal.subscription(&token).await)
}

/// Unsubscribes with one click. The body is a form of either kind, with one field: `List-Unsubscribe=One-Click`.
pub async fn one_click(Path(token): Path<String>, Extension(visit): Extension<Visit>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8_lossy(&body);
    if !body.contains("List-Unsubscribe") || !body.contains("One-Click") {
        return plain(domain::Invalid::Form.into());
    }
    answer(&visit, &headers, &token, visit.portal.subscribe(&token, false).await)
}

#[derive(Deserialize)]
pub struct Preference {
    messages: Switch,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Switch {
    On,
    Off,
}

/// What the page's button does.
pub async fn change(Path(token): Path<String>, Extension(visit): Extension<Visit>, Form(form): Form<Preference>) -> Response {
    match visit.portal.subscribe(&token, form.messages == Switch::On).await {
        Ok(Some(_)) => Redirect::to(&format!("/unsubscribe/{token}")).into_response(),
        Ok(None) => plain(Problem::NotFound),
        Err(error) => plain_problem(error),
    }
}

fn answer(visit: &Visit, headers: &HeaderMap, token: &str, found: service::Result<Option<Subscription>>) -> Response {
    match found {
        Ok(Some(Subscription { lang, on })) => {
            let lang = chosen_language(visit.cookies, headers).unwrap_or(lang);
            let page = EnterPage::Subscription { on, action: format!("/unsubscribe/{token}/preference") };
            (StatusCode::OK, explained::page(lang, &visit.look(), "", &page)).into_response()
        }
        Ok(None) => plain(Problem::NotFound),
        Err(error) => plain_problem(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_61_one_address_alone_takes_posts_from_anywhere() {
        assert!(is_one_click(&Method::POST, "/unsubscribe/7YxQ2"));
        for path in
            ["/unsubscribe/", "/unsubscribe/7YxQ2/preference", "/unsubscribe/7Yx%2Fpreference", "/enter", "/fn/session/change-subscription", "/unsubscribe"]
        {
            assert!(!is_one_click(&Method::POST, path), "{path}");
        }
        assert!(!is_one_click(&Method::DELETE, "/unsubscribe/7YxQ2"));
    }
}
