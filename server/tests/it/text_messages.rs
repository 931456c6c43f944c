//! Text messages: handed to a provider as Twilio's API has it, and what its answers mean; what one channel meets is nothing to the other.

use std::time::Duration;

use delivery::worker::{Round, Worker};
use delivery::{Sms, Smtp};
use domain::sms::{Alphabet, Length};
use domain::time::Span;
use domain::view::contacts::ContactForm;
use domain::view::messages::{Delivery, MessageQuery, MessageRow};
use domain::{Channel, ContactId, Destination, Invalid, Lang, MessageId, MessageState, Trouble};

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Manner as MailManner};
use crate::sms_provider::{FROM, Manner, SmsProvider};
use crate::world::Term;

both_databases!(
    a_link_that_is_sent_by_sms_arrives_and_opens,
    a_messaging_service_takes_the_place_of_a_number,
    an_sms_needs_a_number,
    an_sms_is_in_its_readers_language,
    a_number_that_is_gone_is_said,
    case_42_a_new_number_kills_the_links_that_the_old_one_was_sent,
    case_50_an_sms_whose_answer_is_lost_is_tried_again_with_the_same_link,
    case_52_a_provider_that_says_nothing_is_given_up,
    case_52_a_provider_that_asks_for_a_pause_has_it,
    case_52_a_provider_that_fails_is_asked_again,
    case_52_a_provider_that_does_not_know_the_account_costs_no_try,
    case_52_a_provider_that_is_gone_costs_no_try,
    case_52_a_number_that_wants_none_is_not_asked_again,
    case_52_neither_channel_holds_up_the_other,
    case_52_one_recipient_who_is_turned_away_holds_up_no_other,
    case_55_what_could_not_be_written_out_is_given_back,
    without_a_provider_text_messages_stay_and_open,
);

const PHONE: &str = "+33639980102";

fn worker(h: &Harness, provider: &SmsProvider) -> Worker {
    Worker::sms(h.portal.clone(), Some(Sms::new(&provider.url()).expect("a provider")), None)
}

fn mail_worker(h: &Harness, server: &MailServer) -> Worker {
    let mail = Smtp::new(&server.url(), "Atelier <portal@example.org>", "portal.example.org").expect("a mail server");
    Worker::mail(h.portal.clone(), Some(mail), None)
}

async fn row(admin: &Admin, id: MessageId) -> MessageRow {
    admin.handle.message(id).await.expect("a message").row
}

async fn standing(admin: &Admin, channel: Channel) -> Delivery {
    let standing = admin.handle.outbox(&MessageQuery::default()).await.expect("a page").standing;
    standing.into_iter().find(|(one, _)| *one == channel).expect("every channel").1
}

/// A contact with an offer and a phone number, an admin, and an SMS with a link that the admin sends.
async fn sending(h: &Harness) -> (ContactId, Admin, MessageId) {
    let contact = entitled_with_phone(h, "ada@example.org", Lang::En).await;
    let admin = h.admin("chief@example.org").await;
    let id = admin.handle.send_link(contact, Channel::Sms, Destination::Courses).await.expect("written");
    (contact, admin, id)
}

async fn entitled_with_phone(h: &Harness, email: &str, lang: Lang) -> ContactId {
    let contact = h
        .contact_with(email, |contact| {
            contact.phone = Some(PHONE.to_owned());
            contact.lang = lang;
        })
        .await;
    let course = h.course(email.split('@').next().unwrap_or_default()).await;
    let offer = h.offer(email, &[&course]).await;
    h.grant(contact.id, offer, Term::Active).await;
    contact.id
}

async fn change_number(admin: &Admin, contact: ContactId, phone: &str) {
    let (name, email, phone) = ("Ada".to_owned(), "ada@example.org".to_owned(), phone.to_owned());
    let form = ContactForm { name, email, phone, language: "en".to_owned(), tags: String::new() };
    admin.handle.change_contact(contact, &form).await.expect("changed");
}

async fn a_link_that_is_sent_by_sms_arrives_and_opens(h: &Harness) {
    let provider = SmsProvider::start().await;
    let contact = entitled_with_phone(h, "ada@example.org", Lang::En).await;
    let admin = h.admin("chief@example.org").await;
    let (contact, dialog) = (contact.to_string(), format!("/admin/portal/dashboard?dialog=link&contact={contact}"));
    assert!(admin.get(&dialog).await.body.contains("Send by SMS"));
    let form = [("contact", contact.as_str()), ("destination", "courses"), ("from", ""), ("send", "sms")];
    let written = admin.post("/fn/links/generate", &form).await;
    let id: MessageId = written.location().split(['/', '?']).nth(3).unwrap_or_default().parse().unwrap_or_else(|_| panic!("{}", written.location()));
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 0, "it is made when it goes out");
    let worker = worker(h, &provider);
    assert_eq!((worker.round().await, worker.round().await), (Round::Sent, Round::Empty));

    let received = provider.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].names(), ["Body", "From", "To"]);
    assert_eq!((received[0].field("To"), received[0].field("From")), (PHONE, FROM));
    let body = received[0].field("Body");
    assert_eq!(Length::of(body).alphabet, Alphabet::Gsm);
    assert!(body.starts_with("Latchkey: your personal way in, good for 7 days: http"), "{body}");
    let sent = row(&admin, id).await;
    assert_eq!((sent.state, sent.tries, sent.address.as_str()), (MessageState::Sent, 1, PHONE));
    assert_eq!(sent.answer.as_deref(), Some("queued SM00000000000000000000000000000001"));
    let card = admin.get(&format!("/admin/messages/{id}")).await.body;
    assert!(card.contains("The SMS provider took it") && card.contains("/l/…") && card.contains("sent as 1 SMS"), "{card}");
    let length = admin.handle.message(id).await.expect("a message").length.expect("an SMS has one");
    assert!((Length::of(body).places..=Length::of(body).places + 1).contains(&length.places), "tokens have 43 or 44 characters");

    let opened = h.anonymous().open(&received[0].token()).await;
    assert_eq!((opened.status, opened.location()), (303, "/courses"));
}

async fn a_messaging_service_takes_the_place_of_a_number(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, _, _) = sending(h).await;
    let sms = Sms::new(&provider.url_with(crate::sms_provider::TOKEN, "messaging_service=MG01")).expect("a provider");
    assert_eq!(Worker::sms(h.portal.clone(), Some(sms), None).round().await, Round::Sent);
    let received = provider.received();
    assert_eq!(received[0].names(), ["Body", "MessagingServiceSid", "To"]);
    assert_eq!(received[0].field("MessagingServiceSid"), "MG01");
}

async fn an_sms_needs_a_number(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let refused = admin.handle.send_link(contact.id, Channel::Sms, Destination::Home).await.expect_err("there is no number");
    assert_eq!(refused.into_problem(), Invalid::NoPhone.into());
    let id = contact.id.to_string();
    let form = [("contact", id.as_str()), ("destination", "home"), ("from", ""), ("send", "sms")];
    let answer = admin.call("links/generate", &form).await;
    assert!(answer.status == 422 || answer.status == 400, "{} {}", answer.status, answer.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 0);
    let dialog = admin.get(&format!("/admin/portal/dashboard?dialog=link&contact={id}")).await.body;
    assert!(dialog.contains("add a phone number"), "{dialog}");
}

async fn an_sms_is_in_its_readers_language(h: &Harness) {
    let provider = SmsProvider::start().await;
    let contact = entitled_with_phone(h, "zoe@example.org", Lang::Fr).await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.send_link(contact, Channel::Sms, Destination::Home).await.expect("written");
    worker(h, &provider).round().await;
    assert!(provider.received()[0].field("Body").contains("votre accès personnel, valable 7 jours"));
}

async fn a_number_that_is_gone_is_said(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (contact, admin, id) = sending(h).await;
    change_number(&admin, contact, "").await;
    worker(h, &provider).round().await;
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.trouble), (MessageState::Failed, Some(Trouble::NoPhone)));
    assert!(provider.received().is_empty());
    assert!(admin.get(&format!("/admin/messages/{id}")).await.body.contains("no phone number any more"));
}

async fn case_42_a_new_number_kills_the_links_that_the_old_one_was_sent(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (contact, admin, _) = sending(h).await;
    let worker = worker(h, &provider);
    worker.round().await;
    // The name alone changes nothing.
    change_number(&admin, contact, PHONE).await;
    assert_eq!(h.anonymous().open(&provider.received()[0].token()).await.status, 303);
    admin.handle.send_link(contact, Channel::Sms, Destination::Home).await.expect("written");
    change_number(&admin, contact, "+33639980199").await;
    worker.round().await;
    let received = provider.received();
    assert_eq!(received[1].field("To"), "+33639980199", "what waits follows");
    assert_eq!(h.anonymous().open(&received[0].token()).await.status, 410);
    assert_eq!(h.anonymous().open(&received[1].token()).await.status, 303);
}

async fn case_50_an_sms_whose_answer_is_lost_is_tried_again_with_the_same_link(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    provider.will([Manner::HangsUp]);
    let worker = worker(h, &provider);
    assert_eq!(worker.round().await, Round::Shut);
    let waiting = row(&admin, id).await;
    assert_eq!((waiting.state, waiting.trouble, waiting.tries), (MessageState::Queued, Some(Trouble::Delayed), 1), "the provider may have it: it counts");
    assert_eq!(worker.round().await, Round::Empty, "not before its time");
    h.clock.advance(Span::minutes(1));
    worker.round().await;
    let received = provider.received();
    assert_eq!((received.len(), received[0].token()), (2, received[1].token()));
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);
}

async fn case_52_a_provider_that_says_nothing_is_given_up(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    provider.will([Manner::Silent]);
    let sms = Sms::new(&provider.url()).expect("a provider").with_patience(Duration::from_millis(200));
    let worker = Worker::sms(h.portal.clone(), Some(sms), None);
    assert_eq!(worker.round().await, Round::Shut);
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.tries, row.answer.as_deref()), (MessageState::Queued, 1, Some("the provider does not answer")));
    assert!(matches!(standing(&admin, Channel::Sms).await, Delivery::Stands { .. }));
}

async fn case_52_a_provider_that_asks_for_a_pause_has_it(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (contact, admin, id) = sending(h).await;
    let worker = worker(h, &provider);
    provider.will([Manner::TooMany(7)]);
    assert_eq!(worker.round().await, Round::Paused(Duration::from_secs(7)));
    let first = row(&admin, id).await;
    assert_eq!((first.state, first.tries), (MessageState::Queued, 0), "nobody was let in yet: it costs no try");
    h.clock.advance(Span::seconds(15));
    assert_eq!(worker.round().await, Round::Sent);
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);

    let second = admin.handle.send_link(contact, Channel::Sms, Destination::Home).await.expect("written");
    provider.will([Manner::TooMany(7)]);
    assert_eq!(worker.round().await, Round::Paused(Duration::from_secs(7)));
    let second = row(&admin, second).await;
    assert_eq!((second.tries, second.trouble, second.answer.as_deref()), (1, Some(Trouble::Delayed), Some("20429 Too Many Requests")));
}

async fn case_52_a_provider_that_fails_is_asked_again(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    provider.will([Manner::Says(500, 20500, "Internal Server Error")]);
    let worker = worker(h, &provider);
    assert_eq!(worker.round().await, Round::Shut);
    let Delivery::Stands { why, .. } = standing(&admin, Channel::Sms).await else { panic!("it says so") };
    assert_eq!(why, "20500 Internal Server Error");
    assert!(admin.get("/admin/messages").await.body.contains("No text message goes out"));
    h.clock.advance(Span::seconds(15));
    assert_eq!(worker.round().await, Round::Sent);
    assert_eq!((row(&admin, id).await.state, standing(&admin, Channel::Sms).await), (MessageState::Sent, Delivery::Goes));
}

async fn case_52_a_provider_that_does_not_know_the_account_costs_no_try(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    let sms = Sms::new(&provider.url_with("wrong", "from=%2B15551234567")).expect("a provider");
    let wrong = Worker::sms(h.portal.clone(), Some(sms), None);
    assert_eq!((wrong.round().await, wrong.round().await), (Round::Shut, Round::Shut));
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.tries, row.trouble), (MessageState::Queued, 0, None));
    assert!(matches!(standing(&admin, Channel::Sms).await, Delivery::Stands { why, .. } if why.starts_with("20003 ")));
    assert!(provider.received().is_empty());
    assert_eq!(worker(h, &provider).round().await, Round::Sent);
}

async fn case_52_a_provider_that_is_gone_costs_no_try(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    let worker = worker(h, &provider);
    drop(provider);
    assert_eq!((worker.round().await, worker.round().await), (Round::Shut, Round::Shut));
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.tries), (MessageState::Queued, 0));
}

async fn case_52_a_number_that_wants_none_is_not_asked_again(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    provider.will([Manner::Says(400, 21610, "Attempt to send to unsubscribed recipient")]);
    let worker = worker(h, &provider);
    assert_eq!((worker.round().await, worker.round().await), (Round::Sent, Round::Empty));
    let row = row(&admin, id).await;
    assert_eq!((row.state, row.trouble), (MessageState::Failed, Some(Trouble::Refused)));
    assert_eq!(row.answer.as_deref(), Some("21610 Attempt to send to unsubscribed recipient"));
    assert!(admin.get(&format!("/admin/messages/{id}")).await.body.contains("21610 Attempt to send"));
    assert_eq!(standing(&admin, Channel::Sms).await, Delivery::Goes, "others may be sent");
}

async fn case_52_neither_channel_holds_up_the_other(h: &Harness) {
    let (provider, server) = (SmsProvider::start().await, MailServer::start().await);
    let (contact, admin, text) = sending(h).await;
    let mail = admin.handle.send_link(contact, Channel::Email, Destination::Home).await.expect("written");
    let (texts, mails) = (worker(h, &provider), mail_worker(h, &server));
    provider.will([Manner::Says(503, 20503, "Service Unavailable")]);
    assert_eq!((texts.round().await, mails.round().await), (Round::Shut, Round::Sent));
    assert_eq!((row(&admin, text).await.state, row(&admin, mail).await.state), (MessageState::Queued, MessageState::Sent));
    assert!(matches!(standing(&admin, Channel::Sms).await, Delivery::Stands { .. }));
    assert_eq!(standing(&admin, Channel::Email).await, Delivery::Goes);

    server.refuse_all(Some("530 authentication required"));
    admin.handle.send_link(contact, Channel::Email, Destination::Home).await.expect("written");
    admin.handle.send_link(contact, Channel::Email, Destination::Home).await.expect("written");
    h.clock.advance(Span::seconds(15));
    assert_eq!((mails.round().await, texts.round().await), (Round::Shut, Round::Sent));
    assert!(matches!(standing(&admin, Channel::Email).await, Delivery::Stands { .. }));
    assert_eq!(standing(&admin, Channel::Sms).await, Delivery::Goes);
}

async fn case_52_one_recipient_who_is_turned_away_holds_up_no_other(h: &Harness) {
    let server = MailServer::start().await;
    let (contact, admin, _) = sending(h).await;
    server.will([MailManner::ToRecipient("530 not for you")]);
    let worker = mail_worker(h, &server);
    let first = admin.handle.send_link(contact, Channel::Email, Destination::Home).await.expect("written");
    assert_eq!(worker.round().await, Round::Shut, "it may be everybody");
    let second = admin.handle.send_link(contact, Channel::Email, Destination::Home).await.expect("written");
    assert_eq!(worker.round().await, Round::Sent, "the others go first");
    assert_eq!((row(&admin, second).await.state, row(&admin, first).await.tries), (MessageState::Sent, 0));
    server.will([MailManner::ToRecipient("530 not for you")]);
    h.clock.advance(Span::seconds(15));
    assert_eq!(worker.round().await, Round::Sent, "others were let in: it is this one");
    let first = row(&admin, first).await;
    assert_eq!((first.state, first.tries, first.trouble), (MessageState::Queued, 1, Some(Trouble::Delayed)));
}

async fn case_55_what_could_not_be_written_out_is_given_back(h: &Harness) {
    let provider = SmsProvider::start().await;
    let (_, admin, id) = sending(h).await;
    let worker = worker(h, &provider);
    h.run_sql("INSERT INTO settings (key, value) VALUES ('portal', '{') ON CONFLICT (key) DO UPDATE SET value = '{'").await;
    assert_eq!(worker.round().await, Round::Shut);
    assert_eq!(h.count("SELECT count(*) AS n FROM messages WHERE lease IS NULL AND tries = 0 AND state = 'queued'").await, 1);
    h.run_sql("DELETE FROM settings WHERE key = 'portal'").await;
    assert_eq!(worker.round().await, Round::Sent, "at once");
    assert_eq!(row(&admin, id).await.state, MessageState::Sent);
}

async fn without_a_provider_text_messages_stay_and_open(h: &Harness) {
    let (_, admin, id) = sending(h).await;
    Worker::sms(h.portal.clone(), None, None).round().await;
    assert_eq!(row(&admin, id).await.state, MessageState::Kept);
    let page = admin.get("/admin/messages").await.body;
    assert!(page.contains("Text messages stay here") && page.contains("your personal way in"), "{page}");
    let preview = admin.get(&format!("/admin/messages/{id}/preview")).await.body;
    let (_, rest) = preview.split_once("&#x2f;l&#x2f;").expect("a link");
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert_eq!(h.anonymous().open(&token).await.status, 303);
}
