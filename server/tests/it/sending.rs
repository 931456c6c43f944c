//! Sending many their way in, and inviting one (L8). How work on many goes on in general is in `long_work`.

use delivery::Smtp;
use delivery::worker::Worker;
use domain::time::Span;
use domain::view::jobs::JobState;
use domain::{ContactId, ContactState, Lang};

use crate::actors::{Admin, Answer};
use crate::harness::{Harness, both_databases};
use crate::mail_server::MailServer;
use crate::world::Term;

both_databases!(
    everybody_who_matches_is_written_to_once,
    sending_that_stopped_says_so_and_goes_on,
    case_53_a_batch_that_was_written_but_not_kept_is_not_written_again,
    nobody_is_written_to_unless_somebody_is_ticked,
    who_was_never_there_is_invited,
);

const MESSAGES: &str = "SELECT count(*) AS n FROM messages";

/// So many contacts with an offer, in one write for each.
async fn learners(h: &Harness, n: usize) -> Vec<ContactId> {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let contacts = h.crowd(n, |_, contact| "Person of the crowd".clone_into(&mut contact.name)).await;
    for contact in &contacts {
        h.grant(contact.id, offer, Term::Active).await;
    }
    contacts.into_iter().map(|contact| contact.id).collect()
}

/// Chooses as the list of contacts does, and goes where that leads: the page, and its address.
async fn send(admin: &Admin, form: &[(&str, &str)]) -> (Answer, String) {
    let answer = admin.post("/fn/messages/send-selected", form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let address = answer.location().to_owned();
    if let Some((_, job)) = address.split_once("sending=") {
        while admin.handle.sending(job).await.expect("a record").is_some_and(|sending| sending.state == JobState::Running) {}
    }
    (admin.get(&address).await, address)
}

async fn everybody_who_matches_is_written_to_once(h: &Harness) {
    // More than one batch.
    learners(h, 260).await;
    h.contact_with("late@example.org", |contact| "Person of the crowd".clone_into(&mut contact.name)).await;
    h.contact("zoe@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let form = [("all_matching", "true"), ("text", "crowd"), ("in_offer", ""), ("state", ""), ("tag", ""), ("offer", "")];
    let (page, _) = send(&admin, &form).await;
    assert!(page.body.contains("260 e-mails were written. 1 has no active offer or is disabled and got none."), "{}", page.body);
    assert_eq!(h.count("SELECT count(DISTINCT contact_id) AS n FROM messages").await, 260);
    assert_eq!(h.count(MESSAGES).await, 260);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'link.sent'").await, 260, "each has a line");
    h.clock.advance(Span::minutes(1));
    send(&admin, &form).await;
    assert_eq!(h.count(MESSAGES).await, 520, "who is asked for again is written to again");
    assert_eq!(admin.get("/admin/contacts?sending=nonsense").await.status, 200);
}

async fn sending_that_stopped_says_so_and_goes_on(h: &Harness) {
    let contact = learners(h, 1).await[0].to_string();
    let admin = h.admin("chief@example.org").await;
    h.run_sql("ALTER TABLE message_texts RENAME TO put_away").await;
    let answer = admin.post("/fn/messages/send-selected", &[("contact", &contact)]).await;
    h.run_sql("ALTER TABLE put_away RENAME TO message_texts").await;
    let page = admin.get(answer.location()).await;
    assert!(page.body.contains("Writing the e-mails stopped before its end.") && page.body.contains("0 e-mails were written."), "{}", page.body);
    let (_, job) = answer.location().split_once("sending=").expect("a job");
    let resumed = admin.post("/fn/messages/resume-sending", &[("job", job)]).await;
    assert_eq!(resumed.location(), answer.location());
    let page = admin.get(resumed.location()).await;
    assert!(page.body.contains("1 e-mail was written."), "{}", page.body);
    assert_eq!(h.count(MESSAGES).await, 1);
}

async fn case_53_a_batch_that_was_written_but_not_kept_is_not_written_again(h: &Harness) {
    let contacts = learners(h, 3).await;
    let admin = h.admin("chief@example.org").await;
    let form: Vec<(&str, String)> = contacts.iter().map(|id| ("contact", id.to_string())).collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let (_, address) = send(&admin, &form).await;
    let (_, job) = address.split_once("sending=").expect("a job");
    // As if the server had been killed between the two.
    let file = h.portal.data_dir().join("messages").join(format!("{job}.json"));
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).expect("a record")).expect("JSON");
    record["left"] = serde_json::json!({ "These": contacts });
    record["report"]["written"] = 0.into();
    std::fs::write(&file, record.to_string()).expect("it is written");
    admin.post("/fn/messages/resume-sending", &[("job", job)]).await;
    let page = admin.get(&address).await;
    assert!(page.body.contains("0 e-mails were written. 3 had just been written one."), "{}", page.body);
    assert_eq!(h.count(MESSAGES).await, 3);
}

async fn nobody_is_written_to_unless_somebody_is_ticked(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (page, address) = send(&admin, &[("text", "")]).await;
    assert_eq!(address, "/admin/contacts?done=nobody-selected");
    assert!(page.body.contains("Nothing was sent: tick at least one contact."), "{}", page.body);
}

async fn who_was_never_there_is_invited(h: &Harness) {
    let server = MailServer::start().await;
    let (contact, _) = h.entitled("ada@example.org").await;
    let (there, _) = h.entitled("bob@example.org").await;
    h.run_sql("UPDATE contacts SET state = 'joined' WHERE email = 'bob@example.org'").await;
    assert_eq!((contact.state, contact.lang), (ContactState::Invited, Lang::En));
    let admin = h.admin("chief@example.org").await;
    let page = |id: ContactId| format!("/admin/contacts/{id}");
    let form = "/fn/messages/invite";
    assert!(admin.get(&page(contact.id)).await.body.contains(form));
    assert!(!admin.get(&page(there.id)).await.body.contains(form));
    let answer = admin.post(form, &[("contact", &contact.id.to_string())]).await;
    assert!(answer.location().starts_with("/admin/messages/"), "{answer:?}");
    let mail = Smtp::new(&server.url(), "portal@example.org", "portal.example.org").expect("a mail server");
    Worker::mail(h.portal.clone(), Some(mail), None).round().await;
    let received = server.received();
    assert_eq!(received[0].header("Subject"), "You are invited to Latchkey");
    assert_eq!(h.anonymous().open(&received[0].token()).await.status, 303);
}
