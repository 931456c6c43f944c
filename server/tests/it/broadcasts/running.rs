//! Broadcasts under way.

use delivery::worker::{Round, Worker};
use domain::time::Span;
use domain::view::broadcasts::AudienceForm;
use domain::{BroadcastState, Channel, Destination, Invalid, MessageState, Problem};
use service::{Keys, Portal};

use super::{advance, details, draft, learners, state_of, to_the_end, worker, written};
use crate::harness::{Harness, both_databases};
use crate::mail_server::{MailServer, Manner};

both_databases!(
    five_thousand_get_one_each_through_a_pause,
    what_is_stopped_goes_to_nobody_else,
    a_broadcast_begins_by_the_clock,
    case_49_a_kill_between_batches_leaves_nobody_out_and_repeats_nobody,
    the_way_in_goes_before_a_broadcast,
    what_was_delayed_is_held_while_its_broadcast_pauses,
    each_gets_their_own_link,
);

async fn five_thousand_get_one_each_through_a_pause(h: &Harness) {
    learners(h, 5000).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    assert_eq!(details(&admin, id).await.count, Some(5000));
    admin.handle.start_broadcast(id).await.expect("begun");
    assert_eq!(admin.handle.start_broadcast(id).await.map_err(service::Error::into_problem), Err(Problem::Conflict), "once");
    advance(h).await;
    assert_eq!(written(h, "queued").await, (2000, 2000, 2000), "no more wait at once");

    let worker = Worker::mail(h.portal.clone(), None, None);
    assert_eq!(worker.round().await, Round::Sent);
    admin.handle.pause_broadcast(id).await.expect("paused");
    assert_eq!(worker.round().await, Round::Empty, "nothing goes out");
    advance(h).await;
    assert_eq!(written(h, "held").await, (2000, 2000, 1960), "nothing is written");
    let paused = details(&admin, id).await;
    assert_eq!((paused.state, paused.tally.total, paused.tally.settled(), paused.tally.waiting), (BroadcastState::Paused, 5000, 40, 1960));

    admin.handle.resume_broadcast(id).await.expect("it goes on");
    to_the_end(h, &admin, id, &worker).await;
    assert_eq!(written(h, "kept").await, (5000, 5000, 5000));
    let over = details(&admin, id).await;
    assert_eq!((over.tally.total, over.tally.kept, over.tally.waiting), (5000, 5000, 0));
    assert!(over.finished_at.is_some());
    let page = admin.get(&format!("/admin/broadcasts/{id}")).await;
    assert!(page.status == 200 && page.body.contains("5,000 of 5,000"), "{}", page.body);
}

async fn what_is_stopped_goes_to_nobody_else(h: &Harness) {
    learners(h, 700).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    assert!(h.portal.advance_broadcasts().await.expect("the database answers"), "there is more to do");
    admin.handle.pause_broadcast(id).await.expect("paused");
    admin.handle.stop_broadcast(id).await.expect("stopped");
    advance(h).await;
    assert_eq!(Worker::mail(h.portal.clone(), None, None).round().await, Round::Empty);
    assert_eq!(written(h, "cancelled").await, (500, 500, 500));
    assert_eq!(details(&admin, id).await.state, BroadcastState::Stopped);
    for (again, what) in [
        (admin.handle.resume_broadcast(id).await, "resumed"),
        (admin.handle.stop_broadcast(id).await, "stopped"),
        (admin.handle.start_broadcast(id).await, "begun"),
        (admin.handle.delete_broadcast(id).await, "deleted"),
    ] {
        assert_eq!(again.map_err(service::Error::into_problem), Err(Problem::Conflict), "{what}");
    }
}

async fn a_broadcast_begins_by_the_clock(h: &Harness) {
    learners(h, 3).await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.change_time_zone("Europe/Paris").await.expect("a zone");
    let id = draft(&admin, AudienceForm::default()).await;
    // It is ten in Paris.
    for (at, wrong) in [("2026-03-02T09:59", Invalid::PastTime), ("soon", Invalid::Date)] {
        assert_eq!(admin.handle.schedule_broadcast(id, at).await.map_err(service::Error::into_problem), Err(wrong.into()), "{at}");
    }
    admin.handle.schedule_broadcast(id, "2026-03-02T12:00").await.expect("scheduled");
    let scheduled = details(&admin, id).await;
    assert_eq!(
        (scheduled.state, scheduled.scheduled.as_deref(), scheduled.zone.as_str()),
        (BroadcastState::Scheduled, Some("2026-03-02T12:00"), "Europe/Paris")
    );
    assert!(admin.handle.change_broadcast(id, &super::form(), &AudienceForm::default()).await.is_err(), "it is fixed");

    h.clock.advance(Span::seconds(2 * 60 * 60 - 1));
    advance(h).await;
    assert_eq!(written(h, "queued").await, (0, 0, 0));
    h.clock.advance(Span::seconds(1));
    advance(h).await;
    assert_eq!(written(h, "queued").await, (3, 3, 3));
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'broadcast.started' AND actor = 'system'").await, 1);

    let other = draft(&admin, AudienceForm::default()).await;
    admin.handle.schedule_broadcast(other, "2026-03-03T12:00").await.expect("scheduled");
    admin.handle.unschedule_broadcast(other).await.expect("a draft again");
    h.clock.advance(Span::days(2));
    advance(h).await;
    assert_eq!(details(&admin, other).await.state, BroadcastState::Draft);
}

/// The same portal as another process would open it.
fn another(h: &Harness) -> Portal {
    let keys = Keys::open(&h.portal.data_dir().join("keys"), &h.random, false).expect("a key file");
    Portal::new(h.store.clone(), h.clock.clone(), h.random.clone(), keys, h.portal.public_url(), h.portal.data_dir().into())
}

async fn case_49_a_kill_between_batches_leaves_nobody_out_and_repeats_nobody(h: &Harness) {
    learners(h, 1700).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    assert!(h.portal.advance_broadcasts().await.expect("the database answers"));
    assert_eq!(written(h, "queued").await, (500, 500, 500));

    // Whoever was at it is gone; two others go on at once.
    let (one, two) = (another(h), another(h));
    let go_on = async |portal: &Portal| {
        while portal.advance_broadcasts().await.expect("the database answers") {}
    };
    tokio::join!(go_on(&one), go_on(&two));
    advance(h).await;
    assert_eq!(written(h, "queued").await, (1700, 1700, 1700));
    let worker = Worker::mail(one, None, None);
    to_the_end(h, &admin, id, &worker).await;
    assert_eq!(written(h, "kept").await, (1700, 1700, 1700));
}

async fn the_way_in_goes_before_a_broadcast(h: &Harness) {
    let (_, contacts) = learners(h, 100).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    advance(h).await;
    h.clock.advance(Span::minutes(1));
    let login = admin.handle.send_link(contacts[99].id, Channel::Email, Destination::Home).await.expect("written");
    let worker = Worker::mail(h.portal.clone(), None, None);
    worker.round().await;
    assert_eq!(admin.handle.message(login).await.expect("a message").row.state, MessageState::Kept, "although a hundred waited longer");
    assert_eq!(written(h, "kept").await, (100, 100, 39));
}

async fn what_was_delayed_is_held_while_its_broadcast_pauses(h: &Harness) {
    let server = MailServer::start().await;
    let (_, contacts) = learners(h, 1).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    advance(h).await;
    server.will([Manner::Waits, Manner::Takes]);
    let sending = worker(h, &server);
    let sending = tokio::spawn(async move { sending.round().await });
    server.until_it_waits().await;
    admin.handle.pause_broadcast(id).await.expect("paused");
    assert_eq!(state_of(&admin, contacts[0].id).await.state, MessageState::Queued, "it is on its way");
    // Nobody says what became of it, so it would be sent again.
    sending.abort();
    h.clock.advance(Span::minutes(11));
    assert_eq!(worker(h, &server).round().await, Round::Empty, "nothing is left to send");
    let row = state_of(&admin, contacts[0].id).await;
    assert_eq!((row.state, row.tries), (MessageState::Held, 1), "it was taken, and held back untried");
    assert_eq!(server.received().len(), 1);
    admin.handle.resume_broadcast(id).await.expect("it goes on");
    to_the_end(h, &admin, id, &worker(h, &server)).await;
    assert_eq!(state_of(&admin, contacts[0].id).await.state, MessageState::Sent);
}

async fn each_gets_their_own_link(h: &Harness) {
    let server = MailServer::start().await;
    learners(h, 30).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    admin.handle.start_broadcast(id).await.expect("begun");
    to_the_end(h, &admin, id, &worker(h, &server)).await;
    let received = server.received();
    assert_eq!(received.len(), 30);
    for mail in received {
        let recipient = mail.recipients[0].clone();
        let browser = h.anonymous();
        assert_eq!(browser.open(&mail.token()).await.status, 303);
        let account = browser.get("/account").await.body;
        assert!(account.contains(&recipient), "the link of {recipient} is theirs");
    }
    let of_broadcast = admin.get(&format!("/admin/messages?broadcast={id}&state=sent")).await.body;
    assert!(of_broadcast.contains("News for person-") && of_broadcast.contains("Messages of the broadcast"), "{of_broadcast}");
}
