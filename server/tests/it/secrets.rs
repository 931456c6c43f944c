//! Secrets stay where they belong: none in the database, none in the logs.

use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::Channel;
use domain::time::Span;
use store::Backend;
use tokio::runtime::Runtime;

use crate::actors::Browser;
use crate::codes::other;
use crate::database::{Scratch, dump};
use crate::harness::{Harness, both_databases};
use crate::process::{Place, kill};
use crate::sign_in_by_email::{code_of, made_code, stands_alone};

both_databases!(case_60_the_database_holds_no_token_no_code_and_no_cookie);

/// A token as text and in hexadecimal, whole and its proving half.
pub fn shapes_of_token(token: &str) -> Vec<String> {
    let bytes = bs58::decode(token).into_vec().expect("a token");
    vec![token.to_lowercase(), HEXLOWER.encode(&bytes), HEXLOWER.encode(&bytes[16..])]
}

pub fn shapes_of_cookie(secret: &str) -> Vec<String> {
    let bytes = BASE64URL_NOPAD.decode(secret.as_bytes()).expect("plain letters");
    vec![secret.to_lowercase(), HEXLOWER.encode(&bytes)]
}

async fn case_60_the_database_holds_no_token_no_code_and_no_cookie(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&contact).await;
    let mut shapes = Vec::new();
    let live = h.minted(&contact.email).await;
    let (_, expired) = h.link_with(&contact, |link| link.expires_at = link.created_at + Span(-1)).await;
    for token in [&live, &expired] {
        let browser = h.anonymous();
        browser.open(token).await;
        browser.post("/enter", &[("form", &h.portal.form_token(token)), ("choice", "ask")]).await;
        shapes.extend(shapes_of_token(token));
        shapes.push(h.portal.form_token(token).to_lowercase());
        shapes.extend(browser.cookie("latchkey").iter().flat_map(|secret| shapes_of_cookie(secret)));
    }
    admin.open(&live).await;
    learner.get(&format!("/courses/{}/lessons/first", course.slug)).await;
    shapes.extend(shapes_of_cookie(&admin.secret));
    shapes.extend(shapes_of_cookie(&learner.cookie("latchkey").expect("a session")));
    if let Some(url) = h.portal.set_up_link().await.expect("the database answers") {
        use secrecy::ExposeSecret as _;
        shapes.extend(url.expose_secret().rsplit('/').next().map(str::to_lowercase));
    }

    h.portal.take_outgoing(Channel::Email, 10).await.expect("messages");
    let code = code_of(h, &contact.email).await;
    let browser = h.anonymous();
    for typed in [&other(&code), &code] {
        browser.call("session/enter-code", &[("email", &contact.email), ("code", typed)]).await;
    }
    shapes.extend(shapes_of_cookie(&browser.cookie("latchkey").expect("a session")));

    let text = dump(&h.store).await.to_lowercase();
    assert!(!stands_alone(&text, &code), "the database holds the code");
    assert!(text.contains("ada@example.org") && text.contains(&HEXLOWER.encode(contact.id.0.as_bytes())), "the dump is one");
    for shape in &shapes {
        assert!(shape.len() >= 32 && !text.contains(shape.as_str()), "the database holds {shape}");
    }

    if let Backend::Sqlite(path) = &h.backend {
        let mut files = std::fs::read(path).expect("the database's file");
        files.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        let holds = |wanted: &[u8]| files.windows(wanted.len()).any(|bytes| bytes == wanted);
        assert!(holds(contact.id.0.as_bytes()), "the file is the one");
        for token in [&live, &expired] {
            let bytes = bs58::decode(token).into_vec().expect("a token");
            assert!(!holds(token.as_bytes()) && !holds(&bytes[16..]), "the file holds a token");
        }
        assert!(!stands_alone(&String::from_utf8_lossy(&files), &code), "the file holds the code");
    }
}

/// Asks for a link with a code from the real program, and comes in with the code. The codes that were typed, and the cookie.
async fn comes_in_by_code(place: &Place, backend: &Backend) -> (Vec<String>, Vec<String>) {
    let browser = Browser::new(&place.base());
    browser.post("/fn/session/ask-for-link", &[("email", "ada@example.org")]).await;
    let world = place.world(backend).await;
    let made = async {
        loop {
            if let Some(code) = made_code(&world, "ada@example.org").await {
                return code;
            }
            tokio::task::yield_now().await;
        }
    };
    let code = tokio::time::timeout(Duration::from_secs(30), made).await.expect("the message is made ready to be sent");
    let typed = vec![other(&code), code];
    for code in &typed {
        browser.post("/fn/session/enter-code", &[("email", "ada@example.org"), ("code", code)]).await;
    }
    (typed, shapes_of_cookie(&browser.cookie("latchkey").expect("a session")))
}

/// Drives the real program, which logs everything it can, and searches what it wrote.
fn nothing_in_the_logs(place: &Place, backend: &Backend) {
    let (live, dead) = Runtime::new().expect("a runtime").block_on(async {
        let world = place.world(backend).await;
        let (contact, _) = world.entitled("ada@example.org").await;
        let (_, dead) = world.link_with(&contact, |link| link.revoked_at = Some(link.created_at)).await;
        (world.link_with(&contact, |link| link.uses = 0).await.1, dead)
    });
    let (mut shapes, mut codes) = (Vec::new(), Vec::new());
    Runtime::new().expect("a runtime").block_on(async {
        let server = place.serve().await;
        for token in [&live, &dead] {
            let browser = Browser::new(&place.base());
            let form = browser.arrive(token).await;
            browser.post("/enter", &[("form", &form)]).await;
            browser.post("/enter", &[("form", "wrong")]).await;
            browser.get(&format!("/enter?token={token}")).await;
            browser.get(&format!("/l/{token}/{token}")).await;
            browser.get(&format!("/L/{token}")).await;
            browser.get("/courses").await;
            browser.get(&format!("/courses?opened={token}")).await;
            shapes.push(form.to_lowercase());
            shapes.extend(shapes_of_token(token));
            shapes.extend(browser.cookie("latchkey").iter().flat_map(|secret| shapes_of_cookie(secret)));
        }
        let browser = Browser::new(&place.base());
        browser.get("/admin/set-up/SomeSetUpTokenThatNobodyMayReadInALog").await;
        shapes.push("SomeSetUpTokenThatNobodyMayReadInALog".to_lowercase());
        browser.call("admins/sign-in", &[("email", "chief@example.org"), ("password", "a-password-that-nobody-may-read-in-a-log"), ("code", "")]).await;
        shapes.push("a-password-that-nobody-may-read-in-a-log".to_owned());
        browser.plant("latchkey", "a-cookie-that-nobody-may-read-in-any-log-xx");
        browser.get("/courses").await;
        shapes.push("a-cookie-that-nobody-may-read-in-any-log-xx".to_owned());
        let (typed, session) = comes_in_by_code(place, backend).await;
        codes.extend(typed);
        shapes.extend(session);
        kill(server).await;
    });
    assert_eq!(shapes.iter().filter(|shape| shape.len() == 64).count(), 4, "two tokens and two sessions, in hexadecimal");
    let log = place.log();
    assert!(log.contains("TRACE") && log.contains("/enter"), "it logs everything it can: {}", &log[..log.len().min(2000)]);
    let lowered = log.to_lowercase();
    for shape in &shapes {
        let found = lowered.find(shape.as_str()).map(|at| lowered[..at].lines().count());
        let told = found.and_then(|n| log.lines().nth(n.saturating_sub(1)));
        assert_eq!(told, None, "the log holds a secret");
    }
    for code in &codes {
        assert_eq!(log.lines().find(|line| stands_alone(line, code)), None, "the log holds a code");
    }
}

#[test]
fn case_60_the_logs_hold_no_secret_on_sqlite() {
    let mut place = Place::new();
    place.settings.push(("LATCHKEY_LOG", "trace".to_owned()));
    nothing_in_the_logs(&place, &Backend::Sqlite(place.database()));
}

#[test]
fn case_60_the_logs_hold_no_secret_on_postgres() {
    let runtime = Runtime::new().expect("a runtime");
    let scratch = runtime.block_on(Scratch::create());
    let mut place = Place::new();
    place.settings.push(("LATCHKEY_LOG", "trace".to_owned()));
    place.settings.push(("DATABASE_URL", scratch.url.clone()));
    nothing_in_the_logs(&place, &Backend::Postgres(scratch.url.clone()));
    runtime.block_on(scratch.destroy());
}
