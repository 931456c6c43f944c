//! What starts an automation: everything that can happen to a contact, told once.

use domain::automation::{Subjects, Trigger, TriggerKind};
use domain::time::Span;
use domain::view::contacts::ContactForm;
use domain::{ContactId, Definition, Destination};
use futures_util::FutureExt as _;

use super::{automator, granted, on, publish, run, runs, settle, start, tag, tags};
use crate::actors::{Admin, Learner};
use crate::communities::community;
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(
    signing_up_and_logging_in_are_told,
    lessons_sections_and_courses_begin_and_end,
    a_trigger_that_names_a_lesson_waits_for_that_one,
    who_only_looks_on_starts_nothing,
    access_is_told_when_it_comes_and_when_it_goes,
    what_another_offer_still_opens_is_not_removed,
    a_grant_that_begins_or_ends_by_itself_is_told,
    an_end_is_told_days_ahead_once,
    who_has_not_started_is_told_of_once,
    what_nobody_listens_for_is_not_written,
);

/// An automation for each kind, which gives a tag of that name.
async fn listen(admin: &Admin, kinds: &[TriggerKind]) {
    for kind in kinds {
        publish(admin, on(*kind, vec![tag(kind.word())])).await;
    }
}

async fn complete(learner: &Learner, course: &Course, lesson: &str) {
    let answer = learner.call("learning/complete", &[("course", &course.slug), ("lesson", lesson), ("done", "true")]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn visit(learner: &Learner, course: &Course, lesson: &str) {
    let answer = learner.get(&format!("/courses/{}/lessons/{lesson}", course.slug)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// Takes all tags off the contact, after whatever is due was done: what they were.
async fn tagged(h: &Harness, contact: ContactId) -> Vec<String> {
    settle(h).await;
    let found = tags(h, contact).await;
    h.write(move |conn| async move { store::contacts::set_tags(conn, contact, &[]).await }.boxed()).await;
    found
}

async fn signing_up_and_logging_in_are_told(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    listen(&admin, &[TriggerKind::SignedUp, TriggerKind::LoggedIn]).await;
    let form =
        ContactForm { name: "Ada".to_owned(), email: "ada@example.org".to_owned(), phone: String::new(), language: "en".to_owned(), tags: String::new() };
    let contact = admin.handle.create_contact(&form).await.expect("added");
    assert_eq!(tagged(h, contact).await, ["signed-up"]);
    let offer = h.offer("Something", &[]).await;
    h.grant(contact, offer, Term::Active).await;
    let found = store::contacts::find(&mut h.store.read().await.expect("a connection"), contact).await.expect("read").expect("a contact");
    h.learner(&found).await;
    assert_eq!(tagged(h, contact).await, ["logged-in"]);
}

async fn lessons_sections_and_courses_begin_and_end(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (contact, course) = h.entitled("ada@example.org").await;
    let kinds = [
        TriggerKind::LessonStarted,
        TriggerKind::CategoryStarted,
        TriggerKind::ProductStarted,
        TriggerKind::LessonCompleted,
        TriggerKind::CategoryCompleted,
        TriggerKind::ProductCompleted,
    ];
    listen(&admin, &kinds).await;
    let learner = h.learner(&contact).await;
    visit(&learner, &course, "first").await;
    assert_eq!(tagged(h, contact.id).await, ["category-started", "lesson-started", "product-started"]);
    h.clock.advance(Span::hours(1));
    visit(&learner, &course, "first").await;
    assert!(tagged(h, contact.id).await.is_empty(), "coming back is no start");
    complete(&learner, &course, "first").await;
    assert_eq!(tagged(h, contact.id).await, ["lesson-completed"]);
    complete(&learner, &course, "second").await;
    assert_eq!(tagged(h, contact.id).await, ["category-completed", "lesson-completed", "lesson-started", "product-completed"]);
    let undone = learner.call("learning/complete", &[("course", &course.slug), ("lesson", "second"), ("done", "false")]).await;
    assert_eq!(undone.status, 200);
    complete(&learner, &course, "second").await;
    assert!(tagged(h, contact.id).await.is_empty(), "a second time is no news");
    admin.handle.reset_course(contact.id, course.id).await.expect("reset");
    complete(&learner, &course, "first").await;
    assert_eq!(tagged(h, contact.id).await, ["category-started", "lesson-completed", "lesson-started", "product-started"], "but for who begins anew");
}

async fn a_trigger_that_names_a_lesson_waits_for_that_one(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (contact, course) = h.entitled("ada@example.org").await;
    let only = Subjects { lesson: Some(course.first), ..Subjects::default() };
    let of_first =
        Definition { trigger: Trigger { only, ..Trigger::new(TriggerKind::LessonCompleted) }, ..on(TriggerKind::LessonCompleted, vec![tag("first")]) };
    let id = publish(&admin, of_first).await;
    let learner = h.learner(&contact).await;
    complete(&learner, &course, "second").await;
    assert!(tagged(h, contact.id).await.is_empty());
    complete(&learner, &course, "first").await;
    assert_eq!(tagged(h, contact.id).await, ["first"]);
    assert_eq!(run(&admin, id).await.row.event.title.as_deref(), Some("The first lesson of ada"));
}

async fn who_only_looks_on_starts_nothing(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (contact, course) = h.entitled("ada@example.org").await;
    listen(&admin, &[TriggerKind::LessonStarted, TriggerKind::LessonCompleted, TriggerKind::LoggedIn]).await;
    admin.handle.view_as(Some(contact.id)).await.expect("looking on");
    admin.browser.get(&format!("/courses/{}/lessons/first", course.slug)).await;
    admin.browser.call("learning/complete", &[("course", &course.slug), ("lesson", "first"), ("done", "true")]).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM events").await, 0);
}

const OF_ACCESS: [TriggerKind; 6] = [
    TriggerKind::OfferGranted,
    TriggerKind::OfferRemoved,
    TriggerKind::ProductGranted,
    TriggerKind::ProductRemoved,
    TriggerKind::GroupGranted,
    TriggerKind::GroupRevoked,
];

async fn access_is_told_when_it_comes_and_when_it_goes(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let group = community(h, "makers").await;
    listen(&admin, &OF_ACCESS).await;
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    assert_eq!(tagged(h, contact).await, ["offer-granted", "product-granted"]);
    let of_group = admin.handle.grant_offer(contact, group.offer, None).await.expect("granted");
    assert_eq!(tagged(h, contact).await, ["group-granted", "offer-granted"]);
    h.clock.advance(Span::minutes(5));
    admin.handle.revoke_grant(of_group).await.expect("revoked");
    assert_eq!(tagged(h, contact).await, ["group-revoked", "offer-removed"]);
    let grant = admin.handle.grants_of(contact).await.expect("grants").grants.into_iter().find(|row| row.offer == offer).expect("a grant").id;
    admin.handle.end_grant(grant).await.expect("ended");
    assert_eq!(tagged(h, contact).await, ["offer-removed", "product-removed"]);
    h.clock.advance(Span::minutes(5));
    assert!(tagged(h, contact).await.is_empty(), "what was told is not told again by the sweep");
}

/// Case 33, as automations see it.
async fn what_another_offer_still_opens_is_not_removed(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (contact, course) = h.entitled("ada@example.org").await;
    let second = h.offer("The same again", &[&course]).await;
    listen(&admin, &OF_ACCESS).await;
    let grant = admin.handle.grant_offer(contact.id, second, None).await.expect("granted");
    assert_eq!(tagged(h, contact.id).await, ["offer-granted"], "the course was theirs before");
    admin.handle.revoke_grant(grant).await.expect("revoked");
    assert_eq!(tagged(h, contact.id).await, ["offer-removed"]);
}

async fn a_grant_that_begins_or_ends_by_itself_is_told(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    listen(&admin, &OF_ACCESS).await;
    assert!(tagged(h, contact).await.is_empty());
    let (now, id) = (h.clock.now(), h.id());
    let (starts_at, ends_at) = (now + Span::days(1), Some(now + Span::days(3)));
    let grant = store::grants::Grant { id, contact_id: contact, offer_id: offer, starts_at, ends_at, revoked_at: None, created_at: now };
    h.write(move |conn| async move { store::grants::insert(conn, &grant).await }.boxed()).await;
    assert!(tagged(h, contact).await.is_empty());
    h.clock.advance(Span::days(1));
    assert_eq!(tagged(h, contact).await, ["offer-granted", "product-granted"]);
    // However long nobody looked.
    h.clock.advance(Span::days(30));
    assert_eq!(tagged(h, contact).await, ["offer-removed", "product-removed"]);
    h.clock.advance(Span::days(1));
    assert!(tagged(h, contact).await.is_empty());
}

async fn an_end_is_told_days_ahead_once(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    listen(&admin, &[TriggerKind::AccessEnds]).await;
    settle(h).await;
    h.grant(contact, offer, Term::Until(h.clock.now() + Span::days(10))).await;
    h.clock.advance(Span::hours(3 * 24 - 1));
    assert!(tagged(h, contact).await.is_empty(), "it is more than a week ahead");
    h.clock.advance(Span::hours(2));
    assert_eq!(tagged(h, contact).await, ["access-ends"]);
    for _ in 0..3 {
        h.clock.advance(Span::days(1));
        assert!(tagged(h, contact).await.is_empty());
    }
}

async fn who_has_not_started_is_told_of_once(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (ada, _) = h.entitled("ada@example.org").await;
    let (bob, course) = h.entitled("bob@example.org").await;
    listen(&admin, &[TriggerKind::NotStarted]).await;
    settle(h).await;
    let learner = h.learner(&bob).await;
    visit(&learner, &course, "first").await;
    // They were granted a day ago.
    h.clock.advance(Span::hours(6 * 24 + 1));
    assert_eq!(tagged(h, ada.id).await, ["not-started"]);
    assert!(tagged(h, bob.id).await.is_empty());
    h.clock.advance(Span::days(1));
    assert!(tagged(h, ada.id).await.is_empty());
}

async fn what_nobody_listens_for_is_not_written(h: &Harness) {
    let (admin, contact, offer) = start(h).await;
    let id = publish(&admin, granted(offer, vec![tag("x")])).await;
    admin.handle.pause_automation(id).await.expect("paused");
    admin.handle.grant_offer(contact, offer, None).await.expect("granted");
    assert_eq!(h.count("SELECT count(*) AS n FROM events").await, 0);
    assert!(!automator(h).round().await.expect("the database answers"), "nothing to do");
    assert!(runs(&admin, id).await.is_empty());
    admin.handle.generate_link(contact, Destination::Home).await.expect("nothing else has changed");
}
