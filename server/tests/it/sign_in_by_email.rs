//! Who cannot get in asks for a link by an address, or in the place of a dead one, and gets it by mail with a code to type elsewhere.

use app::AppError;
use app::locales::Words;
use delivery::worker::Worker;
use domain::contact::RequestKind;
use domain::time::Span;
use domain::view::messages::MessageQuery;
use domain::{Invalid, Lang, MessageKind, MessageState, Problem};
use store::contacts::Contact;

use crate::actors::{Answer, Browser};
use crate::database::lines;
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Received};
use crate::messages::worker;
use crate::world::Term;

both_databases!(
    a_link_and_a_code_come_at_once_and_lead_to_the_same_place,
    an_address_gets_only_so_many_messages,
    who_has_no_offer_is_put_before_an_admin,
    case_46_a_hostile_address_is_refused_and_a_message_has_one_recipient,
    a_dead_link_has_a_fresh_one_sent,
    without_a_mail_server_the_message_stays_and_its_code_is_shown_to_nobody,
);

/// Asks for a link, and waits until what becomes of that is written down.
pub async fn ask(h: &Harness, browser: &Browser, email: &str, next: &str) -> Answer {
    let answer = browser.post("/fn/session/ask-for-link", &[("email", email), ("next", next)]).await;
    h.portal.until_done_beside().await;
    answer
}

/// Types a code, as a page's script does.
pub async fn type_code(browser: &Browser, email: &str, code: &str) -> Answer {
    browser.call("session/enter-code", &[("email", email), ("code", code)]).await
}

/// Sends what waits; what arrived last.
pub async fn sent(h: &Harness, server: &MailServer) -> Received {
    worker(h, server).round().await;
    server.received().pop().expect("a message")
}

/// Ada, who may come in, and the message that she has asked for in that browser.
pub async fn asking(h: &Harness, server: &MailServer, browser: &Browser) -> (Contact, Received) {
    let (contact, _) = h.entitled("ada@example.org").await;
    ask(h, browser, "ada@example.org", "").await;
    (contact, sent(h, server).await)
}

/// Why a code was refused.
pub fn refusal(answer: &Answer) -> Problem {
    let AppError(problem) = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body));
    assert!(answer.status == 422 && !answer.signs_in(), "{answer:?}");
    problem
}

async fn a_link_and_a_code_come_at_once_and_lead_to_the_same_place(h: &Harness) {
    let server = MailServer::start().await;
    h.entitled("ada@example.org").await;
    let browser = h.anonymous();
    let answer = ask(h, &browser, " Ada@Example.org ", "/courses/ada").await;
    assert_eq!(answer.location(), "/sign-in?done=asked");
    let page = browser.get(answer.location()).await.body;
    for part in ["ada@example.org", "inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "action=\"/fn/session/enter-code\""] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let mail = sent(h, &server).await;
    let (token, code) = (mail.token(), mail.code());
    assert_eq!(mail.recipients, ["ada@example.org"]);
    assert!(!mail.header("Subject").contains(&code));
    assert!(!page.contains("/l/") && !page.contains(&code));
    assert_eq!(h.count("SELECT expires_at - created_at AS n FROM links").await, Span::minutes(15).0);
    assert_eq!(lines(&h.store, "SELECT purpose AS line FROM links").await, ["requested"]);

    let typed = browser.post("/fn/session/enter-code", &[("email", "ada@example.org"), ("code", &code)]).await;
    assert!(typed.signs_in() && typed.location() == "/courses/ada", "{typed:?}");
    assert!(browser.is_signed_in().await);
    assert_eq!(browser.cookie("latchkey-asked"), None, "what was asked for is forgotten");
    let opened = h.anonymous().open(&token).await;
    assert!(opened.signs_in() && opened.location() == "/courses/ada", "{opened:?}");
    assert_eq!(h.count("SELECT count(*) AS n FROM sessions WHERE link_id IS NOT NULL").await, 2);
}

async fn an_address_gets_only_so_many_messages(h: &Harness) {
    h.entitled("ada@example.org").await;
    let browser = h.anonymous();
    let written = async || h.count("SELECT count(*) AS n FROM messages").await;
    let mut first = ask(h, &browser, "ada@example.org", "").await;
    for (seconds, expected) in [(0, 1), (59, 1), (1, 2), (60, 3), (60, 4), (60, 5), (60, 5), (3000, 5), (420, 6)] {
        h.clock.advance(Span::seconds(seconds));
        let answer = ask(h, &browser, "ada@example.org", "").await;
        assert_eq!((answer.status, answer.location()), (first.status, first.location()), "whoever asks is told the same");
        assert_eq!(written().await, expected, "{seconds} seconds later");
        first = answer;
    }
    for _ in 0..30 {
        h.clock.advance(Span::minutes(15));
        ask(h, &browser, "ada@example.org", "").await;
    }
    assert_eq!(written().await, 20, "in a day");
    assert_eq!(h.count("SELECT count(*) AS n FROM access_requests").await, 0);
}

async fn who_has_no_offer_is_put_before_an_admin(h: &Harness) {
    let contact = h.contact("ada@example.org").await;
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let admin = h.admin("chief@example.org").await;
    ask(h, &h.anonymous(), "ada@example.org", "/courses/welding").await;
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 0);
    let request = admin.handle.dashboard().await.expect("the dashboard").requests.remove(0);
    assert_eq!((request.kind, request.contact.id, request.destination.to_string().as_str()), (RequestKind::Access, contact.id, "course/welding"));
    admin.handle.grant_request(request.id, offer).await.expect("granted");
    ask(h, &h.anonymous(), "ada@example.org", "/courses/welding").await;
    assert_eq!(h.count("SELECT count(*) AS n FROM messages WHERE destination = 'course/welding'").await, 1, "who may come in is mailed");
}

async fn case_46_a_hostile_address_is_refused_and_a_message_has_one_recipient(h: &Harness) {
    let server = MailServer::start().await;
    h.entitled("victim@example.org").await;
    let browser = h.anonymous();
    for hostile in [
        "\"a@evil.example\"@example.org",
        "victim\u{ff20}example.org",
        "victim@example.org,a@evil.example",
        "victim@example.org, a@evil.example",
        "victim@example.org\r\nBcc: a@evil.example",
        "victim@example.org\nRCPT TO:<a@evil.example>",
        "<victim@example.org>",
        "victim@example.org a@evil.example",
        "victim@example.org;a@evil.example",
    ] {
        for function in ["session/ask-for-link", "session/enter-code"] {
            let answer = browser.call(function, &[("email", hostile), ("code", "000000")]).await;
            assert_eq!(refusal(&answer), Problem::Invalid(Invalid::Email), "{hostile:?}");
        }
    }
    h.portal.until_done_beside().await;
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 0);
    ask(h, &browser, " VICTIM@example.org\r\n", "").await;
    assert_eq!(sent(h, &server).await.recipients, ["victim@example.org"]);
    assert_eq!(server.received().len(), 1);
}

async fn a_dead_link_has_a_fresh_one_sent(h: &Harness) {
    let server = MailServer::start().await;
    let now = h.clock.now();
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contact = h.contact_with("ada@example.org", |contact| contact.lang = Lang::Fr).await;
    h.grant(contact.id, offer, Term::Active).await;
    let (_, dead) = h
        .link_with(&contact, |link| {
            link.expires_at = now - Span::days(1);
            "course/welding".clone_into(&mut link.destination);
        })
        .await;
    let t = Words::of(Lang::Fr).enter();
    let browser = h.anonymous();
    let form = browser.arrive(&dead).await;
    let page = browser.post("/enter", &[("form", &form)]).await;
    assert!(page.status == 410 && page.body.contains(t.ask), "{}", page.body);
    let asked = browser.post("/enter", &[("form", &form), ("choice", "ask")]).await;
    assert!(asked.status == 200 && asked.body.contains(t.mailed_title) && asked.body.contains("href=\"/sign-in?step=code\""), "{}", asked.body);

    let mail = sent(h, &server).await;
    assert_eq!(mail.recipients, ["ada@example.org"]);
    assert!(!asked.body.contains("/l/") && !asked.body.contains(&mail.code()) && !asked.body.contains("ada@example.org"), "{}", asked.body);
    assert_eq!(lines(&h.store, "SELECT kind AS line FROM messages").await, [MessageKind::FreshLink.word()]);
    assert_eq!(h.anonymous().open(&mail.token()).await.location(), "/courses/welding");
    assert_eq!(type_code(&h.anonymous(), "ada@example.org", &mail.code()).await.location(), "/courses/welding");

    let again = browser.post("/enter", &[("form", &form), ("choice", "ask")]).await;
    assert!(again.body.contains(t.mailed_title), "a second tap says the same: {}", again.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 1, "and sends nothing");

    h.clock.advance(Span::minutes(5));
    h.run_sql("DELETE FROM grants").await;
    let passed_on = browser.post("/enter", &[("form", &form), ("choice", "ask")]).await;
    assert!(passed_on.status == 200 && passed_on.body.contains(t.asked_title), "{}", passed_on.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM access_requests WHERE kind = 'access' AND destination = 'course/welding'").await, 1);
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 1);
}

async fn without_a_mail_server_the_message_stays_and_its_code_is_shown_to_nobody(h: &Harness) {
    h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    ask(h, &h.anonymous(), "ada@example.org", "").await;
    Worker::mail(h.portal.clone(), None, None).round().await;
    let mut outbox = admin.handle.outbox(&MessageQuery::default()).await.expect("a page").page.items;
    let row = outbox.remove(0);
    assert_eq!((row.state, row.kind), (MessageState::Kept, MessageKind::SignIn));
    let card = admin.handle.message(row.id).await.expect("a message");
    let preview = admin.get(&format!("/admin/messages/{}/preview", row.id)).await.body;
    for text in [&card.text, &preview] {
        assert!(text.contains("••••••"), "{text}");
    }
    assert!(preview.contains("&#x2f;l&#x2f;"), "its link can be tried: {preview}");
    let code = code_of(h, "ada@example.org").await;
    let pages = [format!("/admin/messages/{}", row.id), "/admin/messages".to_owned(), "/admin/audit".to_owned()];
    let mut shown = preview + &card.text + &row.subject;
    for page in pages {
        shown += &admin.get(&page).await.body;
    }
    assert!(!stands_alone(&shown, &code), "an admin is shown the code");
    assert!(type_code(&h.anonymous(), "ada@example.org", &code).await.signs_in(), "it is the one");
}

/// The code that was sent to the contact with that address, made as the portal makes it.
pub async fn code_of(world: &crate::world::World, email: &str) -> String {
    made_code(world, email).await.expect("a code was sent")
}

/// As [`code_of`], if one was sent.
pub async fn made_code(world: &crate::world::World, email: &str) -> Option<String> {
    let mut conn = world.store.read().await.expect("a connection");
    let contact = store::contacts::find_by_email(&mut conn, email).await.expect("the database answers")?;
    let row = store::sign_in_codes::find(&mut conn, contact.id).await.expect("the database answers")?;
    let link = store::links::find(&mut conn, row.link_id).await.expect("the database answers")?;
    Some(service::codes::Code::of(&world.keys, &link, &row)?.expose().to_owned())
}

/// Whether the text has the code as a word of its own, and not as a part of a longer number.
pub fn stands_alone(text: &str, code: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code)
}
