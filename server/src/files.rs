//! What is not a page: the browser bundles, public files, covers, downloads for admins.

use std::path::{Path, PathBuf};

use app::api::guard::Visit;
use app::components::import_rows::row_problem_text;
use app::locales::{Words, fill};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path as UrlPath, Query};
use axum::response::{Html, IntoResponse as _, Response};
use domain::view::broadcasts::PreviewQuery;
use domain::view::certificates::CertificateView;
use domain::view::viewer::Who;
use domain::{BroadcastId, MessageId, Module, Problem, ProductId};
use futures_util::stream;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Request, StatusCode};
use serde::Deserialize;
use service::certificates::Wording;
use service::{AsAdmin, AsLearner};
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use crate::explained::{plain, plain_problem};
use crate::middleware::{empty, is_admin_side};

/// The request for a file of the folder that is served below `prefix`.
pub fn below(prefix: &str, mut request: Request<Body>) -> Request<Body> {
    if let Some(inside) = request.uri().path().strip_prefix(prefix).and_then(|path| path.parse().ok()) {
        *request.uri_mut() = inside;
    }
    request
}

/// The bundles: their names carry a hash of what is in them, so a browser may keep them for ever.
pub async fn bundle(site: &Path, request: Request<Body>) -> Response {
    let mut response = serve(ServeDir::new(site).precompressed_br().precompressed_gzip().append_index_html_on_directories(false), request).await;
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// Who asks for something of a course that is no page: an admin who views a contact has what that contact has, except on the
/// admins' own pages. To learners there is nothing of a course while the courses are switched off.
pub fn reader(visit: &Visit, headers: &HeaderMap) -> service::Result<AsLearner> {
    // Pages of the portal say where they are (`Referrer-Policy: same-origin`). Who leaves that out, or makes it up, gets no more than
    // their session gives.
    let page = headers.get(header::REFERER).and_then(|page| page.to_str().ok()).and_then(|page| page.strip_prefix(visit.portal.public_url()));
    let own = visit.admin.as_ref().filter(|_| page.is_some_and(is_admin_side)).map(AsAdmin::with_own_eyes);
    let reader = own.or_else(|| visit.on_learner_side()).ok_or(Problem::SignIn)?;
    let is_there = visit.settings.modules.has(Module::Courses) || matches!(reader.who(), Who::Admin { .. });
    if is_there { Ok(reader) } else { Err(Problem::NotFound.into()) }
}

/// A cover that an admin uploaded, for admins and for whoever may see a course that shows it; to other learners it is not there.
pub async fn cover(Extension(visit): Extension<Visit>, UrlPath(name): UrlPath<String>, request: Request<Body>) -> Response {
    let found = match reader(&visit, request.headers()) {
        Ok(reader) => reader.cover(&name).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(file) => picture(file, "private, max-age=3600", request).await,
        Err(error) => plain_problem(error),
    }
}

/// The portal's logo or favicon, for anyone. Another picture has another name.
pub async fn portal_picture(Extension(visit): Extension<Visit>, UrlPath(name): UrlPath<String>, request: Request<Body>) -> Response {
    match visit.portal.portal_picture(&name) {
        Ok(file) => picture(file, "public, max-age=31536000, immutable", request).await,
        Err(error) => plain_problem(error),
    }
}

async fn picture(file: PathBuf, caching: &'static str, request: Request<Body>) -> Response {
    let mut response = match ServeFile::new(file).oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    }
    response
}

/// A certificate as PDF, `NUMBER.pdf`: the reader's own, or, for an admin, anybody's. In the language of its course.
pub async fn certificate(Extension(visit): Extension<Visit>, UrlPath(name): UrlPath<String>, headers: HeaderMap) -> Response {
    let Some(number) = name.strip_suffix(".pdf") else { return plain(Problem::NotFound) };
    let found = async { reader(&visit, &headers)?.certificate_to_print(number).await };
    let certificate = match found.await {
        Ok(certificate) => certificate,
        Err(error) => return plain_problem(error),
    };
    let url = visit.portal.certificate_url(&certificate.number);
    match tokio::task::spawn_blocking(move || print(&certificate, &url)).await.map_err(|error| anyhow::Error::from(error).into()).flatten() {
        Ok((name, pdf)) => download("application/pdf", &name, Body::from(pdf)),
        Err(error) => plain_problem(error),
    }
}

/// The name of a certificate's file, and what is in it.
fn print(certificate: &CertificateView, url: &str) -> service::Result<(String, Vec<u8>)> {
    let t = Words::of(certificate.lang);
    let c = t.certificates();
    let date = fill(c.paper_date, &[("date", &t.date(certificate.issued_at))]);
    let wording = Wording {
        heading: c.paper_heading,
        certifies: c.paper_certifies,
        completed: c.paper_completed,
        date: &date,
        signed: c.paper_signed,
        verify: c.paper_verify,
        url,
    };
    Ok((format!("certificate-{}.pdf", certificate.number), service::certificates::pdf(certificate, &wording)?))
}

/// Icons, pictures, demo covers.
pub async fn public(folder: &Path, request: Request<Body>) -> Response {
    let mut response = serve(ServeDir::new(folder).append_index_html_on_directories(false), request).await;
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    }
    response
}

async fn serve(files: ServeDir, request: Request<Body>) -> Response {
    let path = request.uri().path();
    if path.len() > 2048 || path.split('/').any(|segment| segment.len() > 255) {
        // No file system has such a name, and asking for it would be an error.
        return empty(StatusCode::NOT_FOUND);
    }
    match files.oneshot(request).await {
        Ok(response) => with_charset(response.map(Body::new)),
        Err(never) => match never {},
    }
}

/// Says of a text that it is UTF-8, as all of ours are.
fn with_charset(mut response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if matches!(kind, "text/css" | "text/javascript" | "text/plain" | "image/svg+xml") {
        let kind = HeaderValue::try_from(format!("{kind}; charset=utf-8")).expect("a plain media type");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// All contacts as CSV, written while it is sent.
pub async fn export_contacts(Extension(visit): Extension<Visit>) -> Response {
    let Some(admin) = visit.admin else { return empty(StatusCode::UNAUTHORIZED) };
    if let Err(error) = admin.contacts_exported().await {
        return plain_problem(error);
    }
    let chunks = stream::try_unfold(Some(None), move |cursor| {
        let admin = admin.clone();
        async move {
            let Some(cursor) = cursor else { return Ok::<_, service::Error>(None) };
            let (text, next) = admin.export_page(cursor).await?;
            Ok(Some((text, next.map(Some))))
        }
    });
    csv("contacts.csv", Body::from_stream(chunks))
}

/// How far a course's learners are as CSV, written while it is sent.
pub async fn export_progress(Extension(visit): Extension<Visit>, UrlPath(id): UrlPath<String>) -> Response {
    let Some(admin) = visit.admin else { return empty(StatusCode::UNAUTHORIZED) };
    let Ok(course) = id.parse::<ProductId>() else { return plain_problem(Problem::NotFound.into()) };
    if let Err(error) = admin.progress_exported(course).await {
        return plain_problem(error);
    }
    let chunks = stream::try_unfold(Some(None), move |cursor| {
        let admin = admin.clone();
        async move {
            let Some(cursor) = cursor else { return Ok::<_, service::Error>(None) };
            let (text, next) = admin.progress_piece(course, cursor).await?;
            Ok(Some((text, next.map(Some))))
        }
    });
    csv("progress.csv", Body::from_stream(chunks))
}

/// Nothing runs in a message, and its links open outside of its frame.
const MESSAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// A message as a mail program shows it.
pub async fn message(Extension(visit): Extension<Visit>, UrlPath(id): UrlPath<String>) -> Response {
    let Some(admin) = visit.admin else { return empty(StatusCode::UNAUTHORIZED) };
    mail(match id.parse::<MessageId>() {
        Ok(id) => admin.message_html(id).await,
        Err(_) => Err(Problem::NotFound.into()),
    })
}

/// Whom a preview is for, and in which language; what cannot be read counts as left out.
#[derive(Deserialize)]
pub struct Preview {
    contact: Option<String>,
    lang: Option<String>,
}

/// A broadcast as the mail program of one of its readers shows it.
pub async fn broadcast(Extension(visit): Extension<Visit>, UrlPath(id): UrlPath<String>, Query(preview): Query<Preview>) -> Response {
    let Some(admin) = visit.admin else { return empty(StatusCode::UNAUTHORIZED) };
    let query = PreviewQuery { contact: preview.contact.and_then(|id| id.parse().ok()), lang: preview.lang.and_then(|lang| lang.parse().ok()) };
    mail(match id.parse::<BroadcastId>() {
        Ok(id) => admin.broadcast_html(id, query).await,
        Err(_) => Err(Problem::NotFound.into()),
    })
}

fn mail(found: service::Result<String>) -> Response {
    match found {
        Ok(html) => ([(header::CONTENT_SECURITY_POLICY, MESSAGE_POLICY)], Html(html)).into_response(),
        Err(error) => plain_problem(error),
    }
}

/// The rows that an import refused, each with its reason.
pub async fn bad_rows(Extension(visit): Extension<Visit>, UrlPath(id): UrlPath<String>) -> Response {
    let Some(admin) = visit.admin else { return empty(StatusCode::UNAUTHORIZED) };
    let t = Words::of(visit.lang);
    let explain = |problem| row_problem_text(t, problem);
    match admin.bad_rows(&id, [t.contacts().line, t.contacts().problem], explain).await {
        Ok(text) => csv("bad-rows.csv", Body::from(text)),
        Err(error) => plain_problem(error),
    }
}

/// A CSV download.
pub fn csv(name: &str, body: Body) -> Response {
    download("text/csv; charset=utf-8", name, body)
}

fn download(kind: &'static str, name: &str, body: Body) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).expect("a plain name");
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], body).into_response()
}
