//! Puts the parts together: routes, and the layers every request passes.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use app::api::cookies::{Cookie, Cookies};
use app::api::guard::Visit;
use app::assets::Assets;
use app::shell::Side;
use app::{AdminApp, LearnerApp};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use domain::time::Span;
use http::{Extensions, HeaderMap, StatusCode, Uri, Version, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, ResponseOptions, generate_route_list, render_app_async_with_context};
use service::Portal;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;

use crate::config::Config;
use crate::limits::Limits;
use crate::middleware::{self, Guards};
use crate::{enter, explained, files, lesson_files, pwa, refused, telemetry, unsubscribe};

/// What a form may send.
const BODY: usize = 1 << 20;
/// What an upload may send: a CSV file or a cover.
const UPLOAD: usize = 24 << 20;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// An upload takes as long as a slow line needs for it.
const UPLOAD_PATIENCE: Duration = Duration::from_mins(15);
/// The functions that take files.
pub const UPLOADS: [&str; 4] = ["/fn/contacts/upload", "/fn/courses/set-cover", "/fn/branding/set-picture", LESSON_FILE];
/// The one of them that takes films, and passes on what comes without keeping it.
const LESSON_FILE: &str = "/fn/files/upload";
/// What a form has besides its file.
const AROUND_A_FILE: u64 = 64 << 10;
/// A film takes long; who stops sending is given up sooner.
const FILM_PATIENCE: Duration = Duration::from_hours(12);
/// For so long whoever has read `security.txt` may go by it.
const SECURITY_TXT_LASTS: Span = Span::days(90);

/// The paths of the apps' pages, as the router takes them.
pub struct Paths {
    pub learner: Vec<String>,
    pub admin: Vec<String>,
}

/// Found out once, before anything is served: a resource that begins to load while Leptos lists the routes, wherever in the
/// process, never ends (leptos-rs/leptos issue 4773).
pub static PATHS: LazyLock<Paths> = LazyLock::new(|| {
    let paths = |routes: Vec<AxumRouteListing>| routes.iter().map(|route| route.path().to_owned()).collect();
    Paths { learner: paths(generate_route_list(LearnerApp)), admin: paths(generate_route_list(AdminApp)) }
});

/// The whole portal as one service.
///
/// # Errors
/// One line if the browser bundles are missing.
pub fn build(config: &Config, portal: Portal) -> Result<Router, String> {
    let guards = Guards {
        portal: portal.clone(),
        cookies: Cookies { secure: config.secure },
        limits: Limits::new(config.requests_per_minute),
        trusted_proxies: config.trusted_proxies.clone().into(),
    };
    let learner = render_app_async_with_context(|| (), shell(assets(config, "learner")?, Side::Learner, LearnerApp));
    let admin = render_app_async_with_context(|| (), shell(assets(config, "admin")?, Side::Admin, AdminApp));

    let pages = pages_of(Router::new(), &PATHS.learner, &learner);
    let pages = pages_of(pages, &PATHS.admin, &admin)
        .route("/", get(home))
        .route("/admin", get(|| async { Redirect::to("/admin/portal/dashboard") }))
        .route("/admin/contacts/export.csv", get(files::export_contacts))
        .route("/admin/contacts/import/{id}/bad.csv", get(files::bad_rows))
        .route("/admin/courses/{id}/progress.csv", get(files::export_progress))
        .route("/admin/messages/{id}/preview", get(files::message))
        .route("/admin/broadcasts/{id}/preview", get(files::broadcast))
        .route("/files/covers/{name}", get(files::cover))
        .route("/files/branding/{name}", get(files::portal_picture))
        .merge(pwa::routes())
        .route("/files/lessons/{id}", get(lesson_files::serve))
        .route("/communities/{group}/events", get(crate::events::events))
        .route("/files/certificates/{name}", get(files::certificate))
        .route("/l/{token}", get(enter::open))
        .route("/enter", get(enter::show))
        .route("/unsubscribe/{token}", get(unsubscribe::show));
    let small_forms = Router::new()
        .route("/enter", post(enter::enter))
        .route("/unsubscribe/{token}", post(unsubscribe::one_click))
        .route("/unsubscribe/{token}/preference", post(unsubscribe::change))
        .route_layer(from_fn(middleware::plain_form))
        .layer(RequestBodyLimitLayer::new(8 << 10));

    let not_found = {
        let public = config.public_dir.clone();
        move |request: Request| {
            let (learner, admin, public) = (learner.clone(), admin.clone(), public.clone());
            async move {
                let is_admin = middleware::is_admin_side(request.uri().path());
                let (parts, body) = request.into_parts();
                let found = files::public(&public, Request::from_parts(parts.clone(), Body::empty())).await;
                if found.status() != StatusCode::NOT_FOUND {
                    return found;
                }
                let request = Request::from_parts(parts, body);
                if is_admin { admin(request).await } else { learner(request).await }
            }
        }
    };
    let dynamic = pages
        .merge(small_forms)
        .merge(functions())
        .merge(uploads(config.file_limits.most().saturating_add(AROUND_A_FILE)))
        .fallback(not_found)
        .layer(
            CompressionLayer::new()
                .br(true)
                .gzip(true)
                .quality(tower_http::CompressionLevel::Fastest)
                .compress_when(SizeAbove::new(512).and(NotForContentType::IMAGES).and(NotForContentType::SSE).and(may_be_compressed)),
        )
        .layer(from_fn(middleware::switched_on))
        .layer(from_fn(middleware::personal))
        .layer(from_fn(middleware::plain_address))
        .layer(from_fn_with_state(guards.clone(), middleware::visit))
        .layer(from_fn_with_state(guards.clone(), middleware::limited))
        .layer(from_fn_with_state(guards.clone(), middleware::same_origin));

    let site: Arc<std::path::Path> = config.site_dir.clone().into();
    let contact_point = security_txt(config.security_contact.clone(), portal.clone());
    let ready = portal;
    Ok(Router::new()
        .route(
            "/pkg/{*path}",
            get(move |request: Request| {
                let site = site.clone();
                async move { files::bundle(&site, files::below("/pkg", request)).await }
            }),
        )
        .route("/healthz", get(|| async { "ok" }))
        .route(
            "/readyz",
            get(move || async move {
                if ready.is_ready().await { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer") }
            }),
        )
        .merge(contact_point)
        .merge(dynamic)
        .layer(from_fn(middleware::listed))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            explained::plain_problem(service::Error::Unexpected(anyhow::anyhow!("a request handler panicked")))
        }))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(guards.clone(), explained::explained))
        .layer(from_fn_with_state(guards, middleware::secure_headers))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(|request: &Request| tracing::info_span!("request", method = %request.method(), path = telemetry::shown_path(request.uri()))),
        ))
}

/// To where the portal opens for whoever asks, with what the address says.
async fn home(Extension(visit): Extension<Visit>, uri: Uri) -> Redirect {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::to(&format!("{}{query}", visit.header.home))
}

/// Whom to tell of a hole (RFC 9116), if the operator has said so.
fn security_txt(contact: Option<String>, portal: Portal) -> Router {
    let Some(contact) = contact else { return Router::new() };
    let answer = move || async move {
        let (expires, url) = ((portal.now() + SECURITY_TXT_LASTS).iso(), portal.public_url());
        let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, fr\nCanonical: {url}/.well-known/security.txt\n");
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
    };
    Router::new().route("/.well-known/security.txt", get(answer))
}

/// What pages call and forms post to.
fn functions() -> Router {
    Router::new()
        .route("/fn/offers/grant-selected", post(crate::bulk::grant_selected))
        .route("/fn/messages/send-selected", post(crate::bulk::send_to_selected))
        .route("/fn/{*name}", post(server_function))
        .route_layer(from_fn(refused::keep))
        .route_layer(from_fn(middleware::plain_form))
        .route_layer(from_fn(middleware::telling_status))
        .route_layer(from_fn(middleware::authorised))
        .layer(RequestBodyLimitLayer::new(BODY))
}

/// `largest` is what the function that takes films may be sent.
fn uploads(largest: u64) -> Router {
    let largest = usize::try_from(largest).unwrap_or(usize::MAX);
    UPLOADS.into_iter().fold(Router::new(), |router, path| {
        let most = if path == LESSON_FILE { largest } else { UPLOAD };
        let upload = Router::new()
            .route(path, post(server_function).route_layer(from_fn(middleware::multipart)))
            .route_layer(from_fn(middleware::telling_status))
            .route_layer(from_fn(middleware::authorised))
            .layer(RequestBodyLimitLayer::new(most));
        router.merge(upload)
    })
}

/// Files of lessons are sent as they are.
fn may_be_compressed(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<lesson_files::AsStored>().is_none()
}

/// Gives up on what takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let patience = match request.uri().path() {
        LESSON_FILE => FILM_PATIENCE,
        path if UPLOADS.contains(&path) => UPLOAD_PATIENCE,
        _ => PATIENCE,
    };
    tokio::time::timeout(patience, next.run(request)).await.unwrap_or_else(|_| middleware::empty(StatusCode::SERVICE_UNAVAILABLE))
}

async fn server_function(request: Request) -> Response {
    leptos_axum::handle_server_fns_with_context(|| (), request).await.into_response()
}

/// The bundle's files as Trunk named them.
fn assets(config: &Config, bundle: &str) -> Result<Assets, String> {
    let index = config.site_dir.join(bundle).join("index.html");
    let html = std::fs::read_to_string(&index)
        .map_err(|error| format!("LATCHKEY_SITE_DIR: {} could not be read ({error}); build the browser bundles first", index.display()))?;
    Assets::from_index(&html).ok_or_else(|| format!("LATCHKEY_SITE_DIR: {} is not a page that Trunk built", index.display()))
}

/// The document around an app, with its policy in the answer's headers.
fn shell<V: IntoView + 'static>(assets: Assets, side: Side, app: fn() -> V) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || {
        let viewer = app::api::guard::viewer();
        if viewer.refused.is_some() {
            // It is shown once. There is a visit, or there were no form.
            let _ = app::api::guard::clear_cookie(Cookie::Refused);
        }
        let frame = app::api::guard::visit().ok().and_then(|visit| visit.frame);
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, middleware::page_policy(&nonce, frame.as_deref()));
        }
        app::shell::document(&assets, &viewer, &app::api::guard::look(), side, app).into_any()
    }
}

/// Adds the routes of an app. Not `leptos_routes`: that would also add every server function, past the guards.
fn pages_of<H, F>(router: Router, paths: &[String], render: &H) -> Router
where
    H: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    paths.iter().fold(router, |router, path| router.route(path, get(render.clone())))
}
