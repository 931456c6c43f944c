//! What automations send: with the contact's own way in, made when it goes out, in the contact's generation of that moment.

use delivery::worker::Worker;
use domain::automation::{Outcome, SkipReason, Step, Unit};
use domain::time::Span;
use domain::view::messages::MessageQuery;
use domain::{Channel, Destination, MessageKind, MessageState};

use super::{did, granted, mail, outcomes, publish, run, settle, start, wait};
use crate::harness::{Harness, both_databases};
use crate::mail_server::MailServer;
use crate::messages::worker;

both_databases!(
    granting_an_offer_mails_the_way_in,
    case_43_an_automation_that_sends_twice_kills_no_link,
    three_mails_over_a_week_all_open_on_the_last_day,
    who_has_no_offer_gets_no_link_and_the_run_goes_on,
    a_text_without_a_link_needs_no_offer,
    a_text_message_waits_in_the_outbox,
);

async fn granting_an_offer_mails_the_way_in(h: &Harness) {
    let server = MailServer::start().await;
    let (admin, contact, offer) = start(h).await;
    let step = Step::Email {
        subject: "Welcome to {{ offer_title }}".to_owned(),
        body: "Hello {{ first_name }},\n\n[Start]({{ login_url }})".to_owned(),
        destination: Destination::Product("welding".to_owned()),
    };
    let id = publish(&admin, granted(offer, vec![step])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 0, "it is made when it goes out");
    worker(h, &server).round().await;
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("Subject"), "Welcome to Welding for all");
    let opened = h.anonymous().open(&received[0].token()).await;
    assert_eq!((opened.status, opened.location()), (303, "/courses/welding"));

    let run = run(&admin, id).await;
    let message = admin.handle.message(run.steps[0].message.expect("a message")).await.expect("a message").row;
    assert_eq!((message.kind, message.state, message.contact), (MessageKind::Automation, MessageState::Sent, contact));
}

async fn case_43_an_automation_that_sends_twice_kills_no_link(h: &Harness) {
    let server = MailServer::start().await;
    let (admin, contact, offer) = start(h).await;
    publish(&admin, granted(offer, vec![mail("One"), mail("Two")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    worker(h, &server).round().await;
    let received = server.received();
    assert_eq!(received.len(), 2);
    for message in received {
        assert_eq!(h.anonymous().open(&message.token()).await.status, 303);
    }
}

async fn three_mails_over_a_week_all_open_on_the_last_day(h: &Harness) {
    let server = MailServer::start().await;
    let (admin, contact, offer) = start(h).await;
    publish(&admin, granted(offer, vec![mail("One"), wait(3, Unit::Days), mail("Two"), wait(3, Unit::Days), mail("Three")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    worker(h, &server).round().await;
    for _ in 0..2 {
        h.clock.advance(Span::days(3));
        settle(h).await;
        worker(h, &server).round().await;
    }
    // The last hour of the first one's week.
    h.clock.advance(Span::hours(23));
    let received = server.received();
    let subjects: Vec<&str> = received.iter().map(|message| message.header("Subject")).collect();
    assert_eq!(subjects, ["One", "Two", "Three"]);
    for message in &received {
        assert_eq!(h.anonymous().open(&message.token()).await.status, 303, "{}", message.header("Subject"));
    }
    let link = admin.handle.generate_link(contact, Destination::Home).await.expect("a link");
    admin.handle.regenerate_link(link).await.expect("a new one");
    for message in &received {
        assert_eq!(h.anonymous().open(&message.token()).await.status, 410, "{}", message.header("Subject"));
    }
}

async fn who_has_no_offer_gets_no_link_and_the_run_goes_on(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![Step::RevokeOffer { offer }, mail("Too late"), super::tag("told")])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    let run = run(&admin, id).await;
    assert_eq!(outcomes(&run), did(&[("1", Outcome::Done), ("2", Outcome::Skipped), ("3", Outcome::Done)]));
    assert_eq!(run.steps[1].skipped, Some(SkipReason::NoActiveOffer));
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 0);
}

async fn a_text_without_a_link_needs_no_offer(h: &Harness) {
    let server = MailServer::start().await;
    let (admin, contact, offer) = start(h).await;
    let goodbye = Step::Email { subject: "Goodbye".to_owned(), body: "**{{ offer_title }}** is over.".to_owned(), destination: Destination::Home };
    publish(&admin, granted(offer, vec![Step::RevokeOffer { offer }, goodbye])).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    settle(h).await;
    worker(h, &server).round().await;
    assert_eq!(server.received().len(), 1);
    assert!(server.received()[0].data.contains("Welding for all"));
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 0);
}

async fn a_text_message_waits_in_the_outbox(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let bob = h.contact_with("bob@example.org", |contact| contact.phone = Some("+33612345678".to_owned())).await.id;
    let sms = Step::Sms { body: "{{ first_name }}: {{ login_url }}".to_owned(), destination: Destination::Home };
    let id = publish(&admin, granted(offer, vec![sms])).await;
    for contact in [contact, bob] {
        admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    }
    settle(h).await;
    let server = MailServer::start().await;
    worker(h, &server).round().await;
    assert!(server.received().is_empty(), "it is no e-mail");
    Worker::sms(h.portal.clone(), None, None).round().await;
    let outbox = admin.handle.outbox(&MessageQuery::default()).await.expect("the outbox").page.items;
    assert_eq!(outbox.len(), 1);
    assert_eq!((outbox[0].channel, outbox[0].address.as_str(), outbox[0].state), (Channel::Sms, "+33612345678", MessageState::Kept));
    let ada = super::runs(&admin, id).await.into_iter().find(|run| run.contact == contact).expect("a run");
    assert_eq!(admin.handle.run(ada.id).await.expect("a run").steps[0].skipped, Some(SkipReason::NoPhone));
}
