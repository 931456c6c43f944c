//! Whom a broadcast is for.

use domain::time::Span;
use domain::view::broadcasts::AudienceForm;
use domain::{ContactId, ContactState, OfferId, Publication};
use futures_util::FutureExt as _;
use store::contacts::Contact;

use super::{advance, draft};
use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(an_audience_is_who_meets_every_condition, how_far_one_is_counts_only_for_who_has_the_course);

/// The names of those who would be written to, counted and written.
async fn who(h: &Harness, admin: &Admin, audience: AudienceForm) -> Vec<String> {
    let counted = admin.handle.count_audience(&audience).await.expect("a count");
    h.run_sql("DELETE FROM messages").await;
    let id = draft(admin, audience).await;
    if counted == 0 {
        assert!(admin.handle.start_broadcast(id).await.is_err(), "for nobody it does not begin");
        return Vec::new();
    }
    admin.handle.start_broadcast(id).await.expect("begun");
    advance(h).await;
    let outbox = admin.handle.outbox(&domain::view::messages::MessageQuery { broadcast: Some(id), ..Default::default() }).await.expect("a page");
    let mut names: Vec<String> = outbox.page.items.into_iter().map(|row| row.name).collect();
    names.sort();
    assert_eq!(names.len(), usize::try_from(counted).expect("few"), "the count is what comes of it: {names:?}");
    names
}

async fn person(h: &Harness, name: &str, offers: &[OfferId], tags: &[&str], seen_days_ago: Option<i64>) -> Contact {
    let now = h.clock.now();
    let contact = h.contact_with(&format!("{name}@example.org"), |contact| contact.last_seen_at = seen_days_ago.map(|days| now - Span::days(days))).await;
    for offer in offers {
        h.grant(contact.id, *offer, Term::Active).await;
    }
    let (id, tags) = (contact.id, tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
    h.write(move |conn| async move { store::contacts::set_tags(conn, id, &tags).await }.boxed()).await;
    contact
}

async fn an_audience_is_who_meets_every_condition(h: &Harness) {
    let course = h.course("welding").await;
    let (welding, music, secret) = (h.offer("Welding", &[&course]).await, h.offer("Music", &[]).await, h.offer("Secret", &[]).await);
    person(h, "ada", &[welding], &["vip"], None).await;
    person(h, "bob", &[welding, music], &["vip", "paris"], Some(5)).await;
    person(h, "cy", &[music], &["paris"], Some(40)).await;
    person(h, "dee", &[music], &[], Some(0)).await;
    let ended = person(h, "eve", &[], &["vip"], Some(1)).await;
    h.grant(ended.id, welding, Term::Ended).await;
    let disabled = person(h, "flo", &[welding], &["vip"], Some(1)).await;
    h.write(move |conn| async move { store::contacts::set_state(conn, disabled.id, ContactState::Disabled).await }.boxed()).await;
    person(h, "gus", &[secret], &["vip"], Some(1)).await;
    h.write(move |conn| {
        async move {
            let offer = store::offers::find(conn, secret).await?.expect("an offer");
            store::offers::update(conn, &store::offers::Offer { state: Publication::Draft, ..offer }).await
        }
        .boxed()
    })
    .await;
    let admin = h.admin("chief@example.org").await;
    let all = AudienceForm::default;
    let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
    let seen = |kind: &str, days: &str| AudienceForm { seen: kind.to_owned(), days: days.to_owned(), ..AudienceForm::default() };
    for (audience, expected) in [
        (all(), &["ada", "bob", "cy", "dee"][..]),
        (AudienceForm { offers: vec![welding], ..all() }, &["ada", "bob"]),
        (AudienceForm { offers: vec![welding, music], ..all() }, &["ada", "bob", "cy", "dee"]),
        (AudienceForm { offers: vec![secret], ..all() }, &[]),
        (AudienceForm { tags: tags(&["vip"]), ..all() }, &["ada", "bob"]),
        (AudienceForm { tags: tags(&["vip", "paris"]), ..all() }, &["ada", "bob", "cy"]),
        (AudienceForm { offers: vec![music], tags: tags(&["vip"]), ..all() }, &["bob"]),
        (seen("never", ""), &["ada"]),
        (seen("within", "7"), &["bob", "dee"]),
        (seen("not-for", "7"), &["cy"]),
        (AudienceForm { offers: vec![music], tags: tags(&["paris"]), ..seen("within", "7") }, &["bob"]),
        (AudienceForm { tags: tags(&["nobody"]), ..all() }, &[]),
    ] {
        assert_eq!(who(h, &admin, audience.clone()).await, expected, "{audience:?}");
    }
}

async fn completed(h: &Harness, contact: ContactId, course: &Course, done: i32) {
    let (product, now) = (course.id, h.clock.now());
    h.write(move |conn| async move { store::enrolments::seen(conn, contact, product, now).await }.boxed()).await;
    let id = contact.to_string();
    let literal = if matches!(h.backend, store::Backend::Sqlite(_)) { format!("x'{id}'") } else { format!("'\\x{id}'::bytea") };
    h.run_sql(&format!("UPDATE enrolments SET done = {done} WHERE contact_id = {literal}")).await;
}

async fn how_far_one_is_counts_only_for_who_has_the_course(h: &Harness) {
    // Of two published lessons.
    let course = h.course("welding").await;
    let (welding, music) = (h.offer("Welding", &[&course]).await, h.offer("Music", &[]).await);
    person(h, "ada", &[welding], &["vip"], None).await;
    for (name, offers, done) in [("bob", &[welding][..], 0), ("cy", &[welding], 1), ("dee", &[welding, music], 2), ("eve", &[music], 2)] {
        let contact = person(h, name, offers, &[], None).await;
        completed(h, contact.id, &course, done).await;
    }
    let admin = h.admin("chief@example.org").await;
    let between =
        |least: &str, most: &str| AudienceForm { product: course.id.to_string(), least: least.to_owned(), most: most.to_owned(), ..AudienceForm::default() };
    for (audience, expected) in [
        (between("", ""), &["ada", "bob", "cy", "dee"][..]),
        (between("0", "0"), &["ada", "bob"]),
        (between("1", "99"), &["cy"]),
        (between("50", "100"), &["cy", "dee"]),
        (between("100", ""), &["dee"]),
        (AudienceForm { offers: vec![music], ..between("1", "") }, &["dee"]),
        (AudienceForm { tags: vec!["vip".to_owned()], ..between("", "50") }, &["ada"]),
    ] {
        assert_eq!(who(h, &admin, audience.clone()).await, expected, "{audience:?}");
    }
}
