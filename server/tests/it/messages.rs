//! The outbox: what was written there is sent, once where the mail server allows, and what becomes of it can be read.

use delivery::Smtp;
use delivery::worker::{Round, Worker};
use domain::message::TRIES;
use domain::time::Span;
use domain::view::contacts::ContactForm;
use domain::view::messages::{Delivery, MessageQuery, MessageRow};
use domain::{ContactId, Destination, MessageId, MessageState, Trouble};

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Manner};
use crate::world::Term;

both_databases!(
    a_link_that_is_sent_arrives_and_opens,
    case_37_a_message_that_waits_goes_out_with_a_live_link,
    case_42_a_message_that_waits_follows_a_new_address,
    case_43_both_of_two_messages_open,
    case_50_a_message_that_is_sent_again_is_the_same_one,
    case_52_a_mail_server_that_cannot_now_is_asked_again,
    case_52_a_mail_server_that_never_will_is_not,
    case_52_a_mail_server_that_lets_nobody_in_costs_no_try,
    case_52_a_mail_server_that_is_gone_costs_no_try,
    case_54_who_takes_too_long_is_not_heard,
    what_cannot_have_a_link_any_more_is_given_up,
    without_a_mail_server_messages_stay_and_open,
    what_waits_can_be_taken_back,
    several_work_at_once_and_each_message_goes_once,
);

pub fn worker(h: &Harness, server: &MailServer) -> Worker {
    let mail = Smtp::new(&server.url(), "Atelier <portal@example.org>", "portal.example.org").expect("a mail server");
    Worker::new(h.portal.clone(), Some(mail), None)
}

async fn row(admin: &Admin, id: MessageId) -> MessageRow {
    admin.handle.message(id).await.expect("a message").row
}

/// A contact with an offer, an admin, and a message with a link that the admin sends.
async fn sending(h: &Harness) -> (ContactId, Admin, MessageId) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = admin.handle.send_link(contact.id, Destination::Courses).await.expect("written");
    (contact.id, admin, id)
}

async fn a_link_that_is_sent_arrives_and_opens(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    assert_eq!(row(&admin, id).await.state, MessageState::Queued);
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 0, "it is made when it goes out");
    let worker = worker(h, &server);
    assert_eq!((worker.round().await, worker.round().await), (Round::Sent, Round::Empty));

    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].recipients, ["ada@example.org"]);
    assert_eq!(received[0].header("Message-ID"), format!("<{id}@portal.example.org>"));
    assert_eq!(received[0].header("From"), "Atelier <portal@example.org>");
    assert!(received[0].header("Content-Type").starts_with("multipart/alternative"));
    let sent = row(&admin, id).await;
    assert_eq!((sent.state, sent.answer.as_deref(), sent.tries), (MessageState::Sent, Some("250 taken"), 1));

    let browser = h.anonymous();
    let opened = browser.open(&received[0].token()).await;
    assert_eq!((opened.status, opened.location()), (303, "/courses"));
}

async fn case_37_a_message_that_waits_goes_out_with_a_live_link(h: &Harness) {
    let server = MailServer::start().await;
    let (contact, admin, _) = sending(h).await;
    server.will([Manner::AtTheEnd("451 not now")]);
    let worker = worker(h, &server);
    worker.round().await;
    let dead = server.received()[0].token();
    let link = admin.handle.generate_link(contact, Destination::Home).await.expect("a link");
    admin.handle.regenerate_link(link).await.expect("a new one");
    h.clock.advance(Span::minutes(2));
    worker.round().await;
    let live = server.received()[1].token();
    assert_ne!(live, dead);
    assert_eq!(h.anonymous().open(&dead).await.status, 410);
    assert_eq!(h.anonymous().open(&live).await.status, 303);
}

async fn case_42_a_message_that_waits_follows_a_new_address(h: &Harness) {
    let server = MailServer::start().await;
    let (contact, admin, id) = sending(h).await;
    server.will([Manner::AtTheEnd("451 not now")]);
    let worker = worker(h, &server);
    worker.round().await;
    let email = "ada.new@example.org".to_owned();
    let form = ContactForm { name: "Ada".to_owned(), email, phone: String::new(), language: "en".to_owned(), tags: String::new() };
    admin.handle.change_contact(contact, &form).await.expect("changed");
    h.clock.advance(Span::minutes(2));
    worker.round().await;
    let received = server.received();
    assert_eq!(received[1].recipients, ["ada.new@example.org"]);
    assert_eq!(h.anonymous().open(&received[0].token()).await.status, 410, "what went to the old address is dead");
    assert_eq!(h.anonymous().open(&received[1].token()).await.status, 303);
    assert_eq!(row(&admin, id).await.address, "ada.new@example.org");
}

async fn case_43_both_of_two_messages_open(h: &Harness) {
    let server = MailServer::start().await;
    let (contact, admin, _) = sending(h).await;
    admin.handle.send_link(contact, Destination::Home).await.expect("written");
    worker(h, &server).round().await;
    let received = server.received();
    assert_eq!(received.len(), 2);
    for message in received {
        assert_eq!(h.anonymous().open(&message.token()).await.status, 303);
    }
}

async fn case_50_a_message_that_is_sent_again_is_the_same_one(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    // The server has it, and the connection breaks before it says so.
    server.will([Manner::HangsUp]);
    let worker = worker(h, &server);
    worker.round().await;
    let waiting = row(&admin, id).await;
    assert_eq!((waiting.state, waiting.trouble, waiting.tries), (MessageState::Queued, Some(Trouble::Delayed), 1));
    assert_eq!(worker.round().await, Round::Empty, "not before its time");
    h.clock.advance(Span::minutes(1));
    worker.round().await;
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].header("Message-ID"), received[1].header("Message-ID"));
    assert_eq!(received[0].token(), received[1].token());
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);
}

async fn case_52_a_mail_server_that_cannot_now_is_asked_again(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    let worker = worker(h, &server);
    for n in 1..=TRIES {
        server.will([if n % 2 == 0 { Manner::ToRecipient("421 closing") } else { Manner::AtTheEnd("451 greylisted") }]);
        assert_eq!(worker.round().await, Round::Sent, "try {n}");
        let row = row(&admin, id).await;
        assert_eq!(row.tries, n);
        if n < TRIES {
            assert_eq!((row.state, row.trouble), (MessageState::Queued, Some(Trouble::Delayed)), "try {n}");
            assert!(row.due_at > h.clock.now(), "not at once");
            h.clock.advance(Span(row.due_at.0 - h.clock.now().0));
        } else {
            assert_eq!((row.state, row.trouble, row.answer.as_deref()), (MessageState::Failed, Some(Trouble::TooManyTries), Some("451 greylisted")));
        }
    }
    assert_eq!(worker.round().await, Round::Empty);
    admin.handle.retry_message(id).await.expect("it waits again");
    worker.round().await;
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);
}

async fn case_52_a_mail_server_that_never_will_is_not(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    server.will([Manner::ToRecipient("550 no such user here")]);
    worker(h, &server).round().await;
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.trouble, row.answer.as_deref()), (MessageState::Failed, Some(Trouble::Refused), Some("550 no such user here")));
    let page = admin.get(&format!("/admin/messages/{id}")).await;
    assert!(page.status == 200 && page.body.contains("550 no such user here"), "{}", page.body);
}

/// Nothing was tried, and the Outbox says why.
async fn stands(h: &Harness, admin: &Admin, id: MessageId, worker: &Worker) {
    assert_eq!(worker.round().await, Round::Shut);
    let row = row(admin, id).await;
    assert_eq!((row.state, row.tries, row.trouble), (MessageState::Queued, 0, None));
    let Delivery::Stands { since, .. } = admin.handle.outbox(&MessageQuery::default()).await.expect("a page").delivery else { panic!("it says so") };
    assert_eq!(since, h.clock.now());
    assert!(admin.get("/admin/messages").await.body.contains("No mail goes out"));
}

async fn case_52_a_mail_server_that_lets_nobody_in_costs_no_try(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    let worker = worker(h, &server);
    server.refuse_all(Some("530 authentication required"));
    stands(h, &admin, id, &worker).await;
    server.refuse_all(None);
    assert_eq!(worker.round().await, Round::Sent);
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);
    assert_eq!(admin.handle.outbox(&MessageQuery::default()).await.expect("a page").delivery, Delivery::Goes);
}

async fn case_52_a_mail_server_that_is_gone_costs_no_try(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    let worker = worker(h, &server);
    drop(server);
    stands(h, &admin, id, &worker).await;
}

async fn case_54_who_takes_too_long_is_not_heard(h: &Harness) {
    let (slow, quick) = (MailServer::start().await, MailServer::start().await);
    let (_, admin, id) = sending(h).await;
    slow.will([Manner::Waits]);
    let late = worker(h, &slow);
    let late = tokio::spawn(async move { late.round().await });
    slow.until_it_waits().await;
    assert!(row(&admin, id).await.on_its_way);
    assert_eq!(worker(h, &quick).round().await, Round::Empty, "it is taken");
    h.clock.advance(Span::minutes(11));
    quick.will([Manner::AtTheEnd("451 not now")]);
    assert_eq!(worker(h, &quick).round().await, Round::Sent);
    slow.go_on();
    late.await.expect("it ends");
    assert_eq!(row(&admin, id).await.state, MessageState::Queued, "only who has it says what became of it");
    assert_eq!((slow.received().len(), quick.received().len()), (1, 1), "one duplicate");
}

async fn what_cannot_have_a_link_any_more_is_given_up(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    h.run_sql("DELETE FROM grants").await;
    let worker = worker(h, &server);
    worker.round().await;
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.trouble), (MessageState::Failed, Some(Trouble::NoActiveOffer)));
    assert!(server.received().is_empty());
    assert!(admin.get(&format!("/admin/messages/{id}")).await.body.contains("no active offer any more"));
}

async fn without_a_mail_server_messages_stay_and_open(h: &Harness) {
    let (_, admin, id) = sending(h).await;
    let worker = Worker::new(h.portal.clone(), None, None);
    worker.round().await;
    assert_eq!(row(&admin, id).await.state, MessageState::Kept);
    let page = admin.get("/admin/messages").await.body;
    assert!(page.contains("Messages stay here") && page.contains("Your way into"), "{page}");
    let preview = admin.get(&format!("/admin/messages/{id}/preview")).await;
    assert_eq!(preview.status, 200);
    let policy = preview.headers.get("content-security-policy").and_then(|policy| policy.to_str().ok()).unwrap_or_default();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let card = admin.get(&format!("/admin/messages/{id}")).await.body;
    assert!(card.contains("/l/…"), "the page itself holds no link: {card}");
    let shown = "SELECT count(*) AS n FROM audit_events WHERE action = 'link.shown'";
    assert_eq!(h.count(shown).await, 0, "its maker sees it as a part of making it");
    h.clock.advance(Span::minutes(3));
    admin.get(&format!("/admin/messages/{id}/preview")).await;
    assert_eq!(h.count(shown).await, 1);
    let (_, rest) = preview.body.split_once("&#x2f;l&#x2f;").expect("a link");
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert_eq!(h.anonymous().open(&token).await.status, 303);
}

async fn what_waits_can_be_taken_back(h: &Harness) {
    let server = MailServer::start().await;
    let (_, admin, id) = sending(h).await;
    let form = [("id", id.to_string())];
    let form = [(form[0].0, form[0].1.as_str())];
    assert_eq!(admin.call("messages/cancel", &form).await.status, 200);
    assert_eq!(admin.call("messages/cancel", &form).await.status, 409, "it is over");
    assert_eq!(worker(h, &server).round().await, Round::Empty);
    assert!(server.received().is_empty());
    assert_eq!(row(&admin, id).await.state, MessageState::Cancelled);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'message.cancelled'").await, 1);
}

async fn several_work_at_once_and_each_message_goes_once(h: &Harness) {
    let server = MailServer::start().await;
    let admin = h.admin("chief@example.org").await;
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let mut written = Vec::new();
    for n in 0..60 {
        let contact = h.contact(&format!("learner.{n}@example.org")).await;
        h.grant(contact.id, offer, Term::Active).await;
        written.push(admin.handle.send_link(contact.id, Destination::Home).await.expect("written"));
    }
    let workers = [worker(h, &server), worker(h, &server), worker(h, &server)];
    futures_util::future::join_all(workers.iter().map(|worker| async move { while worker.round().await != Round::Empty {} })).await;
    let mut recipients: Vec<_> = server.received().into_iter().flat_map(|message| message.recipients).collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!((server.received().len(), recipients.len()), (60, 60));
    assert_eq!(h.count("SELECT count(*) AS n FROM messages WHERE state = 'sent'").await, 60);
}
