//! Admins who sign in: how often one may try, and that a code works once.

use app::AppError;
use domain::time::Span;
use domain::{Invalid, Problem};

use crate::accounts::{EMAIL, PASSWORD, account, code, make_admin, signed_in, turn_on};
use crate::actors::Answer;
use crate::harness::{Harness, both_databases};

both_databases!(
    five_failures_lock_an_address_whether_or_not_it_is_known,
    a_lock_grows_and_a_success_forgets_it,
    a_code_of_the_app_works_once,
    a_recovery_code_works_once,
);

async fn attempt(h: &Harness, email: &str, password: &str, code: &str) -> Answer {
    h.anonymous().call("admins/sign-in", &[("email", email), ("password", password), ("code", code)]).await
}

/// What the answer says, without what differs from browser to browser.
fn told(answer: &Answer) -> (u16, Problem, usize) {
    let AppError(problem) = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body));
    (answer.status, problem, answer.set_cookies().len())
}

fn wrong() -> (u16, Problem, usize) {
    (422, Problem::Invalid(Invalid::Password), 0)
}

fn locked(seconds: u32) -> (u16, Problem, usize) {
    (429, Problem::TooMany { seconds }, 0)
}

async fn five_failures_lock_an_address_whether_or_not_it_is_known(h: &Harness) {
    make_admin(h).await;
    for email in [EMAIL, "nobody@example.org"] {
        for n in 1..=5 {
            assert_eq!(told(&attempt(h, email, "eight tin keys on a nail", "").await), wrong(), "{email}: try {n}");
        }
        for typed in [email.to_owned(), format!(" {} ", email.to_uppercase())] {
            assert_eq!(told(&attempt(h, &typed, PASSWORD, "").await), locked(30), "{typed:?}: not even with the right password");
        }
    }
    h.clock.advance(Span::seconds(12));
    for email in [EMAIL, "nobody@example.org"] {
        assert_eq!(told(&attempt(h, email, PASSWORD, "").await), locked(18), "{email}");
    }
    assert_eq!(told(&attempt(h, "another@example.org", PASSWORD, "").await), wrong(), "another address is not locked");
    h.clock.advance(Span::seconds(18));
    assert_eq!(told(&attempt(h, "nobody@example.org", PASSWORD, "").await), wrong());
    let answer = attempt(h, EMAIL, PASSWORD, "").await;
    assert!(answer.sets("latchkey-admin").is_some(), "{answer:?}");
}

async fn a_lock_grows_and_a_success_forgets_it(h: &Harness) {
    make_admin(h).await;
    let fail = async |times: usize| {
        for _ in 0..times {
            assert_eq!(told(&attempt(h, EMAIL, "eight tin keys on a nail", "").await), wrong());
        }
    };
    fail(5).await;
    for (lasted, next) in [(30, 60), (60, 120)] {
        h.clock.advance(Span::seconds(lasted));
        fail(1).await;
        assert_eq!(told(&attempt(h, EMAIL, PASSWORD, "").await), locked(next));
    }
    h.clock.advance(Span::seconds(120));
    signed_in(h, "").await;
    fail(4).await;
    signed_in(h, "").await;
    assert_eq!(h.count("SELECT count(*) AS n FROM sign_in_tries").await, 0);
}

async fn a_code_of_the_app_works_once(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    let secret = turn_on(h, &browser).await;
    let sign_in = async |code: &str| attempt(h, EMAIL, PASSWORD, code).await;
    let confirmed = code(h, &secret);
    assert_eq!(told(&sign_in(&confirmed).await), wrong(), "the code that turned it on is used up");
    h.clock.advance(Span::seconds(30));
    let next = code(h, &secret);
    assert_eq!(told(&attempt(h, EMAIL, "eight tin keys on a nail", &next).await), wrong(), "a code is no password");

    let (one, two) = tokio::join!(sign_in(&next), sign_in(&next));
    let signed_in = [&one, &two].into_iter().filter(|answer| answer.sets("latchkey-admin").is_some()).count();
    assert_eq!(signed_in, 1, "of two at once one: {one:?} {two:?}");
    assert_eq!(told(&sign_in(&next).await), wrong());
    assert_eq!(told(&sign_in(&confirmed).await), wrong(), "an older one neither");
    h.clock.advance(Span::seconds(30));
    assert!(sign_in(&code(h, &secret)).await.sets("latchkey-admin").is_some());
}

async fn a_recovery_code_works_once(h: &Harness) {
    make_admin(h).await;
    let browser = signed_in(h, "").await;
    turn_on(h, &browser).await;
    let codes = account(&browser).await.codes.expect("recovery codes are shown");
    let sign_in = async |code: &str| attempt(h, EMAIL, PASSWORD, code).await;

    let (one, two) = tokio::join!(sign_in(&codes[0]), sign_in(&codes[0]));
    let signed_in = [&one, &two].into_iter().filter(|answer| answer.sets("latchkey-admin").is_some()).count();
    assert_eq!(signed_in, 1, "of two at once one: {one:?} {two:?}");
    assert_eq!(told(&sign_in(&codes[0]).await), wrong());
    assert_eq!(account(&browser).await.two_step, Some(9));
    assert!(sign_in(&codes[1].to_uppercase().replace('-', " ")).await.sets("latchkey-admin").is_some(), "as people type it");
    assert_eq!(account(&browser).await.two_step, Some(8));
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'admin.recovery_code_used'").await, 2);
    assert_eq!(told(&sign_in("aaaa-aaaa-aaaa-aaaa").await), wrong());
}
