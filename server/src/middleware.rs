//! What every request passes: who is it, may it change anything, how is it answered.

use std::net::SocketAddr;
use std::sync::Arc;

use app::AppError;
use app::address::unescape;
use app::api::access::{self, Actor};
use app::api::cookies::{Cookie, Cookies};
use app::api::guard::Visit;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, FromRequest as _, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::video::PLAYERS;
use domain::view::menus::{MenuLink, Opens};
use domain::view::viewer::{Header, Theme};
use domain::{Invalid, Module, Problem, WebAddress};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode, Uri};
use ipnet::IpNet;
use server_fn::error::FromServerFnError as _;
use service::{AsAdmin, AsLearner, Portal};

use crate::explained::{Reader, accepted_language, chosen_language, plain, plain_problem};
use crate::limits::{Limits, client_address};
use crate::router::PATHS;
use crate::{refused, unsubscribe};

/// What the guards need to know.
#[derive(Clone)]
pub struct Guards {
    pub portal: Portal,
    pub cookies: Cookies,
    pub limits: Option<Limits>,
    pub trusted_proxies: Arc<[IpNet]>,
}

/// Finds out who asks and puts it into the request as a [`Visit`].
pub async fn visit(State(guards): State<Guards>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // A page of the learners' side has a header to fill, and these two lead to where the portal opens.
    let wants_header = matches!(path, "/" | "/enter") || (wants_page(request.headers()) && !is_admin_side(path));
    match find_visit(&guards, request.headers(), request.uri(), wants_header && *request.method() == Method::GET).await {
        Ok(visit) => {
            let reader = Reader { lang: visit.lang, look: visit.look() };
            request.extensions_mut().insert(visit);
            let mut response = next.run(request).await;
            response.extensions_mut().insert(reader);
            response
        }
        Err(error) => plain_problem(error),
    }
}

async fn find_visit(guards: &Guards, headers: &HeaderMap, uri: &Uri, wants_header: bool) -> service::Result<Visit> {
    let Guards { portal, cookies, .. } = guards;
    let admin = match cookies.get(headers, Cookie::Admin) {
        Some(secret) => portal.admin(secret).await?,
        None => None,
    };
    let learner = match cookies.get(headers, Cookie::Learner) {
        Some(secret) => portal.learner(secret).await?,
        None => None,
    };
    // An admin on the learners' side is not the contact who is signed in there too.
    let own = learner.as_ref().filter(|_| admin.is_none()).and_then(AsLearner::lang);
    let lang = chosen_language(*cookies, headers).or(own).unwrap_or_else(|| accepted_language(headers));
    let settings = portal.settings().await?;
    let admin_side = is_admin_side(uri.path());
    let reader = admin.as_ref().map(AsAdmin::as_learner).or_else(|| learner.clone());
    let header = match reader {
        Some(reader) if wants_header => reader.header(&settings.modules, lang).await?,
        _ => Header {
            home: settings.modules.open_home(),
            areas: settings.modules.areas().filter(|area| *area != Module::Communities).collect(),
            menus: Vec::new(),
        },
    };
    Ok(Visit {
        portal: portal.clone(),
        cookies: *cookies,
        admin,
        learner,
        lang,
        theme: cookies.get(headers, Cookie::Theme).and_then(|word| word.parse().ok()).unwrap_or(Theme::Auto),
        frame: if admin_side { Some("'self'".to_owned()) } else { framed(uri.path(), &header.menus) },
        header,
        settings: Arc::new(settings),
        device: device(headers),
        admin_side,
        refused: refused::form(*cookies, headers, uri),
    })
}

/// The origin of the entry of the reader's menu that the page at `path` shows in a frame.
fn framed(path: &str, menus: &[MenuLink]) -> Option<String> {
    let slug = path.strip_prefix("/menu/")?.trim_end_matches('/');
    let entry = menus.iter().find(|entry| entry.slug == slug && entry.opens == Opens::Embedded)?;
    Some(WebAddress::parse(&entry.url).ok()?.origin().to_owned())
}

/// Answers the pages and the functions of a module that is switched off as if there were none (M1).
pub async fn switched_on(request: Request, next: Next) -> Response {
    // As often as the pages' router decodes an address.
    let path = unescape(&unescape(request.uri().path()));
    let is_learners = !path.starts_with("/fn/") || access::actor(&path) == Some(Actor::Learner);
    let off = match (Module::of_path(&path), request.extensions().get::<Visit>()) {
        (Some(module), Some(visit)) => is_learners && !visit.settings.modules.has(module),
        _ => false,
    };
    if off {
        let as_page = wants_page(request.headers());
        return refuse(Problem::NotFound, as_page);
    }
    next.run(request).await
}

/// Whether a path belongs to the admins' side.
pub fn is_admin_side(path: &str) -> bool {
    path == "/admin" || path.starts_with("/admin/")
}

/// The browser and its system in a few words, from what it calls itself.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&'static str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

/// Refuses changes that another site's page asks for: `Sec-Fetch-Site` decides, else `Origin`; without either, no.
/// (OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers".)
pub async fn same_origin(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if asks || unsubscribe::is_one_click(request.method(), request.uri().path()) || is_same_origin(request.headers(), guards.portal.public_url()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "This request came from another site and was refused.").into_response()
}

fn is_same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().eq_ignore_ascii_case(public_url.as_bytes())),
    }
}

/// Refuses an address with a NUL, which PostgreSQL keeps in no text: no path of ours has one, and no filter or search. Nor has a path
/// of ours a `..` or a `\\`, which the pages' router would resolve into another one than the guards have seen.
pub async fn plain_address(request: Request, next: Next) -> Response {
    // The pages' router decodes an address twice (leptos_router's `ParamsMap::insert` does it again).
    let path = unescape(request.uri().path());
    if has_nul(path.as_bytes()) || path.contains('\\') || path.split('/').any(|step| step == "..") {
        return empty(StatusCode::NOT_FOUND);
    }
    if request.uri().query().is_some_and(|query| has_nul(unescape(query).as_bytes())) {
        return plain(Invalid::Character.into());
    }
    next.run(request).await
}

/// Refuses a form with a NUL, whatever the request says that it is. It must be a small one: all of it is read first.
pub async fn plain_form(request: Request, next: Next) -> Response {
    let as_page = wants_page(request.headers());
    let (parts, body) = request.into_parts();
    match Bytes::from_request(Request::new(body), &()).await {
        Ok(form) if has_nul(&form) => refuse(Invalid::Character.into(), as_page),
        Ok(form) => next.run(Request::from_parts(parts, Body::from(form))).await,
        Err(unread) => unread.into_response(),
    }
}

/// Whether text has a NUL, as it is or as forms and addresses write it.
fn has_nul(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|three| three == b"%00")
}

/// The answer to a request that goes no further: words for a page, else what a server function would answer, so that the
/// page knows what to do.
fn refuse(problem: Problem, as_page: bool) -> Response {
    if as_page {
        return plain(problem);
    }
    (app::api::guard::status(&problem), [(header::CONTENT_TYPE, "application/json")], AppError(problem).ser()).into_response()
}

/// Refuses a route that the authorisation table does not know, so that none is added without saying who may ask for it.
pub async fn listed(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    match route.and_then(|route| unlisted(route.as_str(), request.method())) {
        Some(refused) => refused,
        None => next.run(request).await,
    }
}

/// `None` for a page, a server function and what has a row.
fn unlisted(path: &str, method: &Method) -> Option<Response> {
    if path == "/fn/{*name}" || access::actor(path).is_some() {
        return None;
    }
    let mut methods = access::methods(path);
    if PATHS.learner.iter().chain(&PATHS.admin).any(|page| page == path) {
        methods.push("GET");
    }
    let asked = if *method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
    if methods.contains(&asked) {
        None
    } else if methods.is_empty() {
        Some(empty(StatusCode::NOT_FOUND))
    } else {
        Some((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods.join(", "))]).into_response())
    }
}

/// Looks a server function up in the authorisation table before it runs.
pub async fn authorised(request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>();
    let allowed = match access::actor(request.uri().path()) {
        Some(Actor::Anyone) => Ok(()),
        Some(Actor::Learner) if visit.is_some_and(|visit| visit.on_learner_side().is_some()) => Ok(()),
        Some(Actor::Admin) if visit.is_some_and(|visit| visit.admin.is_some()) => Ok(()),
        Some(_) => Err(StatusCode::UNAUTHORIZED),
        None => Err(StatusCode::NOT_FOUND),
    };
    match allowed {
        Ok(()) => next.run(request).await,
        Err(StatusCode::UNAUTHORIZED) if wants_page(request.headers()) => {
            let to = if matches!(access::actor(request.uri().path()), Some(Actor::Admin)) { "/admin/sign-in" } else { "/sign-in" };
            axum::response::Redirect::to(to).into_response()
        }
        Err(StatusCode::UNAUTHORIZED) => refuse(Problem::SignIn, false),
        Err(status) => status.into_response(),
    }
}

/// A server function answers every failure with 500 and the problem; this gives the answer the problem's own status.
pub async fn telling_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 64 << 10).await else { return empty(StatusCode::INTERNAL_SERVER_ERROR) };
    if let Ok(AppError(problem)) = serde_json::from_slice(&bytes) {
        parts.status = app::api::guard::status(&problem);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// An upload is a multipart form, and nothing else.
pub async fn multipart(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) { next.run(request).await } else { empty(StatusCode::UNSUPPORTED_MEDIA_TYPE) }
}

/// Whether a browser asks for a page, or something else for data.
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Slows down whoever tries too often to get in: what anyone may call, but for a device's own preferences.
pub async fn limited(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    if let (Some(limits), Some(peer)) = (&guards.limits, peer)
        && *request.method() == Method::POST
        && is_a_try(request.uri().path())
        && !limits.admits(client_address(peer, request.headers(), &guards.trusted_proxies))
    {
        let as_page = request.uri().path() == "/enter" || wants_page(request.headers());
        return ([(header::RETRY_AFTER, "60")], refuse(Problem::TooMany { seconds: 60 }, as_page)).into_response();
    }
    next.run(request).await
}

fn is_a_try(path: &str) -> bool {
    path == "/enter" || (access::actor(path) == Some(Actor::Anyone) && !path.starts_with("/fn/prefs/"))
}

/// The headers that every answer carries; what a page set itself stays.
pub async fn secure_headers(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    if guards.cookies.secure {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// What is made for one person is kept by nobody.
pub async fn personal(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The policy of a page whose own scripts and styles carry `nonce`. Pictures may come from anywhere over HTTPS, since a
/// creator's Markdown may show them; films that were uploaded come from here, wherever they are kept; frames only from where video
/// players come from.
/// `frame` is what else this very page may show in one: a site, or, on the admins' side, a message.
pub fn page_policy(nonce: &str, frame: Option<&str>) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' https: data:; \
         font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         frame-src {}",
        PLAYERS.into_iter().chain(frame).collect::<Vec<_>>().join(" ")
    );
    HeaderValue::try_from(policy).expect("a nonce and an origin are plain text")
}

/// An answer that says nothing but its status.
pub fn empty(status: StatusCode) -> Response {
    (status, Body::empty()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn case_14_and_15_only_this_origin_may_change_things() {
        let here = "https://portal.example.org";
        for (given, allowed) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example.org")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://portal.example.org")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            assert_eq!(is_same_origin(&headers(given), here), allowed, "{given:?}");
        }
    }

    #[test]
    fn case_03_a_nul_is_found_however_it_is_written() {
        for nul in ["a\0b", "%00", "a=%00&b", "%0000", "%%00"] {
            assert!(has_nul(nul.as_bytes()), "{nul:?}");
        }
        for plain in ["", "%0", "%2500", "100%", "a=1%2C000", "%C0%80"] {
            assert!(!has_nul(plain.as_bytes()), "{plain:?}");
        }
    }

    #[test]
    fn what_the_table_does_not_know_is_no_route() {
        let status = |path, method| unlisted(path, &method).map(|refused| refused.status());
        for (path, method) in [
            ("/enter", Method::POST),
            ("/l/{token}", Method::HEAD),
            ("/courses", Method::GET),
            ("/fn/{*name}", Method::POST),
            ("/fn/contacts/upload", Method::POST),
        ] {
            assert_eq!(status(path, method), None, "{path}");
        }
        for path in ["/export", "/admin/contacts/everything.csv", "/fn/contacts/everything", "/l/{token}/peek"] {
            assert_eq!(status(path, Method::GET), Some(StatusCode::NOT_FOUND), "{path}");
        }
        for path in ["/healthz", "/courses", "/l/{token}"] {
            assert_eq!(status(path, Method::POST), Some(StatusCode::METHOD_NOT_ALLOWED), "{path}");
        }
    }

    #[test]
    fn devices_read_as_people_know_them() {
        let name = |agent: &'static str| device(&headers(&[("user-agent", agent)]));
        assert_eq!(name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"), "Safari, iPhone");
        assert_eq!(name("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"), "Edge, Windows");
        assert_eq!(name("curl/8"), "");
    }
}
