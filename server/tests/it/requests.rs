//! Requests for access, answered in one click.

use domain::OfferId;
use domain::view::dashboard::RequestRow;
use store::contacts::Contact;

use crate::actors::{Admin, Learner};
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(what_was_lost_is_granted_with_one_click, who_had_nothing_is_granted_what_is_chosen, a_request_that_is_dealt_with_grants_nothing,);

/// A contact who is signed in and whose only grant ends then.
async fn lost(h: &Harness) -> (Contact, OfferId, Learner) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    h.run_sql(&format!("UPDATE grants SET ends_at = {}", h.clock.now().0)).await;
    let offer = h.offer("A newer offer of it", &[&course]).await;
    (contact, offer, learner)
}

async fn asked(admin: &Admin, learner: &Learner) -> RequestRow {
    assert_eq!(learner.call("session/ask-for-access", &[]).await.status, 200);
    admin.handle.dashboard().await.expect("the dashboard").requests.remove(0)
}

async fn what_was_lost_is_granted_with_one_click(h: &Harness) {
    let (contact, _, learner) = lost(h).await;
    let admin = h.admin("chief@example.org").await;
    let request = asked(&admin, &learner).await;
    let (offer, title) = request.fitting.expect("the offer that has ended");
    assert_eq!(title, "The offer for ada@example.org");
    let page = admin.get("/admin/portal/dashboard").await.body;
    assert!(page.contains("Grant The offer for ada@example.org to ada"), "{page}");

    let form = [("request", request.id.to_string()), ("offer", offer.to_string())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = admin.post("/fn/dashboard/grant-request", &form).await;
    assert!(matches!(answer.status, 302 | 303), "{}", answer.body);
    let page = admin.get(answer.location()).await.body;
    assert!(page.contains("The offer was granted and the request is closed.") && page.contains(&format!("/admin/contacts/{}", contact.id)), "{page}");
    assert!(admin.handle.dashboard().await.expect("the dashboard").requests.is_empty());
    assert_eq!(learner.get("/courses/ada").await.status, 200, "the same session sees it");
    let grant = admin.handle.grants_of(contact.id).await.expect("grants").grants.into_iter().find(|grant| grant.state.is_active()).expect("a grant");
    admin.handle.revoke_grant(grant.id).await.expect("taken back as any other");
    assert_eq!(learner.get("/courses/ada").await.status, 404);
}

async fn who_had_nothing_is_granted_what_is_chosen(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let (contact, _, learner) = lost(h).await;
    h.run_sql("UPDATE offers SET state = 'draft' WHERE title LIKE '%for ada%'").await;
    let admin = h.admin("chief@example.org").await;
    let request = asked(&admin, &learner).await;
    assert_eq!(request.fitting, None, "a draft can be granted to nobody");
    let page = admin.get("/admin/portal/dashboard").await.body;
    assert!(page.contains("Offer for ada") && page.contains(&format!("value=\"{offer}\"")), "{page}");
    admin.handle.grant_request(request.id, offer).await.expect("granted");
    assert_eq!(learner.get("/courses/welding").await.status, 200);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'grant.created'").await, 1);
    assert_eq!(contact.email, "ada@example.org");
}

async fn a_request_that_is_dealt_with_grants_nothing(h: &Harness) {
    let (contact, offer, learner) = lost(h).await;
    let admin = h.admin("chief@example.org").await;
    let request = asked(&admin, &learner).await;
    h.grant(contact.id, offer, Term::Active).await;
    let form = [("request", request.id.to_string()), ("offer", offer.to_string())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(admin.call("dashboard/grant-request", &form).await.status, 422, "the contact has it already");
    assert_eq!(admin.handle.dashboard().await.expect("the dashboard").requests.len(), 1, "and the request stays open");
    admin.handle.close_request(request.id).await.expect("closed");
    let closed = "SELECT count(*) AS n FROM audit_events WHERE action = 'request.handled' AND subject_kind = 'contact' AND subject_name = 'ada'";
    assert_eq!(h.count(closed).await, 1, "with whose it was");
    let before = h.count("SELECT count(*) AS n FROM grants").await;
    assert_eq!(admin.call("dashboard/grant-request", &form).await.status, 409);
    assert_eq!(h.count("SELECT count(*) AS n FROM grants").await, before);
}
