//! Sessions: their cookies, their limits, their ends.

use data_encoding::BASE64URL_NOPAD;
use domain::ContactState;
use domain::time::Span;
use futures_util::FutureExt as _;
use http::Method;
use sha2::{Digest as _, Sha256};

use crate::actors::{Browser, secret};
use crate::harness::{Harness, Kind, both_databases};

both_databases!(
    case_22_a_planted_cookie_is_not_the_session_that_follows,
    case_23_cookies_have_exactly_the_documented_attributes,
    case_24_what_the_database_keeps_opens_nothing,
    case_25_after_signing_out_nothing_can_be_replayed,
    case_26_a_learner_is_signed_out_at_either_limit,
    case_26_an_admin_is_signed_out_at_either_limit,
    case_27_who_opens_the_link_of_another_is_asked_first,
    a_device_speaks_the_language_of_who_is_signed_in_until_one_is_chosen,
    case_28_disabling_or_deleting_ends_every_device,
);

/// A browser whose session cookie is `secret`.
fn holding(h: &Harness, cookie: &str, secret: &str) -> Browser {
    let browser = h.anonymous();
    browser.plant(cookie, secret);
    browser
}

async fn is_admin(browser: &Browser) -> bool {
    match browser.call("links/search-contacts", &[("text", "a")]).await.status {
        200 => true,
        401 => false,
        status => panic!("neither an admin nor not: {status}"),
    }
}

async fn case_22_a_planted_cookie_is_not_the_session_that_follows(h: &Harness) {
    let (ada, _) = h.entitled("ada@example.org").await;
    let (mallory, _) = h.entitled("mallory@example.org").await;
    let (invented, _) = secret(&h.random);
    let theirs = h.learner(&mallory).await.cookie("latchkey").expect("a session");
    for planted in [invented, theirs] {
        let browser = holding(h, "latchkey", &planted);
        let form = browser.arrive(&h.link(&ada).await).await;
        let answer = browser.post("/enter", &[("form", &form), ("choice", "switch")]).await;
        let own = answer.sets("latchkey").expect("a session");
        assert_ne!(own, planted);
        assert!(holding(h, "latchkey", &own).is_signed_in().await);
        assert!(!holding(h, "latchkey", &planted).is_signed_in().await, "what was planted signs nobody in");
    }
}

async fn case_23_cookies_have_exactly_the_documented_attributes(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let browser = h.anonymous();
    let first = browser.get(&format!("/l/{token}")).await;
    assert_eq!(first.set_cookies(), [format!("latchkey-enter={token}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax")]);
    let form = crate::actors::hidden_form(&browser.get("/enter").await.body);
    let entered = browser.post("/enter", &[("form", &form)]).await;
    let secret = entered.sets("latchkey").expect("a session");
    assert_eq!(BASE64URL_NOPAD.decode(secret.as_bytes()).expect("plain letters").len(), 32);
    let mut cookies = entered.set_cookies();
    cookies.sort_unstable();
    let session = format!("latchkey={secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    assert_eq!(cookies, ["latchkey-enter=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax", session.as_str()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_23_over_https_cookies_are_bound_to_host_and_scheme() {
    let h = Harness::with(Kind::Sqlite, |config| {
        "https://portal.example.org".clone_into(&mut config.public_url);
        config.secure = true;
    })
    .await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.link(&contact).await;
    let browser = h.anonymous();
    let first = browser.get(&format!("/l/{token}")).await;
    assert_eq!(first.set_cookies(), [format!("__Host-latchkey-enter={token}; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure")]);
    assert_eq!(first.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let form = h.portal.form_token(&token);
    let request = browser.request(Method::POST, "/enter").header("cookie", format!("__Host-latchkey-enter={token}")).form(&[("form", &form)]);
    let entered = browser.send(request.header("origin", "https://portal.example.org")).await;
    let secret = entered.sets("__Host-latchkey").unwrap_or_else(|| panic!("a session: {entered:?}"));
    assert!(entered.set_cookies().contains(&format!("__Host-latchkey={secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure").as_str()));
    assert!(!holding(&h, "latchkey", &secret).is_signed_in_over_https().await, "a cookie that any subdomain could set");
    h.finish().await;
}

impl Browser {
    /// As [`Browser::is_signed_in`], where the public URL is HTTPS.
    async fn is_signed_in_over_https(&self) -> bool {
        let request = self.request(Method::POST, "/fn/learning/grid").header("origin", "https://portal.example.org");
        self.send(request.form(&[("", "")])).await.status == 200
    }
}

async fn case_24_what_the_database_keeps_opens_nothing(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let admin = h.admin("chief@example.org").await;
    for (cookie, value) in [("latchkey", learner.cookie("latchkey")), ("latchkey-admin", Some(admin.secret.clone()))] {
        let bytes = BASE64URL_NOPAD.decode(value.expect("a session").as_bytes()).expect("plain letters");
        let thief = holding(h, cookie, &BASE64URL_NOPAD.encode(&Sha256::digest(bytes)));
        assert!(!thief.is_signed_in().await && !is_admin(&thief).await, "{cookie}");
    }
    let crossed = [holding(h, "latchkey-admin", &learner.cookie("latchkey").expect("a session")), holding(h, "latchkey", &admin.secret)];
    for thief in crossed {
        assert!(!thief.is_signed_in().await && !is_admin(&thief).await, "one kind of session is not the other");
    }
    assert!(learner.is_signed_in().await && is_admin(&admin).await);
}

async fn case_25_after_signing_out_nothing_can_be_replayed(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let secret = learner.cookie("latchkey").expect("a session");
    let pages = ["/courses".to_owned(), format!("/courses/{}", course.slug), "/account".to_owned()];
    for page in &pages {
        let answer = learner.get(page).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{page}");
    }
    let left = learner.post("/fn/session/sign-out", &[]).await;
    assert!(left.set_cookies().iter().any(|cookie| cookie.starts_with("latchkey=;") && cookie.contains("Max-Age=0")), "{left:?}");
    let replay = holding(h, "latchkey", &secret);
    assert!(!replay.is_signed_in().await);
    for page in &pages {
        for browser in [&learner.browser, &replay] {
            let answer = browser.get(page).await;
            assert!(answer.refuses(), "{page}: {}", answer.status);
            assert_eq!(answer.header("cache-control"), "no-store", "{page}");
            assert!(!answer.body.contains(&course.title), "{page}");
        }
    }
    assert_eq!(h.sessions().await, 0);

    let admin = h.admin("chief@example.org").await;
    assert_eq!(admin.get("/admin/contacts").await.header("cache-control"), "no-store");
    admin.post("/fn/admins/sign-out", &[]).await;
    let replay = holding(h, "latchkey-admin", &admin.secret);
    assert!(!is_admin(&replay).await);
    let answer = replay.get("/admin/contacts").await;
    assert!(answer.refuses() && !answer.body.contains("ada@example.org"), "{}", answer.status);
    assert_eq!(h.count("SELECT count(*) AS n FROM admin_sessions").await, 0);
}

async fn case_26_a_learner_is_signed_out_at_either_limit(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (idle, absolute) = (service::sessions::IDLE, service::sessions::ABSOLUTE);
    let second = Span::seconds(1);

    let learner = h.learner(&contact).await;
    h.clock.advance(Span(idle.0 - second.0));
    assert!(learner.is_signed_in().await, "a second before the idle limit");
    h.clock.advance(Span(idle.0 + second.0));
    assert!(!learner.is_signed_in().await, "a second after it");

    let learner = h.learner(&contact).await;
    let begun = h.clock.now();
    while h.clock.now() + idle < begun + absolute {
        h.clock.advance(Span(idle.0 - second.0));
        assert!(learner.is_signed_in().await, "used again and again");
    }
    h.clock.advance((begun + absolute) - (h.clock.now() + second));
    assert!(learner.is_signed_in().await, "a second before the absolute limit");
    h.clock.advance(Span(2 * second.0));
    assert!(!learner.is_signed_in().await, "a second after it");
    h.portal.tidy_up().await.expect("the database answers");
    assert_eq!(h.count(&format!("SELECT count(*) AS n FROM sessions WHERE expires_at <= {}", h.clock.now().0)).await, 0);
}

async fn case_26_an_admin_is_signed_out_at_either_limit(h: &Harness) {
    let (idle, absolute) = (service::admins::IDLE, service::admins::ABSOLUTE);
    let second = Span::seconds(1);
    let admin = h.admin("one@example.org").await;
    h.clock.advance(Span(idle.0 - second.0));
    assert!(is_admin(&admin).await, "a second before the idle limit");
    h.clock.advance(Span(idle.0 + second.0));
    assert!(!is_admin(&admin).await, "a second after it");

    let admin = h.admin("two@example.org").await;
    let begun = h.clock.now();
    while h.clock.now() + idle < begun + absolute {
        h.clock.advance(Span(idle.0 - second.0));
        assert!(is_admin(&admin).await, "used again and again");
    }
    h.clock.advance((begun + absolute) - (h.clock.now() + second));
    assert!(is_admin(&admin).await, "a second before the absolute limit");
    h.clock.advance(Span(2 * second.0));
    assert!(!is_admin(&admin).await, "a second after it");
}

async fn case_27_who_opens_the_link_of_another_is_asked_first(h: &Harness) {
    let (ada, adas) = h.entitled("ada@example.org").await;
    let (bob, bobs) = h.entitled("bob@example.org").await;
    let browser = h.learner(&ada).await.browser;
    let before = browser.cookie("latchkey").expect("a session");
    let token = h.link(&bob).await;

    let asked = browser.open(&token).await;
    assert_eq!((asked.status, asked.signs_in()), (409, false));
    assert!(asked.body.contains(&ada.name) && asked.body.contains(&bob.name), "{}", asked.body);
    assert_eq!(browser.cookie("latchkey"), Some(before.clone()));

    let form = browser.arrive(&token).await;
    let stayed = browser.post("/enter", &[("form", &form), ("choice", "stay")]).await;
    assert_eq!((stayed.status, stayed.location(), stayed.signs_in()), (303, "/courses", false));
    assert!(browser.get("/courses").await.body.contains(&adas.title));
    assert_eq!(h.uses().await, 1, "only Ada's own");

    let form = browser.arrive(&token).await;
    let switched = browser.post("/enter", &[("form", &form), ("choice", "switch")]).await;
    let after = switched.sets("latchkey").expect("a session");
    assert_ne!(after, before);
    let home = browser.get("/courses").await.body;
    assert!(home.contains(&bobs.title) && !home.contains(&adas.title), "{home}");
    assert!(!holding(h, "latchkey", &before).is_signed_in().await, "the old session is over");

    let again = browser.open(&token).await;
    assert!(again.signs_in(), "one's own link again asks nothing");
}

async fn a_device_speaks_the_language_of_who_is_signed_in_until_one_is_chosen(h: &Harness) {
    let (ada, _) = h.entitled("ada@example.org").await;
    let (zoe, _) = h.entitled("zoe@example.org").await;
    let id = zoe.id;
    h.write(move |conn| async move { store::contacts::set_lang(conn, id, domain::Lang::Fr).await }.boxed()).await;
    let speaks = |answer: &crate::actors::Answer, lang: &str| answer.body.contains(&format!("<html lang=\"{lang}\""));
    let (_, dead) = h.link_with(&zoe, |link| link.revoked_at = Some(link.created_at)).await;

    let browser = h.learner(&ada).await.browser;
    assert!(speaks(&browser.get("/courses").await, "en"));
    assert!(speaks(&browser.open(&dead).await, "fr"), "a dead link speaks to its holder");
    let form = browser.arrive(&h.link(&zoe).await).await;
    let asked = browser.post("/enter", &[("form", &form)]).await;
    assert!(asked.status == 409 && speaks(&asked, "fr"), "{}", asked.body);
    browser.post("/enter", &[("form", &form), ("choice", "switch")]).await;
    assert!(speaks(&browser.get("/courses").await, "fr"));
    assert!(speaks(&browser.get("/courses/nothing").await, "fr"));

    browser.post("/fn/prefs/language", &[("language", "en"), ("back", "/courses")]).await;
    assert!(speaks(&browser.get("/courses").await, "en"));
    assert!(speaks(&browser.open(&dead).await, "en"), "what was chosen on a device holds there");
    let elsewhere = h.learner(&zoe).await;
    assert!(speaks(&elsewhere.get("/courses").await, "en"), "and is the person's own from then on");
}

async fn case_28_disabling_or_deleting_ends_every_device(h: &Harness) {
    let (ada, _) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let (mut adas, mut bobs) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        adas.push(h.learner(&ada).await);
        bobs.push(h.learner(&bob).await);
    }
    admin.handle.disable_contact(ada.id).await.expect("disabled");
    admin.handle.delete_contact(bob.id).await.expect("deleted");
    for device in adas.iter().chain(&bobs) {
        assert!(!device.is_signed_in().await);
        assert!(device.get("/courses").await.refuses());
    }
    let token = h.link(&ada).await;
    assert_eq!(h.redeem(&token).await.status, 410, "a disabled contact's link");

    // Disabled straight in the database, as another process would have done it a moment ago.
    let (eve, _) = h.entitled("eve@example.org").await;
    let device = h.learner(&eve).await;
    assert!(device.is_signed_in().await);
    h.write(move |conn| async move { store::contacts::set_state(conn, eve.id, ContactState::Disabled).await }.boxed()).await;
    assert!(!device.is_signed_in().await);
}
