//! A bucket in memory, and as much of S3's language as our client speaks: whole objects, ranges, uploads in parts, lists of several
//! pages, deleting by the list. It looks at the shape of each signature and at the hash of what came, not at whether the signature is
//! right; it is ours, and no maker's server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use service::Clock;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub const NAME: &str = "portal-files";
pub const REGION: &str = "eu-west-3";
pub const KEY_ID: &str = "AKIDEXAMPLE";
/// Objects on a page of a list.
const PAGE: usize = 3;
const LONG_AGO: &str = "2020-01-01T00:00:00Z";

struct Object {
    bytes: Vec<u8>,
    /// As lists have it.
    modified: String,
}

struct Upload {
    key: String,
    parts: BTreeMap<u32, Bytes>,
}

#[derive(Default)]
struct Contents {
    objects: BTreeMap<String, Object>,
    uploads: BTreeMap<String, Upload>,
    /// How often what was asked.
    asked: BTreeMap<&'static str, usize>,
    /// Requests that S3 would refuse.
    wrong: Vec<String>,
}

#[derive(Clone, Default)]
pub struct Bucket {
    contents: Arc<Mutex<Contents>>,
    deleted: Arc<Notify>,
}

impl Bucket {
    /// The bucket, empty, and where it is.
    pub async fn serve() -> (Self, String) {
        let bucket = Self::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (bucket, endpoint)
    }

    fn open(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn keys(&self) -> Vec<String> {
        self.open().objects.keys().cloned().collect()
    }

    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.open().objects.get(key).map(|object| object.bytes.clone())
    }

    /// Puts an object there, past the language: complete for long, or since now.
    pub fn put(&self, key: &str, bytes: &[u8], old: bool) {
        let modified = if old { LONG_AGO.to_owned() } else { Clock::system().now().iso() };
        self.open().objects.insert(key.to_owned(), Object { bytes: bytes.to_vec(), modified });
    }

    /// Makes everything that is there old.
    pub fn age(&self) {
        for object in self.open().objects.values_mut() {
            LONG_AGO.clone_into(&mut object.modified);
        }
    }

    pub fn count(&self, asked: &str) -> usize {
        self.open().asked.get(asked).copied().unwrap_or_default()
    }

    /// Uploads that were neither completed nor given up.
    pub fn unfinished(&self) -> usize {
        self.open().uploads.len()
    }

    pub fn wrong(&self) -> Vec<String> {
        self.open().wrong.clone()
    }

    pub async fn until_gone(&self, keys: &[String]) {
        loop {
            let deleted = self.deleted.notified();
            if keys.iter().all(|key| self.get(key).is_none()) {
                return;
            }
            deleted.await;
        }
    }
}

/// The value of a parameter of an address.
fn parameter(parts: &Parts, name: &str) -> Option<String> {
    let mut pairs = parts.uri.query().unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| app::address::unescape(value))
}

/// What is between the first opening and closing tags of that name, and so on.
fn inside<'a>(xml: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split(&close).next()).collect()
}

/// What S3 would refuse of a request: one that is not signed for it (AWS Signature Version 4), or whose content is not what was signed.
fn refusal(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let date = header("x-amz-date");
    if date.len() != 16 || date.as_bytes()[8] != b'T' || !date.ends_with('Z') {
        return Some("no date");
    }
    let Some(authorization) = header("authorization").strip_prefix("AWS4-HMAC-SHA256 ") else { return Some("no signature") };
    let fields: BTreeMap<&str, &str> = authorization.split(", ").filter_map(|field| field.split_once('=')).collect();
    let field = |name: &str| fields.get(name).copied().unwrap_or_default();
    if field("Credential") != format!("{KEY_ID}/{}/{REGION}/s3/aws4_request", &date[..8]) {
        return Some("another's key, day, region or service");
    }
    let signed: Vec<&str> = field("SignedHeaders").split(';').collect();
    if !["host", "x-amz-content-sha256", "x-amz-date"].iter().all(|name| signed.contains(name)) || !signed.is_sorted() {
        return Some("too little is signed");
    }
    let signature = field("Signature");
    if signature.len() != 64 || !signature.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Some("no signature of that kind");
    }
    let hash = header("x-amz-content-sha256");
    (hash != "UNSIGNED-PAYLOAD" && hash != HEXLOWER.encode(&Sha256::digest(body))).then_some("another content than was signed")
}

async fn answer(State(bucket): State<Bucket>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await.expect("a body");
    let mut contents = bucket.open();
    let refusal = refusal(&parts.headers, &body);
    let path = app::address::unescape(parts.uri.path());
    let key = path.strip_prefix('/').and_then(|path| path.strip_prefix(NAME)).map(|key| key.trim_start_matches('/').to_owned());
    let (Some(key), None) = (key, refusal) else {
        contents.wrong.push(format!("{} {}: {}", parts.method, parts.uri, refusal.unwrap_or("another bucket")));
        return xml(StatusCode::FORBIDDEN, "<Error><Code>AccessDenied</Code></Error>");
    };
    let (asked, response) = contents.answer(&parts, key, &body);
    *contents.asked.entry(asked).or_default() += 1;
    if matches!(asked, "POST delete" | "DELETE") {
        bucket.deleted.notify_one();
    }
    if asked == "nothing we know" {
        contents.wrong.push(format!("{} {}", parts.method, parts.uri));
    }
    response
}

impl Contents {
    /// What was asked, and the answer.
    fn answer(&mut self, parts: &Parts, key: String, body: &Bytes) -> (&'static str, Response) {
        let upload = parameter(parts, "uploadId");
        let has = |name: &str| parameter(parts, name).is_some();
        match (parts.method.clone(), upload) {
            (Method::POST, None) if has("uploads") => ("POST uploads", self.begin(key)),
            (Method::POST, None) if has("delete") => ("POST delete", self.delete(parts, body)),
            (Method::POST, Some(upload)) => ("POST upload", self.complete(&upload, body)),
            (Method::PUT, Some(upload)) => ("PUT part", self.add(parts, &upload, body)),
            (Method::PUT, None) => {
                self.objects.insert(key, Object { bytes: body.to_vec(), modified: Clock::system().now().iso() });
                ("PUT", tagged(StatusCode::OK, Body::empty()))
            }
            (Method::DELETE, Some(upload)) => {
                self.uploads.remove(&upload);
                ("DELETE upload", xml(StatusCode::NO_CONTENT, ""))
            }
            (Method::DELETE, None) => {
                self.objects.remove(&key);
                ("DELETE", xml(StatusCode::NO_CONTENT, ""))
            }
            (Method::GET, None) if has("list-type") => ("GET list", self.list(parts)),
            (Method::GET, None) => ("GET", self.read(&parts.headers, &key, true)),
            (Method::HEAD, None) => ("HEAD", self.read(&parts.headers, &key, false)),
            _ => ("nothing we know", xml(StatusCode::NOT_IMPLEMENTED, "<Error><Code>NotImplemented</Code></Error>")),
        }
    }

    fn begin(&mut self, key: String) -> Response {
        let id = format!("upload-{}", self.asked.get("POST uploads").copied().unwrap_or_default());
        let answer = format!("<InitiateMultipartUploadResult><Bucket>{NAME}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
        self.uploads.insert(id, Upload { key, parts: BTreeMap::new() });
        xml(StatusCode::OK, &answer)
    }

    fn add(&mut self, parts: &Parts, upload: &str, body: &Bytes) -> Response {
        let number = parameter(parts, "partNumber").and_then(|number| number.parse().ok());
        match (self.uploads.get_mut(upload), number) {
            (Some(upload), Some(number)) => {
                upload.parts.insert(number, body.clone());
                tagged(StatusCode::OK, Body::empty())
            }
            _ => no_such("NoSuchUpload"),
        }
    }

    /// All parts but the last have 5 MiB at least, and the client names each of them.
    fn complete(&mut self, upload: &str, body: &Bytes) -> Response {
        let Some(Upload { key, parts }) = self.uploads.remove(upload) else { return no_such("NoSuchUpload") };
        let named: Vec<u32> = inside(&String::from_utf8_lossy(body), "PartNumber").into_iter().filter_map(|number| number.parse().ok()).collect();
        if named != parts.keys().copied().collect::<Vec<_>>() || parts.values().rev().skip(1).any(|part| part.len() < 5 << 20) {
            self.wrong.push(format!("parts {named:?}"));
            return xml(StatusCode::BAD_REQUEST, "<Error><Code>InvalidPart</Code></Error>");
        }
        let bytes = parts.into_values().flatten().collect();
        self.objects.insert(key.clone(), Object { bytes, modified: Clock::system().now().iso() });
        xml(StatusCode::OK, &format!("<CompleteMultipartUploadResult><Key>{key}</Key><ETag>\"tag\"</ETag></CompleteMultipartUploadResult>"))
    }

    fn delete(&mut self, parts: &Parts, body: &Bytes) -> Response {
        if !parts.headers.contains_key("content-md5") {
            self.wrong.push("a list to delete without its hash".to_owned());
        }
        let mut deleted = Vec::new();
        for key in inside(&String::from_utf8_lossy(body), "Key") {
            self.objects.remove(key);
            deleted.push(format!("<Deleted><Key>{key}</Key></Deleted>"));
        }
        xml(StatusCode::OK, &format!("<DeleteResult>{}</DeleteResult>", deleted.concat()))
    }

    fn list(&self, parts: &Parts) -> Response {
        let (prefix, after) = (parameter(parts, "prefix").unwrap_or_default(), parameter(parts, "continuation-token").unwrap_or_default());
        let mut found = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
        let mut items = Vec::new();
        let mut last = String::new();
        for (key, Object { bytes, modified }) in found.by_ref().take(PAGE) {
            let size = bytes.len();
            items.push(format!("<Contents><Key>{key}</Key><LastModified>{modified}</LastModified><ETag>\"tag\"</ETag><Size>{size}</Size></Contents>"));
            last.clone_from(key);
        }
        let next = found.next().map(|_| format!("<NextContinuationToken>{last}</NextContinuationToken>")).unwrap_or_default();
        xml(StatusCode::OK, &format!("<ListBucketResult><Name>{NAME}</Name>{}{next}</ListBucketResult>", items.concat()))
    }

    fn read(&self, headers: &HeaderMap, key: &str, with_body: bool) -> Response {
        let Some(Object { bytes, .. }) = self.objects.get(key) else { return no_such("NoSuchKey") };
        let range = headers.get("range").and_then(|range| range.to_str().ok()).and_then(|range| range.strip_prefix("bytes="));
        let range = range.and_then(|range| range.split_once('-')).and_then(|(from, to)| Some((from.parse::<usize>().ok()?, to.parse::<usize>().ok()?)));
        let (status, from, end) = match range {
            Some((from, to)) if from < bytes.len() => (StatusCode::PARTIAL_CONTENT, from, bytes.len().min(to + 1)),
            Some(_) => return xml(StatusCode::RANGE_NOT_SATISFIABLE, "<Error><Code>InvalidRange</Code></Error>"),
            None => (StatusCode::OK, 0, bytes.len()),
        };
        let mut response = tagged(status, if with_body { Body::from(bytes[from..end].to_vec()) } else { Body::empty() });
        response.headers_mut().insert("content-length", (end - from).into());
        if status == StatusCode::PARTIAL_CONTENT {
            let range = format!("bytes {from}-{}/{}", end - 1, bytes.len());
            response.headers_mut().insert("content-range", range.parse().expect("plain letters"));
        }
        response
    }
}

fn xml(status: StatusCode, text: &str) -> Response {
    let builder = Response::builder().status(status).header("content-type", "application/xml");
    builder.body(Body::from(text.to_owned())).expect("an answer")
}

fn no_such(code: &str) -> Response {
    xml(StatusCode::NOT_FOUND, &format!("<Error><Code>{code}</Code></Error>"))
}

fn tagged(status: StatusCode, body: Body) -> Response {
    let builder = Response::builder().status(status).header("etag", "\"tag\"").header("last-modified", "Wed, 01 Jan 2020 00:00:00 GMT");
    builder.body(body).expect("an answer")
}
