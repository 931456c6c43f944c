//! Who may call and see what: the authorisation table is complete, and nobody gets around it.

use std::collections::BTreeSet;

use app::api::access::{Actor, ROUTES, TABLE};
use http::Method;

use crate::actors::Browser;
use crate::harness::{Harness, Kind, both_databases};
use crate::world::Term;

both_databases!(
    case_03_a_nul_is_refused_wherever_text_comes_in,
    case_20_server_functions_answer_to_this_sites_posts_alone,
    case_36_nobody_but_an_admin_sees_or_does_anything_of_theirs,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_server_function_has_a_row_and_every_row_a_function() {
    // Building the router registers the functions.
    let h = Harness::start(Kind::Sqlite).await;
    let mut functions = BTreeSet::new();
    for (path, method) in server_fn::axum::server_fn_paths() {
        assert_eq!(method, Method::POST, "{path} changes something, or could");
        let name = path.strip_prefix("/fn/").unwrap_or_else(|| panic!("{path} is not under /fn/"));
        let (area, verb) = name.split_once('/').unwrap_or_else(|| panic!("{path} has no area"));
        assert!(!area.is_empty() && !verb.contains(|c: char| !(c.is_ascii_lowercase() || c == '-')), "{path} is no AREA/VERB: give it an endpoint");
        functions.insert(name.to_owned());
    }
    let rows: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rows.len(), TABLE.len(), "a row is there twice");
    let without = functions.difference(&rows).collect::<Vec<_>>();
    assert!(without.is_empty(), "functions without a row: {without:?}");
    // What is no server function is a form of its own, or is not there.
    let admin = h.admin("chief@example.org").await;
    for name in rows.difference(&functions) {
        let answer = admin.call(name, &[]).await;
        assert!(answer.status != 404 && !answer.body.contains("Could not find a server function"), "{name} is a row without a function");
    }
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_03_arguments_that_cannot_be_read_are_never_an_error_of_ours() {
    let h = Harness::start(Kind::Sqlite).await;
    let admin = h.admin("chief@example.org").await;
    for (name, _) in TABLE.iter().filter(|(name, _)| !name.contains("sign-out")) {
        for form in [
            &[("nonsense", "1")][..],
            &[("id", "x"), ("contact", "\u{1}"), ("offer", "-1"), ("link", "'"), ("course", "%"), ("email", "@"), ("query[sort]", "x"), ("form[name]", "")],
        ] {
            let answer = admin.call(name, form).await;
            assert!(answer.status < 500, "{name}: {} {}", answer.status, answer.body);
        }
    }
    h.finish().await;
}

/// Whether a function takes files, whose bytes may be any.
fn is_upload(name: &str) -> bool {
    server::router::UPLOADS.iter().any(|path| path.strip_prefix("/fn/") == Some(name))
}

async fn case_03_a_nul_is_refused_wherever_text_comes_in(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let form = [("email", "a\u{0}@example.org"), ("password", "\u{0}"), ("text", "a\u{0}b"), ("form[name]", "\u{0}"), ("query[search]", "\u{0}")];
    for (name, _) in TABLE {
        let expected = if is_upload(name) { 415 } else { 422 };
        let path = format!("/fn/{name}");
        for answer in [admin.call(name, &form).await, admin.post(&path, &form).await] {
            assert_eq!(answer.status, expected, "{name}: {}", answer.body);
            assert!(expected == 415 || answer.body.contains("NUL") || answer.body.contains("Character"), "{name}: {}", answer.body);
        }
        // The byte itself, and as something that is no form.
        for kind in ["application/x-www-form-urlencoded", "application/json", "text/plain"] {
            let request = admin.request(Method::POST, &path).header("origin", &h.base).header("content-type", kind);
            let answer = admin.send(request.body("email=a\0b&text=a\0b")).await;
            assert_eq!(answer.status, expected, "{name} as {kind}: {}", answer.body);
        }
    }
    for name in TABLE.iter().map(|(name, _)| *name).filter(|name| !is_upload(name)) {
        let request = admin.request(Method::POST, &format!("/fn/{name}")).header("origin", &h.base).header("content-type", "multipart/form-data; boundary=b");
        assert_eq!(admin.send(request.body("text=a%00b")).await.status, 422, "{name}");
    }

    let searches =
        ["/admin/contacts?q=", "/admin/contacts?tag=", "/admin/audit?subject=", "/admin/portal/dashboard?dialog=link&q=", "/sign-in?next=", "/courses?x="];
    for search in searches {
        // The pages' router decodes a query twice.
        for nul in ["%00", "%2500", "%25%30%30", "%25%300"] {
            let answer = admin.get(&format!("{search}a{nul}b")).await;
            assert_eq!(answer.status, 422, "{search}{nul}");
            assert!(answer.body.contains("NUL"), "{}", answer.body);
        }
        let answer = admin.get(&format!("{search}100%25")).await;
        assert!(matches!(answer.status, 200 | 303), "{search}: a per cent sign is text: {}", answer.status);
    }
    for path in ["/courses/", "/admin/contacts/", "/admin/set-up/", "/l/", "/nothing/"] {
        assert_eq!(admin.get(&format!("{path}a%00b")).await.status, 404, "{path}");
        let twice = admin.get(&format!("{path}a%2500b")).await;
        assert!(twice.status < 500, "{path}: {}", twice.status);
    }
    assert_eq!(admin.call("admins/account", &[]).await.status, 200, "nothing was done, not even signing out");
    assert_eq!(h.count("SELECT count(*) AS n FROM sign_in_tries").await, 0);
}

async fn case_20_server_functions_answer_to_this_sites_posts_alone(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    for (name, _) in TABLE {
        let path = format!("/fn/{name}");
        for method in [Method::GET, Method::HEAD] {
            let status = admin.send(admin.request(method.clone(), &path)).await.status;
            assert!(matches!(status, 404 | 405), "{method} {path}: {status}");
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let status = admin.send(admin.request(method.clone(), &path).header("origin", &h.base)).await.status;
            assert!(matches!(status, 404 | 405), "{method} {path}: {status}");
        }
        for (header, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("x-no-origin", "at all")] {
            let answer = admin.send(admin.request(Method::POST, &path).header(header, value).form(&[("text", "a")])).await;
            assert_eq!(answer.status, 403, "{path} with {header}: {value}");
            assert!(answer.set_cookies().is_empty());
        }
    }
}

/// What the admins' side shows and nobody else may see.
const MARKS: [&str; 4] = ["Quellborn", "chief@example.org", "Offerta Segretissima", "The course arcanum"];

/// Pages of the admins' side that anyone may see.
fn is_public(path: &str) -> bool {
    path.starts_with("/admin/sign-in") || path.starts_with("/admin/set-up/")
}

/// Every route of the admins' side, with ids of things that are there.
pub fn admin_paths(contact: &str, product: &str, lesson: &str, offer: &str) -> Vec<String> {
    let mut paths = server::router::PATHS.admin.clone();
    paths.extend(ROUTES.iter().map(|(_, path, _)| (*path).to_owned()).filter(|path| path.starts_with("/admin")));
    let filled = |path: String| {
        let path = path.replace("/contacts/{id}", &format!("/contacts/{contact}")).replace("/courses/{id}", &format!("/courses/{product}"));
        path.replace("/offers/{id}", &format!("/offers/{offer}"))
            .replace("{lesson}", lesson)
            .replace("{contact}", contact)
            .replace("{token}", "x")
            .replace("{id}", contact)
    };
    paths.into_iter().map(filled).collect()
}

/// Other ways to write a path, some of which a careless router would take for it.
fn variants(path: &str) -> Vec<String> {
    let letter = path.rfind('/').map_or(0, |slash| slash + 1);
    let (head, tail) = path.split_at(letter);
    let encoded = tail.bytes().next().map_or_else(String::new, |byte| format!("{head}%{byte:02x}{}", &tail[1..]));
    vec![
        format!("{path}/"),
        format!("{path}//"),
        format!("/{path}"),
        format!("{path}?"),
        format!("{path}%00"),
        format!("{path};x=1"),
        format!("{path}.json"),
        path.to_uppercase(),
        path.replacen('/', "//", 2),
        path.replacen("/a", "/%61", 1),
        path.replacen("/a", "/%2561", 1),
        path.replacen("/a", "/./a", 1),
        format!("/courses/..{path}"),
        format!("/courses/%2e%2e{path}"),
        format!("/{}", path.trim_start_matches('/').replace('/', "%2F")),
        format!("/{}", path.trim_start_matches('/').replace('/', "\\")),
        encoded,
    ]
}

/// Posts to a server function whose path no client has tidied.
async fn raw_call(h: &Harness, path: &str, cookie: &str) -> (Option<u16>, String) {
    let body = "text=a&contact=x";
    let request = format!(
        "POST {path} HTTP/1.0\r\nHost: x\r\nOrigin: {}\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{cookie}\r\n{body}",
        h.base,
        body.len()
    );
    h.raw(request.as_bytes()).await
}

async fn case_36_nobody_but_an_admin_sees_or_does_anything_of_theirs(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let other = h.contact_with("zyxomma@example.org", |contact| "Zyxomma Quellborn".clone_into(&mut contact.name)).await;
    let arcanum = h.course("arcanum").await;
    let offer = h.offer("Offerta Segretissima", &[&arcanum]).await;
    h.grant(other.id, offer, Term::Active).await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&contact).await;
    let paths = admin_paths(&other.id.to_string(), &arcanum.id.to_string(), &arcanum.first.to_string(), &offer.to_string());
    assert!(paths.len() > 15, "{paths:?}");

    // The admin sees all of it: were it not there, nothing would be proved below.
    let mut seen = String::new();
    for path in &paths {
        seen.push_str(&admin.get(path).await.body);
    }
    for mark in MARKS {
        assert!(seen.contains(mark), "no page of the admins' side shows {mark}");
    }

    let done = h.count("SELECT count(*) AS n FROM audit_events").await;
    let session = format!("latchkey={}", learner.cookie("latchkey").expect("a session"));
    let forged = format!("{session}; latchkey-admin={}", learner.cookie("latchkey").expect("a session"));
    for cookie in [session.as_str(), &forged, ""] {
        for path in &paths {
            let (status, answer) = h.raw_get(path, cookie).await;
            assert!(is_public(path) || matches!(status, Some(301..=308 | 401 | 403 | 404)), "{path}: {status:?}");
            shows_nothing(path, status, &answer);
        }
        refuses_functions(h, cookie).await;
    }
    for variant in paths.iter().flat_map(|path| variants(path)) {
        let (status, answer) = h.raw_get(&variant, &forged).await;
        shows_nothing(&variant, status, &answer);
    }
    refuses_plain_forms(&learner.browser).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events").await, done, "nothing was done");
}

fn shows_nothing(path: &str, status: Option<u16>, answer: &str) {
    for mark in MARKS {
        assert!(!answer.contains(mark), "{path}: {status:?} shows {mark}: {answer}");
    }
    assert!(status.is_none_or(|status| status < 500), "{path}: {status:?}");
}

async fn refuses_functions(h: &Harness, cookie: &str) {
    let header = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    for (name, _) in TABLE.iter().filter(|(_, actor)| *actor == Actor::Admin) {
        let path = format!("/fn/{name}");
        let (status, answer) = raw_call(h, &path, &header).await;
        assert!(matches!(status, Some(401 | 415)), "{path}: {answer}");
    }
    for variant in ["links/search-contacts", "contacts/list", "offers/show"].iter().flat_map(|name| variants(&format!("/fn/{name}"))) {
        let (status, answer) = raw_call(h, &variant, &header).await;
        assert!(status.is_some_and(|status| (400..500).contains(&status)), "{variant}: {answer}");
        shows_nothing(&variant, status, &answer);
    }
}

/// A form without scripts is sent to where one signs in, and nothing is done.
async fn refuses_plain_forms(browser: &Browser) {
    for (name, _) in TABLE.iter().filter(|(_, actor)| *actor == Actor::Admin) {
        let answer = browser.post(&format!("/fn/{name}"), &[]).await;
        assert!(
            answer.status == 415 || (answer.status == 303 && answer.location().starts_with(app::api::admins::SIGN_IN)),
            "{name}: {} {}",
            answer.status,
            answer.location()
        );
    }
}
