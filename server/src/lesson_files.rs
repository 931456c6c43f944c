//! Files of lessons over HTTP: whole or in part, to whoever may read the lesson at that moment. Whatever is in a file, its
//! answer is harmless: its type is what we found it to be, and nothing in it runs.

use app::api::guard::Visit;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::response::Response;
use domain::{FileKind, Problem, file};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use service::files::Found;

use crate::explained::plain_problem;
use crate::files;
use crate::ranges::{Part, part};

/// On an answer that must arrive as it is stored: compressed, its parts would have other places.
#[derive(Clone)]
pub struct AsStored;

pub async fn serve(Extension(visit): Extension<Visit>, Path(id): Path<String>, request: Request) -> Response {
    let (asked, _) = request.into_parts();
    match find(&visit, &id, &asked.headers).await {
        Ok(found) => answer(&found, &asked.method, &asked.headers).await.unwrap_or_else(plain_problem),
        Err(error) => plain_problem(error),
    }
}

async fn find(visit: &Visit, id: &str, headers: &HeaderMap) -> service::Result<Found> {
    let reader = files::reader(visit, headers)?;
    reader.file(id.parse().map_err(|_| Problem::NotFound)?).await
}

async fn answer(found: &Found, method: &Method, asked: &HeaderMap) -> service::Result<Response> {
    // A file never changes: another one has another id.
    let tag = format!("\"{}\"", found.id);
    if asked.get_all(header::IF_NONE_MATCH).iter().any(|known| matches(known, &tag)) {
        return Ok(with_headers(StatusCode::NOT_MODIFIED, found, &tag, Body::empty()));
    }
    // A part of what somebody has already, if it is this very file.
    let continues = asked.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == tag.as_bytes());
    let wanted = asked.get(header::RANGE).filter(|_| continues).and_then(|range| range.to_str().ok());
    let (status, range) = match wanted.map_or(Part::Whole, |range| part(range, found.bytes)) {
        Part::Whole => (StatusCode::OK, 0..found.bytes),
        Part::Only(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::None => {
            let mut response = with_headers(StatusCode::RANGE_NOT_SATISFIABLE, found, &tag, Body::empty());
            response.headers_mut().remove(header::CONTENT_TYPE);
            response.headers_mut().insert(header::CONTENT_RANGE, plain(&format!("bytes */{}", found.bytes)));
            return Ok(response);
        }
    };
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from_stream(found.read(range.clone()).await?) };
    let mut response = with_headers(status, found, &tag, body);
    response.headers_mut().insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if status == StatusCode::PARTIAL_CONTENT {
        response.headers_mut().insert(header::CONTENT_RANGE, plain(&format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), found.bytes)));
    }
    Ok(response)
}

/// Whether a list of tags holds this one.
fn matches(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| known.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag))
}

fn with_headers(status: StatusCode, found: &Found, tag: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.extensions_mut().insert(AsStored);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, plain(&found.media_type));
    headers.insert(header::ETAG, plain(tag));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Kept by this browser alone, which asks each time whether it is still theirs.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; media-src 'self'; sandbox"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if found.kind == FileKind::Attachment {
        headers.insert(header::CONTENT_DISPOSITION, plain(&file::disposition(&found.name)));
    }
    response
}

/// A header's value that we made of plain letters.
fn plain(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).expect("plain letters")
}
