//! Case 60 for what admins have: the secret of their second factor, recovery codes, a set-up link that was used.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use secrecy::ExposeSecret as _;
use service::{Clock, Portal};
use store::Backend;
use tokio::runtime::Runtime;

use crate::accounts::{EMAIL, PASSWORD, RIGHT, account, code_at};
use crate::actors::Browser;
use crate::database::{Scratch, dump};
use crate::harness::{Harness, both_databases};
use crate::process::{Place, kill};
use crate::secrets::{shapes_of_cookie, shapes_of_token};

both_databases!(case_60_the_database_holds_no_secret_of_an_admins);

/// A secret in Base32 as it is shown, without its gaps, and as bytes in hexadecimal.
fn shapes_of_base32(shown: &str) -> Vec<String> {
    let plain: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
    let bytes = BASE32_NOPAD.decode(plain.to_uppercase().as_bytes()).expect("Base32");
    vec![shown.to_lowercase(), plain.to_lowercase(), HEXLOWER.encode(&bytes)]
}

/// Becomes the first admin, turns the second factor on and signs in with a recovery code; every shape of what is secret in
/// that. The browser stays signed in.
async fn use_everything(portal: &Portal, browser: &Browser, clock: &Clock) -> Vec<String> {
    let url = portal.set_up_link().await.expect("the database answers").expect("there is no admin yet");
    let token = url.expose_secret().rsplit('/').next().unwrap_or_default().to_owned();
    let mut shapes = shapes_of_cookie(&token);
    let does = async |function: &str, form: &[(&str, &str)]| {
        let answer = browser.call(function, form).await;
        assert_eq!(answer.status, 200, "{function}: {}", answer.body);
        shapes_of_cookie(&browser.cookie("latchkey-admin").expect("a session"))
    };
    let page = browser.get(&format!("/admin/set-up/{token}")).await;
    assert_eq!(page.status, 200);
    let form = [("token", token.as_str()), ("name", "Theo"), ("email", EMAIL), ("password", PASSWORD), ("again", PASSWORD)];
    shapes.extend(does("admins/set-up", &form).await);
    let used = browser.call("admins/check-set-up", &[("token", &token)]).await;
    assert_eq!(used.status, 422, "it works once: {}", used.body);

    shapes.extend(does("admins/begin-totp", RIGHT).await);
    let setup = account(browser).await.setup.expect("a secret is shown");
    shapes.extend(shapes_of_base32(&setup.secret));
    shapes.extend(does("admins/confirm-totp", &[("code", &code_at(clock, &setup.secret))]).await);
    assert_eq!(browser.get("/admin/account").await.status, 200);
    let codes = account(browser).await.codes.expect("recovery codes are shown");
    shapes.extend(codes.iter().flat_map(|code| shapes_of_base32(code)));
    shapes.extend(does("admins/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("code", &codes[0])]).await);
    let again = browser.call("admins/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("code", &codes[0])]).await;
    assert_eq!(again.status, 422, "{}", again.body);
    shapes.push(PASSWORD.to_owned());
    shapes
}

fn holds_none(text: &str, shapes: &[String], what: &str) {
    let lowered = text.to_lowercase();
    for shape in shapes {
        assert!(shape.len() >= 16, "{shape} is too short to be looked for");
        let found = lowered.find(shape.as_str()).map(|at| lowered[..at].lines().count());
        assert_eq!(found.and_then(|n| text.lines().nth(n.saturating_sub(1))), None, "{what} holds the secret {shape}");
    }
}

async fn case_60_the_database_holds_no_secret_of_an_admins(h: &Harness) {
    let shapes = use_everything(&h.portal, &h.anonymous(), &h.clock).await;
    let text = dump(&h.store).await;
    assert!(text.contains(EMAIL), "the dump is one");
    holds_none(&text, &shapes, "the database");
}

/// Drives the real program, which logs everything it can, until it panics, and searches what it wrote.
fn nothing_in_the_logs(place: &Place, backend: &Backend) {
    Runtime::new().expect("a runtime").block_on(async {
        let server = place.serve().await;
        let world = place.world(backend).await;
        let (contact, course) = world.entitled("ada@example.org").await;
        let token = world.link(&contact).await;
        let other = world.contact("bob@example.org").await;
        let endless = world.offer("Endless", &[&course]).await;
        // No form takes it: adding it up overflows.
        world.run_sql("UPDATE offers SET access_days = 2147483647 WHERE title = 'Endless'").await;
        let data_dir = place.keys().parent().expect("a folder").to_owned();
        let portal = Portal::new(world.store.clone(), world.clock.clone(), world.random.clone(), world.keys, &place.base(), data_dir);

        let browser = Browser::new(&place.base());
        let mut shapes = use_everything(&portal, &browser, &world.clock).await;
        browser.arrive(&token).await;
        shapes.extend(shapes_of_token(&token));
        let grant = [("contact", other.id.to_string()), ("offer", endless.to_string()), ("back", "/admin/contacts".to_owned())];
        let grant: Vec<(&str, &str)> = grant.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.call("offers/grant", &grant).await;
        assert!(matches!(answer.status, 500 | 503), "it panics: {} {}", answer.status, answer.body);
        kill(server).await;

        let log = place.log();
        assert!(log.contains("TRACE") && log.contains("panicked at") && log.contains("stack backtrace"), "it logs everything it can");
        holds_none(&log, &shapes, "the log");
    });
}

/// A portal that logs everything, panics with all their calls too.
fn talkative() -> Place {
    let mut place = Place::new();
    place.settings.extend([("LATCHKEY_LOG", "trace".to_owned()), ("RUST_BACKTRACE", "full".to_owned())]);
    place
}

#[test]
fn case_60_the_logs_hold_no_secret_of_an_admins_on_sqlite() {
    let place = talkative();
    nothing_in_the_logs(&place, &Backend::Sqlite(place.database()));
}

#[test]
fn case_60_the_logs_hold_no_secret_of_an_admins_on_postgres() {
    let runtime = Runtime::new().expect("a runtime");
    let scratch = runtime.block_on(Scratch::create());
    let mut place = talkative();
    place.settings.push(("DATABASE_URL", scratch.url.clone()));
    nothing_in_the_logs(&place, &Backend::Postgres(scratch.url.clone()));
    runtime.block_on(scratch.destroy());
}
