//! Messages to many: whom they are for, what they say, how they go out, and how one gets out of them.

mod audience;
mod consents;
mod running;
mod writing;

use delivery::Smtp;
use delivery::worker::{Round, Worker};
use domain::view::broadcasts::{AudienceForm, BroadcastDetails, BroadcastForm};
use domain::{BroadcastId, BroadcastState, ContactId, OfferId};
use store::Backend;
use store::contacts::Contact;

use crate::actors::Admin;
use crate::harness::Harness;
use crate::mail_server::MailServer;

pub fn form() -> BroadcastForm {
    BroadcastForm {
        name: "News".to_owned(),
        subject_en: "News for {{ first_name }}".to_owned(),
        body_en: "Hello {{ first_name }},\n\nsomething new is there.\n\n[Open my space]({{ login_url }})".to_owned(),
        destination: "home".to_owned(),
        ..BroadcastForm::default()
    }
}

/// A broadcast that is written, for that audience.
pub async fn draft(admin: &Admin, audience: AudienceForm) -> BroadcastId {
    let id = admin.handle.create_broadcast("News").await.expect("a draft");
    admin.handle.change_broadcast(id, &form(), &audience).await.expect("written");
    id
}

pub async fn details(admin: &Admin, id: BroadcastId) -> BroadcastDetails {
    admin.handle.broadcast(id).await.expect("a broadcast")
}

/// Takes broadcasts as far as they go without anything being sent.
async fn advance(h: &Harness) {
    while h.portal.advance_broadcasts().await.expect("the database answers") {}
}

/// Writes and sends until the broadcast is over.
async fn to_the_end(h: &Harness, admin: &Admin, id: BroadcastId, worker: &Worker) {
    for _ in 0..1000 {
        advance(h).await;
        let round = worker.round().await;
        if round == Round::Empty && details(admin, id).await.state == BroadcastState::Done {
            return;
        }
    }
    panic!("it does not come to its end");
}

fn worker(h: &Harness, server: &MailServer) -> Worker {
    let mail = Smtp::new(&server.url(), "Atelier <portal@example.org>", "portal.example.org").expect("a mail server");
    Worker::mail(h.portal.clone(), Some(mail), None)
}

/// So many contacts with an offer, granted in one statement: it, and them.
async fn learners(h: &Harness, n: usize) -> (OfferId, Vec<Contact>) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contacts = h.crowd(n, |_, _| {}).await;
    let literal = match &h.backend {
        Backend::Sqlite(_) => format!("x'{offer}'"),
        Backend::Postgres(_) => format!("'\\x{offer}'::bytea"),
    };
    h.run_sql(&format!(
        "INSERT INTO grants (id, contact_id, offer_id, starts_at, ends_at, revoked_at, created_at) SELECT id, id, {literal}, 0, NULL, NULL, 0 FROM contacts"
    ))
    .await;
    (offer, contacts)
}

/// How many messages of broadcasts there are, how many contacts have one, and how many are in that state.
async fn written(h: &Harness, state: &str) -> (i64, i64, i64) {
    let of_broadcasts = "FROM messages WHERE broadcast_id IS NOT NULL";
    (
        h.count(&format!("SELECT count(*) AS n {of_broadcasts}")).await,
        h.count(&format!("SELECT count(DISTINCT contact_id) AS n {of_broadcasts}")).await,
        h.count(&format!("SELECT count(*) AS n {of_broadcasts} AND state = '{state}'")).await,
    )
}

/// The state of the contact's only message.
async fn state_of(admin: &Admin, contact: ContactId) -> domain::view::messages::MessageRow {
    let query = domain::view::messages::MessageQuery { contact: Some(contact), ..Default::default() };
    let mut rows = admin.handle.outbox(&query).await.expect("a page").page.items;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}
