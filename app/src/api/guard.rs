//! The only way to a permission: what the server found out about a request, as values that can do things.

use std::sync::Arc;

use axum::http::request::Parts;
use domain::view::branding::Look;
use domain::view::settings::PortalSettings;
use domain::view::viewer::{Header, Refused, Theme, Viewer, Who};
use domain::{EmailAddress, Lang, Problem};
use http::StatusCode;
use http::header::SET_COOKIE;
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use service::{AsAdmin, AsLearner, Portal};

use super::cookies::{Cookie, Cookies};
use crate::AppError;

/// What the server found out about a request before any page or server function runs; a request extension.
#[derive(Clone)]
pub struct Visit {
    pub portal: Portal,
    pub cookies: Cookies,
    pub admin: Option<AsAdmin>,
    /// A contact's own session, if there is one.
    pub learner: Option<AsLearner>,
    pub lang: Lang,
    pub theme: Theme,
    pub settings: Arc<PortalSettings>,
    /// What the reader of a learners' page finds in its header.
    pub header: Header,
    /// What this page may show in a frame, besides video players, as a policy names it.
    pub frame: Option<String>,
    /// The browser in a few words: `Firefox, Linux`.
    pub device: String,
    /// Whether this is a page or a function of the admins' side.
    pub admin_side: bool,
    /// The form of this page that was just refused.
    pub refused: Option<Refused>,
}

impl Visit {
    /// How documents look.
    pub fn look(&self) -> Look {
        Look::of(&self.settings)
    }

    /// The one on the learners' side: an admin comes before a contact's session in the same browser (R5).
    pub fn on_learner_side(&self) -> Option<AsLearner> {
        self.admin.as_ref().map(AsAdmin::as_learner).or_else(|| self.learner.clone())
    }
}

/// The visit that the running page or server function belongs to.
pub fn visit() -> Result<Visit, AppError> {
    let parts = use_context::<Parts>().ok_or(Problem::SignIn)?;
    Ok(parts.extensions.get::<Visit>().cloned().ok_or(Problem::SignIn)?)
}

/// The portal, for what anyone may do.
pub fn portal() -> Result<Portal, AppError> {
    Ok(visit()?.portal)
}

/// The signed-in admin.
pub fn admin() -> Result<AsAdmin, AppError> {
    Ok(visit()?.admin.ok_or(Problem::SignIn)?)
}

/// Whoever is on the learners' side.
pub fn learner() -> Result<AsLearner, AppError> {
    Ok(visit()?.on_learner_side().ok_or(Problem::SignIn)?)
}

/// Who looks at the page that is being made.
pub fn viewer() -> Viewer {
    let Ok(visit) = visit() else {
        return Viewer {
            who: Who::Nobody,
            lang: Lang::En,
            theme: Theme::Auto,
            portal: "Latchkey".to_owned(),
            logo: None,
            header: Header::default(),
            now: domain::Timestamp(0),
            refused: None,
            asked: None,
        };
    };
    let who = if visit.admin_side {
        visit.admin.as_ref().map(|admin| Who::Admin { id: admin.id(), name: admin.name().to_owned(), email: admin.email().to_owned() })
    } else {
        visit.on_learner_side().map(|learner| learner.who())
    };
    Viewer {
        who: who.unwrap_or(Who::Nobody),
        lang: visit.lang,
        theme: visit.theme,
        now: visit.portal.now(),
        portal: visit.settings.name.clone(),
        logo: visit.settings.branding.logo.clone(),
        header: visit.header,
        refused: visit.refused,
        asked: if visit.admin_side { None } else { asked() },
    }
}

/// How the page that is being made looks.
pub fn look() -> Look {
    visit().map(|visit| visit.look()).unwrap_or_default()
}

/// Adds a cookie to the answer.
pub fn set_cookie(cookie: Cookie, value: &str) -> Result<(), AppError> {
    let cookies = visit()?.cookies;
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, cookies.set(cookie, value));
    Ok(())
}

/// Removes a cookie with the answer.
pub fn clear_cookie(cookie: Cookie) -> Result<(), AppError> {
    let cookies = visit()?.cookies;
    expect_context::<ResponseOptions>().append_header(SET_COOKIE, cookies.clear(cookie));
    Ok(())
}

/// Whether the browser still has the cookie of this side's session. Where nobody is signed in, that session has ended.
pub fn had_session() -> bool {
    let (Ok(visit), Some(parts)) = (visit(), use_context::<Parts>()) else { return false };
    let cookie = if visit.admin_side { Cookie::Admin } else { Cookie::Learner };
    visit.cookies.get(&parts.headers, cookie).is_some()
}

/// Remembers the address that a link is asked for: on this browser only the code is left to type.
pub fn set_asked(address: &EmailAddress) -> Result<(), AppError> {
    set_cookie(Cookie::Asked, &crate::address::escape(address.as_str()))
}

/// The address that a link was asked for in this browser just now.
fn asked() -> Option<EmailAddress> {
    let (visit, parts) = (visit().ok()?, use_context::<Parts>()?);
    crate::address::unescape(visit.cookies.get(&parts.headers, Cookie::Asked)?).parse().ok()
}

/// Turns a rule's answer into the page's.
pub fn told<T>(answer: service::Result<T>) -> Result<T, AppError> {
    answer.map_err(|error| AppError(error.into_problem()))
}

/// Sends a plain form on to `path`. A script is only told, by the function's answer: it leaves its page for the other one,
/// so that who looks at it is found out anew.
pub fn open(path: &str) {
    if for_a_page() {
        leptos_axum::redirect(path);
    }
}

/// Whether a browser asks for a page, or a page's script for data.
fn for_a_page() -> bool {
    use_context::<Parts>()
        .is_none_or(|parts| parts.headers.get(http::header::ACCEPT).is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html"))))
}

/// The HTTP status of a problem.
pub const fn status(problem: &Problem) -> StatusCode {
    match problem {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::SignIn => StatusCode::UNAUTHORIZED,
        Problem::Banned | Problem::Closed(_) => StatusCode::FORBIDDEN,
        Problem::Invalid(_) | Problem::Flawed(_) | Problem::Text(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::Conflict => StatusCode::CONFLICT,
        Problem::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Problem::Busy | Problem::Connection => StatusCode::SERVICE_UNAVAILABLE,
        Problem::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
