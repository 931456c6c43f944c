//! The audit log: whatever an admin changes is a line of it. Every row of the authorisation table that changes something is
//! called, every action there is must have been seen.

mod automations;
mod broadcasts;
mod communities;
mod courses;
mod portal;
mod quizzes;

pub use courses::PNG;

use std::collections::BTreeSet;

use app::api::access::{Actor, TABLE};
use domain::time::Span;
use domain::view::audit::Action;
use domain::{ContactState, Destination};
use http::Method;
use reqwest::multipart::{Form, Part};
use service::AsAdmin;

use crate::accounts::{EMAIL, PASSWORD, RIGHT, account, code};
use crate::actors::{Answer, Browser};
use crate::harness::{Harness, both_databases};

both_databases!(every_change_an_admin_makes_is_written_down);

/// Rows that change nothing.
const READS: &[&str] = &[
    "contacts/list",
    "contacts/find",
    "contacts/show",
    "contacts/preview-import",
    "contacts/check-import",
    "contacts/show-import",
    "offers/list",
    "offers/list-choices",
    "offers/show",
    "offers/list-grants",
    "offers/show-granting",
    "admins/account",
    "audit/page",
    "settings/load",
    "menus/list",
    "menus/list-offers",
    "menus/load",
    "settings/load-time-zone",
    "links/search-contacts",
    "links/pre-flight",
    "links/list",
    "messages/outbox",
    "messages/show",
    "messages/show-sending",
    "automations/list",
    "automations/edit",
    "automations/dry-run",
    "automations/runs",
    "automations/runs-of-contact",
    "automations/run",
    "broadcasts/list",
    "broadcasts/show",
    "broadcasts/count",
    "dashboard/load",
    "courses/list",
    "courses/load",
    "courses/load-lesson",
    "courses/preview",
    "files/list",
    "progress/list",
    "progress/of-contact",
    "progress/show",
    "groups/list",
    "groups/load",
    "quizzes/edit",
    "certificates/terms",
    "certificates/of-contact",
    "comments/newest",
    "comments/are-on",
];

/// Rows that change nothing that is worth a line: a file waits for its import, work on many goes on with what was written
/// down, a page shows a secret or puts it away, an admin sees with their own eyes again.
const SILENT: &[&str] =
    &["contacts/upload", "offers/resume-granting", "messages/resume-sending", "admins/begin-totp", "admins/put-secrets-away", "links/stop-viewing"];

/// The log while the admin Theo does everything.
struct Log<'h> {
    h: &'h Harness,
    browser: Browser,
    called: BTreeSet<String>,
    seen: BTreeSet<Action>,
}

impl Log<'_> {
    async fn lines(&self, action: Action, actor: &str) -> i64 {
        self.h.count(&format!("SELECT count(*) AS n FROM audit_events WHERE action = '{action}' AND actor = '{actor}'")).await
    }

    /// What `answer` did is one more line of that kind, under the actor's name.
    async fn one_more(&mut self, action: Action, actor: &str, done: impl AsyncFnOnce() -> Answer) -> Answer {
        let before = self.lines(action, actor).await;
        let answer = done().await;
        assert!(answer.status < 400, "{action}: {} {}", answer.status, answer.body);
        assert_eq!(self.lines(action, actor).await, before + 1, "{action} is not written down once");
        self.seen.insert(action);
        answer
    }

    /// Calls a function of Theo's; it must be one line.
    async fn does(&mut self, function: &str, form: &[(&str, &str)], action: Action) -> Answer {
        self.called.insert(function.to_owned());
        let browser = self.browser.clone();
        self.one_more(action, "Theo", async || browser.call(function, form).await).await
    }

    /// Calls a function that is no line.
    async fn silently(&mut self, function: &str, form: &[(&str, &str)]) -> Answer {
        let before = self.h.count("SELECT count(*) AS n FROM audit_events").await;
        let answer = self.browser.call(function, form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
        assert_eq!(self.h.count("SELECT count(*) AS n FROM audit_events").await, before, "{function}");
        answer
    }

    /// Theo at the service.
    async fn theo(&self) -> AsAdmin {
        let secret = self.browser.cookie("latchkey-admin").expect("a session");
        self.h.portal.admin(&secret).await.expect("the database answers").expect("the session is good")
    }

    /// Sends a form with a file.
    async fn upload(&self, function: &str, form: Form) -> Answer {
        let request = self.browser.request(Method::POST, &format!("/fn/{function}")).header("origin", &self.h.base).header("accept", "application/json");
        self.browser.send(request.multipart(form)).await
    }
}

/// The id in the address that an answer leads to: what follows `before`.
fn id_in(answer: &Answer, before: &str) -> String {
    let (_, rest) = answer.location().split_once(before).unwrap_or_else(|| panic!("{before} in {answer:?}"));
    rest.split(['?', '/', '&']).next().unwrap_or_default().to_owned()
}

async fn every_change_an_admin_makes_is_written_down(h: &Harness) {
    let mut log = Log { h, browser: h.anonymous(), called: BTreeSet::new(), seen: BTreeSet::new() };
    own_account(&mut log).await;
    log.does("settings/change", &settings(), Action::SettingsChanged).await;
    log.does("settings/change-time-zone", &[("time_zone", "Europe/Paris")], Action::SettingsChanged).await;
    courses::build(&mut log).await;
    communities::build(&mut log).await;
    quizzes::build(&mut log).await;
    // It switches communities off.
    portal::arrange(&mut log).await;
    contacts(&mut log).await;
    offers(&mut log).await;
    links(&mut log).await;
    broadcasts::send(&mut log).await;
    progress(&mut log).await;
    automations::write(&mut log).await;

    let rows: BTreeSet<String> = TABLE.iter().filter(|(_, actor)| *actor == Actor::Admin).map(|(name, _)| (*name).to_owned()).collect();
    let quiet: BTreeSet<String> = READS.iter().chain(SILENT).map(|row| (*row).to_owned()).collect();
    assert!(log.called.is_disjoint(&quiet), "both loud and quiet: {:?}", log.called.intersection(&quiet).collect::<Vec<_>>());
    let untried: Vec<&String> = rows.iter().filter(|row| !log.called.contains(*row) && !quiet.contains(*row)).collect();
    assert!(untried.is_empty(), "rows that nobody has tried here, and that are not said to change nothing: {untried:?}");
    let gone: Vec<&String> = quiet.difference(&rows).collect();
    assert!(gone.is_empty(), "no rows any more: {gone:?}");
    let unseen: Vec<&Action> = Action::ALL.iter().filter(|action| !log.seen.contains(action)).collect();
    assert!(unseen.is_empty(), "actions that were never seen in the log: {unseen:?}");
}

fn settings() -> [(&'static str, &'static str); 6] {
    [("name", "Atelier"), ("welcome_en", ""), ("welcome_fr", ""), ("copied_hours", "24"), ("sent_days", "7"), ("requested_minutes", "15")]
}

async fn own_account(log: &mut Log<'_>) {
    use secrecy::ExposeSecret as _;
    let url = log.h.portal.set_up_link().await.expect("the database answers").expect("there is no admin yet");
    let token = url.expose_secret().rsplit('/').next().unwrap_or_default();
    let form = [("token", token), ("name", "Theo"), ("email", EMAIL), ("password", PASSWORD), ("again", PASSWORD)];
    log.does("admins/set-up", &form, Action::AdminCreated).await;
    log.does("admins/sign-out", &[], Action::AdminSignedOut).await;
    let sign_in = [("email", EMAIL), ("password", PASSWORD)];
    log.does("admins/sign-in", &sign_in, Action::AdminSignedIn).await;

    log.silently("admins/begin-totp", RIGHT).await;
    let secret = account(&log.browser).await.setup.expect("a secret is shown").secret;
    log.does("admins/confirm-totp", &[("code", &code(log.h, &secret))], Action::TotpEnabled).await;
    log.does("admins/renew-recovery-codes", RIGHT, Action::RecoveryCodesRenewed).await;
    let codes = account(&log.browser).await.codes.expect("codes are shown");
    log.silently("admins/put-secrets-away", &[]).await;
    log.does("admins/sign-in", &[("email", EMAIL), ("password", PASSWORD), ("code", &codes[0])], Action::RecoveryCodeUsed).await;
    log.does("admins/disable-totp", RIGHT, Action::TotpDisabled).await;
    let new = "twelve geese over the lake";
    log.does("admins/change-password", &[("current", PASSWORD), ("new", new), ("again", new)], Action::PasswordChanged).await;

    log.h.admin("second@example.org").await;
    let before = log.lines(Action::AdminRemoved, "command line").await;
    log.h.portal.remove_admin(&"second@example.org".parse().expect("an address")).await.expect("removed");
    assert_eq!(log.lines(Action::AdminRemoved, "command line").await, before + 1);
    log.seen.insert(Action::AdminRemoved);
}

async fn contacts(log: &mut Log<'_>) {
    let form = |email| [("form[name]", "Ada"), ("form[email]", email), ("form[phone]", ""), ("form[language]", "en"), ("form[tags]", "vip")];
    let made = log.does("contacts/create", &form("ada@example.org"), Action::ContactCreated).await;
    let id = id_in(&made, "/admin/contacts/");
    let this = [("id", id.as_str())];
    let changed: Vec<(&str, &str)> = this.into_iter().chain(form("ada@example.com")).collect();
    log.does("contacts/change", &changed, Action::ContactChanged).await;
    log.does("contacts/disable", &this, Action::ContactDisabled).await;
    log.does("contacts/enable", &this, Action::ContactEnabled).await;
    log.does("contacts/sign-out-device", &[("id", &id), ("device", &id)], Action::ContactSignedOut).await;
    log.does("contacts/sign-out-everywhere", &this, Action::ContactSignedOut).await;
    log.does("contacts/delete", &this, Action::ContactDeleted).await;

    let file = Part::bytes(b"email\ngrace@example.org\n".to_vec()).file_name("list.csv");
    let before = log.h.count("SELECT count(*) AS n FROM audit_events").await;
    let uploaded = log.upload("contacts/upload", Form::new().part("file", file)).await;
    assert_eq!(log.h.count("SELECT count(*) AS n FROM audit_events").await, before);
    log.does("contacts/import", &[("file", &id_in(&uploaded, "file=")), ("options[lang]", "en")], Action::ContactsImported).await;
    let browser = log.browser.clone();
    log.one_more(Action::ContactsExported, "Theo", async || browser.get("/admin/contacts/export.csv").await).await;
}

async fn offers(log: &mut Log<'_>) {
    let course = log.h.course("welding").await;
    let (ada, bob) = (log.h.contact("ada@example.net").await, log.h.contact("bob@example.net").await);
    let product = course.id.to_string();
    let form = |title| {
        let product = product.as_str();
        [("form[title]", title), ("form[description]", ""), ("form[state]", "published"), ("form[access]", "forever"), ("form[products][0]", product)]
    };
    let made = log.does("offers/create", &form("Welding"), Action::OfferCreated).await;
    let offer = id_in(&made, "/admin/offers/");
    let changed: Vec<(&str, &str)> = [("offer", offer.as_str())].into_iter().chain(form("Welding for all")).collect();
    log.does("offers/change", &changed, Action::OfferChanged).await;

    let contact = ada.id.to_string();
    let back = ("back", "/admin/contacts");
    log.does("offers/grant", &[("contact", &contact), ("offer", &offer), back], Action::GrantCreated).await;
    let grant = log.theo().await.grants_of(ada.id).await.expect("grants").grants[0].id.to_string();
    let this = [("grant", grant.as_str()), back];
    let last_day = (log.h.clock.now() + Span::days(9)).date();
    log.does("offers/set-grant-end", &[("grant", &grant), ("last_day", &last_day), back], Action::GrantChanged).await;
    log.does("offers/end-grant", &this, Action::GrantEnded).await;
    log.does("offers/revoke-grant", &this, Action::GrantRevoked).await;

    let many = [("contact", bob.id.to_string()), ("offer", offer.clone())];
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let granting = log.does("offers/grant-selected", &many, Action::GrantsCreated).await;
    log.silently("offers/resume-granting", &[("job", &id_in(&granting, "granting="))]).await;

    let unused = log.does("offers/create", &form("Nobody's"), Action::OfferCreated).await;
    log.does("offers/delete", &[("offer", &id_in(&unused, "/admin/offers/"))], Action::OfferDeleted).await;
}

async fn links(log: &mut Log<'_>) {
    let (contact, _) = log.h.entitled("eve@example.org").await;
    let id = contact.id.to_string();
    let this = [("contact", id.as_str())];
    let made = log.does("links/generate", &[("contact", &id), ("destination", "home"), ("from", "")], Action::LinkMinted).await;
    let first = id_in(&made, "link=");
    let again = log.does("links/regenerate", &[("link", &first), ("from", "")], Action::LinksRegenerated).await;
    let link = id_in(&again, "link=");
    log.silently("links/card", &[("link", &link)]).await;
    log.h.clock.advance(Span::minutes(3));
    log.does("links/card", &[("link", &link)], Action::LinkShown).await;
    log.does("links/revoke", &[("link", &link), ("from", "")], Action::LinkRevoked).await;
    let sent = log.does("links/generate", &[("contact", &id), ("destination", "home"), ("from", ""), ("send", "email")], Action::LinkSent).await;
    let message = id_in(&sent, "/messages/");
    log.does("messages/cancel", &[("id", &message)], Action::MessageCancelled).await;
    log.does("messages/retry", &[("id", &message)], Action::MessageRetried).await;
    log.does("messages/invite", &this, Action::LinkSent).await;
    log.h.clock.advance(Span::seconds(1));
    let sending = log.does("messages/send-selected", &this, Action::LinkSent).await;
    log.silently("messages/resume-sending", &[("job", &id_in(&sending, "sending="))]).await;
    log.does("links/view-as", &this, Action::ViewedAsContact).await;
    log.silently("links/stop-viewing", &[]).await;
    log.does("links/revoke-access", &this, Action::AccessRevoked).await;

    let token = log.h.minted(&contact.email).await;
    let browser = log.browser.clone();
    log.one_more(Action::LinkOpenedAsAdmin, "Theo", async || browser.open(&token).await).await;
    assert_eq!(log.h.count(&format!("SELECT count(*) AS n FROM contacts WHERE state = '{}'", ContactState::Joined)).await, 0, "an admin joins for nobody");

    log.h.portal.ask_by_email(&contact.email.parse().expect("an address"), Destination::Home).await.expect("asked");
    let request = log.theo().await.dashboard().await.expect("the dashboard").requests[0].id.to_string();
    log.does("dashboard/close-request", &[("request", &request)], Action::RequestHandled).await;
}

async fn progress(log: &mut Log<'_>) {
    let (contact, course) = log.h.entitled("ivy@example.org").await;
    let (course_id, id, lesson) = (course.id.to_string(), contact.id.to_string(), course.first.to_string());
    let this = [("course", course_id.as_str()), ("contact", id.as_str()), ("lesson", lesson.as_str())];
    log.does("progress/mark-lesson", &this, Action::LessonMarked).await;
    log.does("progress/reset-lesson", &this, Action::LessonReset).await;
    log.does("progress/mark-lesson", &this, Action::LessonMarked).await;
    log.does("progress/reset-course", &this[..2], Action::CourseReset).await;
    let browser = log.browser.clone();
    log.one_more(Action::ProgressExported, "Theo", async || browser.get(&format!("/admin/courses/{course_id}/progress.csv")).await).await;

    let offer = log.h.offer("For who asks", &[&course]).await.to_string();
    let learner = log.h.learner(&contact).await;
    assert_eq!(learner.call("session/ask-for-access", &[]).await.status, 200);
    let request = log.theo().await.dashboard().await.expect("the dashboard").requests[0].id.to_string();
    log.does("dashboard/grant-request", &[("request", &request), ("offer", &offer)], Action::RequestHandled).await;
}
