//! How one gets out of what is written to many, and which addresses are left out of it.

use domain::view::broadcasts::AudienceForm;
use domain::view::contacts::ContactForm;
use domain::{Channel, Destination, MessageState, Trouble};
use http::Method;

use super::{advance, draft, learners, to_the_end, worker, written};
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Manner};

both_databases!(
    case_61_one_click_unsubscribes_and_a_visit_does_not,
    case_61_what_a_provider_posts_is_taken_from_anywhere_and_nothing_else_is,
    case_61_the_token_opens_nothing,
    the_headers_are_those_of_rfc_8058_on_broadcasts_alone,
    who_does_not_want_messages_gets_none_but_the_way_in,
    a_learner_chooses_on_their_account,
    an_address_that_does_not_exist_is_left_out_until_that_is_lifted,
    a_refusal_that_is_not_about_the_address_leaves_it_in,
);

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

async fn unsubscribed(h: &Harness) -> i64 {
    h.count("SELECT count(*) AS n FROM unsubscribed").await
}

async fn case_61_one_click_unsubscribes_and_a_visit_does_not(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let path = format!("/unsubscribe/{}", h.portal.unsubscribe_token(contact.id));
    let browser = h.anonymous();
    for _ in 0..3 {
        let page = browser.get(&path).await;
        assert!(page.status == 200 && page.body.contains("Turn messages off"), "{}", page.body);
        assert!(!page.body.contains("ada"), "it names nobody: {}", page.body);
        assert_eq!(browser.head(&path).await.status, 200);
    }
    assert_eq!(unsubscribed(h).await, 0, "looking changes nothing");

    // As a mail provider does it: no cookies, no Origin, no Sec-Fetch-Site.
    let post = || h.anonymous().request(Method::POST, &path).header("content-type", "application/x-www-form-urlencoded").body(ONE_CLICK);
    for _ in 0..2 {
        let answer = browser.send(post()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.set_cookies().is_empty());
    }
    assert_eq!(unsubscribed(h).await, 1);
    let page = browser.get(&path).await.body;
    assert!(page.contains("Messages are off") && page.contains("Turn messages on again"), "{page}");

    // The button of the page, without scripts.
    let changed = browser.post(&format!("{path}/preference"), &[("messages", "on")]).await;
    assert_eq!((changed.status, changed.location()), (303, path.as_str()));
    assert_eq!(unsubscribed(h).await, 0);
    browser.post(&format!("{path}/preference"), &[("messages", "off")]).await;
    assert_eq!(unsubscribed(h).await, 1);
}

async fn case_61_what_a_provider_posts_is_taken_from_anywhere_and_nothing_else_is(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.portal.unsubscribe_token(contact.id);
    let path = format!("/unsubscribe/{token}");
    let browser = h.anonymous();
    let foreign = |path: &str, body: &'static str| {
        browser
            .request(Method::POST, path)
            .header("origin", "https://evil.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    };
    for (path, body, status) in [
        (format!("{path}/preference"), "messages=off", 403),
        (format!("{path}/preference"), ONE_CLICK, 403),
        ("/fn/session/change-subscription".to_owned(), "on=false", 403),
        (path.clone(), "messages=off", 422),
        (path.clone(), "", 422),
    ] {
        assert_eq!(browser.send(foreign(&path, body)).await.status, status, "{path} {body}");
    }
    for wrong in ["x", "2222222222222222222222222222222222222222222", &token[1..], &format!("{token}2")] {
        let path = format!("/unsubscribe/{wrong}");
        assert_eq!(browser.send(foreign(&path, ONE_CLICK)).await.status, 404, "{wrong}");
        assert_eq!(browser.get(&path).await.status, 404, "{wrong}");
        assert_eq!(browser.post(&format!("{path}/preference"), &[("messages", "off")]).await.status, 404, "{wrong}");
    }
    assert_eq!(unsubscribed(h).await, 0);

    let multipart = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let request = browser.request(Method::POST, &path).header("content-type", "multipart/form-data; boundary=b").body(multipart);
    assert_eq!(browser.send(request).await.status, 200);
    assert_eq!(unsubscribed(h).await, 1);
}

async fn case_61_the_token_opens_nothing(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let token = h.portal.unsubscribe_token(contact.id);
    let browser = h.anonymous();
    browser.get(&format!("/l/{token}")).await;
    let answer = h.redeem(&token).await;
    assert!(answer.status == 410 && !answer.signs_in(), "{} {}", answer.status, answer.body);
    browser.plant("latchkey", &token);
    assert!(!browser.is_signed_in().await);
    let link = h.link(&contact).await;
    assert_eq!(browser.get(&format!("/unsubscribe/{link}")).await.status, 404, "nor is a link's token one of these");
    assert_eq!(h.sessions().await, 0);
}

async fn the_headers_are_those_of_rfc_8058_on_broadcasts_alone(h: &Harness) {
    let server = MailServer::start().await;
    let (_, contacts) = learners(h, 1).await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.send_link(contacts[0].id, Channel::Email, Destination::Home).await.expect("written");
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    to_the_end(h, &admin, id, &worker(h, &server)).await;

    let received = server.received();
    assert_eq!(received.len(), 2);
    let (login, broadcast) = if received[0].data.contains("List-Unsubscribe") { (&received[1], &received[0]) } else { (&received[0], &received[1]) };
    assert!(!login.data.contains("unsubscribe"), "{}", login.data);
    let url = format!("{}/unsubscribe/{}", h.base, h.portal.unsubscribe_token(contacts[0].id));
    let lines: Vec<&str> = broadcast.data.lines().collect();
    assert!(lines.contains(&format!("List-Unsubscribe: <{url}>").as_str()), "{}", broadcast.data);
    assert!(lines.contains(&"List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", broadcast.data);
    let text = broadcast.data.replace("=\r\n", "");
    assert!(text.contains("Unsubscribe") && text.contains(&url), "it is in the text too: {text}");

    let path = url.strip_prefix(&h.base).expect("ours");
    let browser = h.anonymous();
    let request = browser.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").body(ONE_CLICK);
    assert_eq!(browser.send(request).await.status, 200);
    assert_eq!(unsubscribed(h).await, 1);
}

async fn who_does_not_want_messages_gets_none_but_the_way_in(h: &Harness) {
    let server = MailServer::start().await;
    let (_, contacts) = learners(h, 3).await;
    let [before, meanwhile, _] = contacts.as_slice() else { panic!("three") };
    let admin = h.admin("chief@example.org").await;
    h.portal.subscribe(&h.portal.unsubscribe_token(before.id), false).await.expect("the database answers").expect("a contact");
    let id = draft(&admin, AudienceForm::default()).await;
    assert_eq!(super::details(&admin, id).await.count, Some(2));
    admin.handle.start_broadcast(id).await.expect("begun");
    advance(h).await;
    assert_eq!(written(h, "queued").await, (2, 2, 2));
    // Their message waits already.
    h.portal.subscribe(&h.portal.unsubscribe_token(meanwhile.id), false).await.expect("the database answers").expect("a contact");
    to_the_end(h, &admin, id, &worker(h, &server)).await;
    let row = super::state_of(&admin, meanwhile.id).await;
    assert_eq!((row.state, row.trouble), (MessageState::Cancelled, Some(Trouble::Unsubscribed)));
    assert_eq!(server.received().len(), 1);
    let contact = admin.get(&format!("/admin/contacts/{}", meanwhile.id)).await.body;
    assert!(contact.contains("Does not want messages"), "{contact}");

    admin.handle.send_link(before.id, Channel::Email, Destination::Home).await.expect("written");
    worker(h, &server).round().await;
    assert_eq!(server.received()[1].recipients, [before.email.as_str()]);
}

async fn a_learner_chooses_on_their_account(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    assert!(learner.get("/account").await.body.contains("Turn messages off"));
    let changed = learner.post("/fn/session/change-subscription", &[("on", "false")]).await;
    assert!(changed.location().ends_with("/account?done=messages-off"), "{changed:?}");
    assert_eq!(unsubscribed(h).await, 1);
    assert!(learner.get("/account?done=messages-off").await.body.contains("Messages are off."));
    learner.post("/fn/session/change-subscription", &[("on", "true")]).await;
    assert_eq!(unsubscribed(h).await, 0);

    let admin = h.admin("chief@example.org").await;
    assert_eq!(admin.call("links/view-as", &[("contact", &contact.id.to_string())]).await.status, 200);
    admin.call("session/change-subscription", &[("on", "false")]).await;
    assert_eq!(unsubscribed(h).await, 0, "who only looks on changes nothing");
}

async fn an_address_that_does_not_exist_is_left_out_until_that_is_lifted(h: &Harness) {
    let server = MailServer::start().await;
    let (_, contacts) = learners(h, 2).await;
    let gone = &contacts[0];
    let admin = h.admin("chief@example.org").await;
    let send_link = async || {
        admin.handle.send_link(gone.id, Channel::Email, Destination::Home).await.expect("written");
        worker(h, &server).round().await;
    };
    let count = async || admin.handle.count_audience(&AudienceForm::default()).await.expect("a count");
    server.will([Manner::ToRecipient("550 5.1.1 <person-0@example.org>: no such user")]);
    send_link().await;
    assert_eq!(count().await, 1);
    let page = admin.get(&format!("/admin/contacts/{}", gone.id)).await.body;
    assert!(page.contains("The address does not exist") && page.contains("no such user"), "{page}");

    // They may have mended it, and only who asks for the way in can get in.
    send_link().await;
    assert_eq!(server.received().len(), 1, "the way in is tried all the same");
    assert_eq!(count().await, 1);

    assert!(admin.call("broadcasts/lift-suppression", &[("contact", &gone.id.to_string())]).await.status < 400);
    assert_eq!(count().await, 2);

    server.will([Manner::ToRecipient("550 5.1.1 no such user")]);
    send_link().await;
    assert_eq!(count().await, 1);
    let email = "somewhere.else@example.org".to_owned();
    let form = ContactForm { name: "Ada".to_owned(), email, phone: String::new(), language: "en".to_owned(), tags: String::new() };
    admin.handle.change_contact(gone.id, &form).await.expect("changed");
    assert_eq!(count().await, 2, "another address is not the one that bounced");
}

async fn a_refusal_that_is_not_about_the_address_leaves_it_in(h: &Harness) {
    let server = MailServer::start().await;
    let (_, contacts) = learners(h, 3).await;
    let admin = h.admin("chief@example.org").await;
    server.will([Manner::ToRecipient("550 no such user here"), Manner::AtTheEnd("554 5.7.1 looks like spam"), Manner::ToRecipient("452 4.2.2 full")]);
    for contact in &contacts {
        admin.handle.send_link(contact.id, Channel::Email, Destination::Home).await.expect("written");
    }
    worker(h, &server).round().await;
    assert_eq!(h.count("SELECT count(*) AS n FROM suppressions").await, 0);
    assert_eq!(admin.handle.count_audience(&AudienceForm::default()).await.expect("a count"), 3);
}
