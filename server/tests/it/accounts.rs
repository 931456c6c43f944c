//! An admin's own account: what asks for the password again, what that does to sessions, and how an account ends.

use domain::time::Span;
use domain::view::admins::Account;
use domain::{Invalid, Problem};
use service::admins::SignIn;
use service::{Clock, Keys, Portal};
use totp_rs::{Algorithm, TOTP};

use crate::actors::{Answer, Browser};
use crate::harness::{Harness, both_databases};

both_databases!(
    the_second_factor_is_set_up_with_the_password_and_ends_the_other_sessions,
    a_second_factor_outlives_the_key_it_was_sealed_with_once_a_code_was_used,
    each_proof_gives_a_new_session_secret_and_ends_the_old_one,
    guessing_the_password_on_the_account_page_is_slowed_down,
    a_common_password_is_refused_when_it_is_chosen,
    a_removed_admin_is_out_at_once_and_the_last_one_stays,
);

pub const EMAIL: &str = "theo@example.org";
pub const PASSWORD: &str = "nine brass keys on a nail";
const WRONG: &[(&str, &str)] = &[("password", "eight tin keys on a nail")];
pub const RIGHT: &[(&str, &str)] = &[("password", PASSWORD)];

pub async fn make_admin(h: &Harness) {
    h.portal.create_admin(EMAIL.parse().expect("an address"), "Theo", PASSWORD.to_owned().into()).await.expect("an admin");
}

/// A browser in which the admin has signed in.
pub async fn signed_in(h: &Harness, code: &str) -> Browser {
    let browser = h.anonymous();
    let answer = browser.call("admins/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("code", code)]).await;
    assert!(answer.sets("latchkey-admin").is_some(), "{} {}", answer.status, answer.body);
    browser
}

async fn is_in(browser: &Browser) -> bool {
    match browser.call("admins/account", &[]).await.status {
        200 => true,
        401 => false,
        status => panic!("neither an admin nor not: {status}"),
    }
}

pub async fn account(browser: &Browser) -> Account {
    serde_json::from_str(&browser.call("admins/account", &[]).await.body).expect("an account")
}

/// What an authenticator app shows that has taken in what the account page shows.
pub fn code(h: &Harness, secret: &str) -> String {
    code_at(&h.clock, secret)
}

pub fn code_at(clock: &Clock, secret: &str) -> String {
    let bytes = data_encoding::BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).expect("Base32");
    let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, bytes, None, String::new());
    totp.generate(clock.now().millis() / 1000)
}

/// Calls a function that must give the browser a new secret, and end the one before it.
async fn renews(h: &Harness, browser: &Browser, function: &str, form: &[(&str, &str)]) -> Answer {
    let before = browser.cookie("latchkey-admin").expect("a session");
    let answer = browser.call(function, form).await;
    assert_eq!(answer.status, 200, "{function}: {}", answer.body);
    let after = answer.sets("latchkey-admin").unwrap_or_else(|| panic!("{function} sets a cookie: {answer:?}"));
    assert_ne!(after, before, "{function}");
    assert!(is_in(browser).await, "{function}: this device stays signed in");
    let thief = h.anonymous();
    thief.plant("latchkey-admin", &before);
    assert!(!is_in(&thief).await, "{function}: the old secret opens nothing");
    answer
}

/// Turns the second factor on; the secret that the app has.
pub async fn turn_on(h: &Harness, browser: &Browser) -> String {
    renews(h, browser, "admins/begin-totp", RIGHT).await;
    let secret = account(browser).await.setup.expect("a secret is shown").secret;
    renews(h, browser, "admins/confirm-totp", &[("code", &code(h, &secret))]).await;
    secret
}

async fn the_second_factor_is_set_up_with_the_password_and_ends_the_other_sessions(h: &Harness) {
    make_admin(h).await;
    let (here, there) = (signed_in(h, "").await, signed_in(h, "").await);
    for form in [&[][..], &[("password", "")], WRONG] {
        let refused = here.call("admins/begin-totp", form).await;
        assert_eq!(refused.status, 422, "{form:?}: {}", refused.body);
        assert!(refused.set_cookies().is_empty());
    }
    assert!(account(&here).await.setup.is_none(), "nothing is shown without the password");

    let secret = turn_on(h, &here).await;
    assert!(!is_in(&there).await, "a session that was opened with the password alone is over");
    let shown = account(&here).await;
    assert_eq!((shown.two_step, shown.codes.map(|codes| codes.len())), (Some(10), Some(10)), "the codes are shown to the new session");
    assert_eq!(here.call("admins/begin-totp", RIGHT).await.status, 409);

    h.clock.advance(Span::seconds(30));
    let there = signed_in(h, &code(h, &secret)).await;
    assert!(account(&there).await.codes.is_none(), "the codes are shown to nobody else");
    let page = here.post("/fn/admins/disable-totp", RIGHT).await;
    assert!(page.location().ends_with("/admin/account?done=off"), "{page:?}");
    assert!(is_in(&there).await, "turning it off signs nobody out");
}

/// Whether the portal lets the admin in with that code.
async fn lets_in(portal: &Portal, code: &str) -> bool {
    match portal.sign_in_admin(EMAIL, PASSWORD.to_owned().into(), Some(code.to_owned()), "").await {
        Ok(SignIn::In(_)) => true,
        Ok(SignIn::CodeNeeded) => panic!("it has a code"),
        Err(error) => {
            assert_eq!(error.into_problem(), Invalid::Password.into());
            false
        }
    }
}

async fn a_second_factor_outlives_the_key_it_was_sealed_with_once_a_code_was_used(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    let secret = turn_on(h, &browser).await;
    let codes = account(&browser).await.codes.expect("recovery codes are shown");
    let file = h.portal.data_dir().join("keys");
    let restarted = || {
        let keys = Keys::open(&file, &h.random, false).expect("a key file");
        Portal::new(h.store.clone(), h.clock.clone(), h.random.clone(), keys, &h.base, h.portal.data_dir().into())
    };
    let is_under = async |key: &str| h.count(&format!("SELECT count(*) AS n FROM admins WHERE totp_sealed LIKE '{key}.%'")).await == 1;
    let old = h.keys.current();
    assert!(is_under(old).await);

    let new = Keys::rotate(&file, &h.random).expect("a new key");
    let rotated = restarted();
    h.clock.advance(Span::seconds(30));
    let wrong = format!("{:06}", (code(h, &secret).parse::<u32>().expect("digits") + 1) % 1_000_000);
    assert!(!lets_in(&rotated, &wrong).await);
    assert!(is_under(old).await, "a wrong code seals nothing");
    assert!(lets_in(&rotated, &code(h, &secret)).await);
    assert!(is_under(&new).await, "a right one seals the secret under the new key");
    assert!(!lets_in(&rotated, &code(h, &secret)).await, "it works once");

    let lines = std::fs::read_to_string(&file).expect("a key file");
    std::fs::write(&file, lines.lines().next().expect("the new key")).expect("the old one is removed");
    let without = restarted();
    h.clock.advance(Span::seconds(30));
    assert!(lets_in(&without, &code(h, &secret)).await);

    // The portal that was never restarted does not have the key.
    h.clock.advance(Span::seconds(30));
    assert!(!lets_in(&h.portal, &code(h, &secret)).await);
    assert!(lets_in(&h.portal, &codes[0]).await, "a recovery code needs no key");
    assert!(is_under(&new).await);
    assert!(lets_in(&without, &code(h, &secret)).await, "the code was not used up");
}

async fn each_proof_gives_a_new_session_secret_and_ends_the_old_one(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    turn_on(h, &browser).await;
    let first = account(&browser).await.codes;
    renews(h, &browser, "admins/renew-recovery-codes", RIGHT).await;
    assert_ne!(account(&browser).await.codes, first);
    for function in ["admins/renew-recovery-codes", "admins/disable-totp"] {
        let refused = browser.call(function, WRONG).await;
        assert_eq!((refused.status, refused.set_cookies().len()), (422, 0), "{function}");
    }
    renews(h, &browser, "admins/disable-totp", RIGHT).await;
    let new = "twelve geese over the lake";
    let refused = browser.call("admins/change-password", &[("current", new), ("new", new), ("again", new)]).await;
    assert_eq!((refused.status, refused.set_cookies().len()), (422, 0), "a new password takes the old one");
    renews(h, &browser, "admins/change-password", &[("current", PASSWORD), ("new", new), ("again", new)]).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM admin_sessions").await, 1);
}

async fn guessing_the_password_on_the_account_page_is_slowed_down(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    for n in 1..=5 {
        assert_eq!(browser.call("admins/begin-totp", WRONG).await.status, 422, "try {n}");
    }
    let locked = browser.call("admins/begin-totp", RIGHT).await;
    assert_eq!(locked.status, 429, "{}", locked.body);
    h.clock.advance(Span::seconds(31));
    renews(h, &browser, "admins/begin-totp", RIGHT).await;
}

async fn a_common_password_is_refused_when_it_is_chosen(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    let change = async |new: &str| browser.call("admins/change-password", &[("current", PASSWORD), ("new", new), ("again", new)]).await;
    for common in ["password1234", "Password123!", "latchkey2026"] {
        let refused = change(common).await;
        assert!(refused.status == 422 && refused.body.contains("PasswordCommon"), "{common}: {} {}", refused.status, refused.body);
    }
    let made = h.portal.create_admin("ida@example.org".parse().expect("an address"), "Ida", "123456789012".to_owned().into()).await;
    assert_eq!(made.map_err(service::Error::into_problem), Err(Invalid::PasswordCommon.into()));
    assert_eq!(change("twelve geese over the lake").await.status, 200);
}

async fn a_removed_admin_is_out_at_once_and_the_last_one_stays(h: &Harness) {
    let (chief, other, third) = (h.admin("chief@example.org").await, h.admin("other@example.org").await, h.admin("third@example.org").await);
    let remove = async |email: &str| h.portal.remove_admin(&email.parse().expect("an address")).await.map_err(service::Error::into_problem);

    assert_eq!(remove("nobody@example.org").await, Err(Problem::NotFound));
    assert_eq!(remove("other@example.org").await, Ok(()));
    assert!(!is_in(&other).await, "their session is over");
    assert!(is_in(&chief).await && is_in(&third).await, "the others' go on");
    assert_eq!(h.count("SELECT count(*) AS n FROM admin_sessions").await, 2);
    let line = "SELECT count(*) AS n FROM audit_events WHERE action = 'admin.removed' AND subject_name = 'Admin other@example.org' AND actor = 'command line'";
    assert_eq!(h.count(line).await, 1, "the log keeps the name");

    // Of two who remove the last two at once, one is refused.
    let (one, two) = tokio::join!(remove("chief@example.org"), remove("third@example.org"));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(one.and(two), Err(Invalid::LastAdmin.into()));
    assert_eq!(h.count("SELECT count(*) AS n FROM admins").await, 1);
    assert!(is_in(&chief).await != is_in(&third).await);
}
