//! What makes the learners' side an app on a home screen (M5): the manifest, its icons, and the worker that says so when a
//! device is offline. Nothing here is anybody's, so nothing here needs a session.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use app::api::guard::Visit;
use app::pages::offline;
use axum::extract::Path;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use domain::Problem;
use domain::view::branding::Look;
use http::header::{self, HeaderName, HeaderValue};
use serde_json::json;
use service::branding::AppIcon;

use crate::explained::plain_problem;

const WORKER: &str = include_str!("pwa/sw.js");
/// The colours of a portal whose creator has chosen none, as in `style/tokens.css`.
const THEME: &str = "#2c5dbd";
const GROUND: &str = "#f9fafc";

pub fn routes() -> Router {
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route("/app-icon/{name}", get(icon))
        .route("/sw.js", get(worker))
        .route("/offline", get(page))
        .route("/offline.css", get(stylesheet))
}

/// A word that changes with how the portal looks.
fn version(look: &Look) -> String {
    let mut hasher = DefaultHasher::new();
    let logo = look.logo.as_ref().map(|logo| &logo.path);
    (&look.name, &look.style, logo, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

async fn manifest(Extension(visit): Extension<Visit>) -> Response {
    let look = visit.look();
    let version = version(&look);
    let icon = |icon: AppIcon, purpose: &str| {
        let side = icon.side();
        json!({ "src": format!("/app-icon/{}?v={version}", icon.name()), "sizes": format!("{side}x{side}"), "type": "image/png", "purpose": purpose })
    };
    let manifest = json!({
        "id": "/",
        "name": look.name,
        "short_name": look.name,
        "description": visit.settings.description,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": look.theme.map_or_else(|| THEME.to_owned(), |colour| colour.to_string()),
        "background_color": GROUND,
        "icons": [icon(AppIcon::Small, "any"), icon(AppIcon::Large, "any"), icon(AppIcon::Maskable, "maskable")],
    });
    answer("application/manifest+json", "no-cache", manifest.to_string())
}

async fn icon(Extension(visit): Extension<Visit>, Path(name): Path<String>) -> Response {
    let Some(icon) = AppIcon::named(&name) else { return plain_problem(Problem::NotFound.into()) };
    match visit.portal.app_icon(icon, &visit.settings).await {
        Ok(png) => answer("image/png", "public, max-age=3600", png.to_vec()),
        Err(error) => plain_problem(error),
    }
}

/// Asked for anew at every visit, so that a worker is never older than the portal.
async fn worker(Extension(visit): Extension<Visit>) -> Response {
    let mut response = answer("text/javascript; charset=utf-8", "no-cache", WORKER.replace("{version}", &version(&visit.look())));
    // What a worker may ask for is up to its own policy.
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; connect-src 'self'"));
    response
}

async fn page(Extension(visit): Extension<Visit>) -> Response {
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (headers, Html(offline::render(&visit.look()))).into_response()
}

async fn stylesheet(Extension(visit): Extension<Visit>) -> Response {
    answer("text/css; charset=utf-8", "no-cache", offline::stylesheet(&visit.look()))
}

fn answer(kind: &'static str, caching: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, HeaderValue::from_static(caching))];
    (headers, body.into()).into_response()
}
