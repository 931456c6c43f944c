//! The portal's settings: what is saved holds at once, and what cannot be is refused and changes nothing.

use app::AppError;
use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Invalid, LinkPurpose, Problem};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;
use store::contacts::Contact;

use crate::actors::{Admin, Answer};
use crate::harness::{Harness, both_databases};

both_databases!(
    case_08_with_ask_first_no_browser_goes_on_by_itself,
    links_live_as_long_as_the_settings_say,
    no_link_lives_for_more_than_thirty_days_whatever_is_saved,
    what_cannot_be_saved_is_refused_and_changes_nothing,
    every_page_shows_the_portals_name,
);

/// What a new portal's form holds.
const NEW: [(&str, &str); 6] =
    [("name", "Latchkey"), ("welcome_en", ""), ("welcome_fr", ""), ("copied_hours", "24"), ("sent_days", "7"), ("requested_minutes", "15")];

/// Saves the form of a new portal with `other` values.
async fn save(admin: &Admin, other: &[(&str, &str)]) -> Answer {
    let kept = NEW.into_iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let form: Vec<(&str, &str)> = kept.chain(other.iter().copied()).collect();
    admin.call("settings/change", &form).await
}

async fn saves(admin: &Admin, other: &[(&str, &str)]) {
    let answer = save(admin, other).await;
    assert_eq!(answer.status, 200, "{other:?}: {}", answer.body);
}

async fn saved(h: &Harness) -> PortalSettings {
    h.portal.settings().await.expect("the database answers")
}

/// A link as an automation would send it.
async fn sent(h: &Harness, contact: &Contact) -> String {
    let mut made = h.portal.mint_many(&[contact.id], LinkPurpose::Sent).await.expect("a link");
    made.remove(0).1.expose_secret().rsplit('/').next().unwrap_or_default().to_owned()
}

async fn case_08_with_ask_first_no_browser_goes_on_by_itself(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let token = h.link(&contact).await;
    for (form, scripted) in [(&[][..], true), (&[("ask_first", "true")], false), (&[], true)] {
        saves(&admin, form).await;
        assert_eq!(saved(h).await.ask_first, !scripted);
        let browser = h.anonymous();
        browser.arrive(&token).await;
        let page = browser.get("/enter").await.body;
        assert_eq!(page.contains("<script"), scripted, "{form:?}: {page}");
        assert!(browser.open(&token).await.signs_in(), "the button works either way");
    }
}

async fn links_live_as_long_as_the_settings_say(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let before = h.minted(&contact.email).await;
    saves(&admin, &[("copied_hours", "2"), ("sent_days", "3"), ("requested_minutes", "5")]).await;
    assert_eq!(saved(h).await.requested_minutes, 5);

    let lives = [(h.minted(&contact.email).await, Span::hours(2)), (before, Span::hours(24)), (sent(h, &contact).await, Span::days(3))];
    let begun = h.clock.now();
    for (token, life) in &lives {
        h.clock.advance((begun + *life) - (h.clock.now() + Span::seconds(1)));
        assert!(h.redeem(token).await.signs_in(), "a second before the end of {life:?}");
        h.clock.advance(Span::seconds(1));
        assert_eq!(h.redeem(token).await.status, 410, "at the end of {life:?}");
    }
}

async fn no_link_lives_for_more_than_thirty_days_whatever_is_saved(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    saves(&admin, &[("copied_hours", "720"), ("sent_days", "30"), ("requested_minutes", "43200")]).await;
    let mut tokens = vec![h.minted(&contact.email).await, sent(h, &contact).await];

    // As only a hand in the database could have set it.
    let json = serde_json::to_string(&PortalSettings { copied_hours: 10_000, sent_days: 400, ..PortalSettings::default() }).expect("JSON");
    h.write(move |conn| async move { store::settings::set(conn, "portal", &json).await }.boxed()).await;
    tokens.extend([h.minted(&contact.email).await, sent(h, &contact).await]);
    h.clock.advance(Span(Span::days(30).0 - Span::seconds(1).0));
    for token in &tokens {
        assert!(h.redeem(token).await.signs_in());
    }
    h.clock.advance(Span::seconds(1));
    for token in &tokens {
        assert_eq!(h.redeem(token).await.status, 410);
    }
}

async fn what_cannot_be_saved_is_refused_and_changes_nothing(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    saves(&admin, &[("name", "Atelier")]).await;
    let (before, lines) = (saved(h).await, h.count("SELECT count(*) AS n FROM audit_events").await);
    let (long, longer) = ("x".repeat(81), "x".repeat(2001));
    for (field, value, reason) in [
        ("name", "", Invalid::Required),
        ("name", " \t ", Invalid::Required),
        ("name", long.as_str(), Invalid::TooLong),
        ("welcome_en", &longer, Invalid::TooLong),
        ("welcome_fr", &longer, Invalid::TooLong),
        ("copied_hours", "0", Invalid::Number),
        ("copied_hours", "721", Invalid::Number),
        ("copied_hours", "-1", Invalid::Form),
        ("copied_hours", "", Invalid::Form),
        ("sent_days", "0", Invalid::Number),
        ("sent_days", "31", Invalid::Number),
        ("sent_days", "soon", Invalid::Form),
        ("requested_minutes", "0", Invalid::Number),
        ("requested_minutes", "43201", Invalid::Number),
        ("requested_minutes", "4294967296", Invalid::Form),
        ("ask_first", "perhaps", Invalid::Form),
    ] {
        let answer = save(&admin, &[(field, value)]).await;
        let told = serde_json::from_str::<AppError>(&answer.body).map(|AppError(problem)| problem);
        assert_eq!((answer.status, told.ok()), (422, Some(Problem::Invalid(reason))), "{field}: {value:.20}");
    }
    assert_eq!((saved(h).await, h.count("SELECT count(*) AS n FROM audit_events").await), (before, lines));
    let longest = "é".repeat(80);
    saves(&admin, &[("name", &longest)]).await;
    assert_eq!(saved(h).await.name, longest);
}

async fn every_page_shows_the_portals_name(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    saves(&admin, &[("name", "  Atelier <b>Nord</b>\n"), ("welcome_en", "Welcome, **maker**.")]).await;
    assert_eq!(saved(h).await.name, "Atelier <b>Nord</b>", "one line");
    let waiting = h.anonymous();
    waiting.arrive(&h.link(&contact).await).await;
    for (page, path) in [
        (learner.get("/courses").await, "/courses"),
        (learner.get(&format!("/courses/{}", course.slug)).await, "a course"),
        (admin.get("/admin/contacts").await, "/admin/contacts"),
        (h.anonymous().get("/sign-in").await, "/sign-in"),
        (h.anonymous().get("/admin/sign-in").await, "/admin/sign-in"),
        (waiting.get("/enter").await, "/enter"),
    ] {
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("Atelier &lt;b&gt;Nord"), "{path}: {}", page.body);
        assert!(!page.body.contains("<b>Nord"), "{path}: {}", page.body);
    }
    assert!(learner.get("/courses").await.body.contains("Welcome, "));
}
