//! What a broadcast says, before anybody gets it.

use delivery::worker::Round;
use domain::view::broadcasts::{AudienceForm, BroadcastForm, PreviewQuery};
use domain::{Invalid, Lang, Part, Problem, TextFault};
use service::Error;

use super::{draft, form, to_the_end, worker};
use crate::harness::{Harness, both_databases};
use crate::mail_server::MailServer;
use crate::world::Term;

both_databases!(
    a_text_that_cannot_be_filled_in_is_refused_with_its_line,
    a_preview_is_what_its_contact_would_get,
    a_test_goes_to_the_admin_and_opens_nothing,
    each_reads_their_own_language_or_the_one_that_there_is,
    what_says_nothing_is_not_sent,
);

async fn a_text_that_cannot_be_filled_in_is_refused_with_its_line(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    let fault = |lang, part, line, unknown: Option<&str>| Problem::Text(TextFault { lang, part, line, unknown: unknown.map(str::to_owned) });
    for (wrong, expected) in [
        (BroadcastForm { body_en: "Hello\n\n{{ frist_name }}".to_owned(), ..form() }, fault(Lang::En, Part::Body, 3, Some("frist_name"))),
        (BroadcastForm { subject_en: "{{ offer }}".to_owned(), ..form() }, fault(Lang::En, Part::Subject, 1, Some("offer"))),
        (BroadcastForm { subject_fr: "Bonjour".to_owned(), body_fr: "Bonjour\r\n{{ name".to_owned(), ..form() }, fault(Lang::Fr, Part::Body, 2, None)),
        (BroadcastForm { body_en: "{% if false %}{{ nobody }}{% endif %}".to_owned(), ..form() }, fault(Lang::En, Part::Body, 1, Some("nobody"))),
        (BroadcastForm { subject_fr: "Bonjour".to_owned(), ..form() }, Invalid::Required.into()),
    ] {
        let answer = admin.handle.change_broadcast(id, &wrong, &AudienceForm::default()).await;
        assert_eq!(answer.map_err(Error::into_problem), Err(expected));
    }
    assert_eq!(admin.handle.broadcast(id).await.expect("a broadcast").form, form(), "nothing of it was kept");

    let id = id.to_string();
    let sent = [
        ("id", id.as_str()),
        ("form[name]", "News"),
        ("form[subject_en]", "News"),
        ("form[body_en]", "Hello\n\n{{ frist_name }}"),
        ("form[destination]", "home"),
        ("audience[product]", ""),
    ];
    let answer = admin.call("broadcasts/change", &sent).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    // Without scripts the page says so, and still holds what was typed.
    let back = admin.form_post("/fn/broadcasts/change", &sent).header("referer", format!("{}/admin/broadcasts/{id}", h.base));
    let back = admin.send(back).await;
    let path = back.location().strip_prefix(&h.base).unwrap_or(back.location()).to_owned();
    let page = admin.get(&path).await.body;
    assert!(page.contains("frist_name"), "{page}");
}

async fn a_preview_is_what_its_contact_would_get(h: &Harness) {
    let contact = h.contact_with("ada@example.org", |contact| "Ada <script>alert(1)</script>".clone_into(&mut contact.name)).await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    let preview = admin.get(&format!("/admin/broadcasts/{id}/preview?contact={}", contact.id)).await;
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("Hello Ada") && !preview.body.contains("<script>") && !preview.body.contains("/l/"), "{}", preview.body);
    let policy = preview.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let own = admin.handle.broadcast_html(id, PreviewQuery::default()).await.expect("a preview");
    assert!(own.contains("Hello Admin"), "{own}");
    assert_eq!(h.count("SELECT count(*) AS n FROM links").await, 0, "no link was made");
}

async fn a_test_goes_to_the_admin_and_opens_nothing(h: &Harness) {
    let server = MailServer::start().await;
    h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = draft(&admin, AudienceForm::default()).await;
    let kept = admin.handle.test_broadcast(id, Lang::En).await.map_err(Error::into_problem);
    assert_eq!(kept, Err(Invalid::NoMailServer.into()), "there is nothing to send it with");
    let worker = worker(h, &server);
    admin.handle.test_broadcast(id, Lang::En).await.expect("on its way");
    assert_eq!(admin.handle.test_broadcast(id, Lang::Fr).await.map_err(Error::into_problem), Err(Invalid::NoText.into()));
    assert_eq!(worker.round().await, Round::Empty, "nobody else is written to");
    let received = server.received();
    assert_eq!((received.len(), received[0].recipients[0].as_str()), (1, "chief@example.org"));
    let text = received[0].data.replace("=\r\n", "");
    assert!(text.contains(&h.base) && !text.contains("/l/") && !text.contains("List-Unsubscribe"), "{text}");
    worker.round().await;
    assert_eq!(server.received().len(), 1, "once");
    assert_eq!(h.count("SELECT count(*) AS n FROM messages").await, 0);
}

async fn each_reads_their_own_language_or_the_one_that_there_is(h: &Harness) {
    let server = MailServer::start().await;
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    for (email, lang) in [("ada@example.org", Lang::En), ("zoe@example.org", Lang::Fr)] {
        let contact = h.contact_with(email, |contact| contact.lang = lang).await;
        h.grant(contact.id, offer, Term::Active).await;
    }
    let admin = h.admin("chief@example.org").await;
    let subjects = async |form: BroadcastForm| {
        let id = draft(&admin, AudienceForm::default()).await;
        admin.handle.change_broadcast(id, &form, &AudienceForm::default()).await.expect("written");
        let before = server.received().len();
        admin.handle.start_broadcast(id).await.expect("begun");
        to_the_end(h, &admin, id, &worker(h, &server)).await;
        let mut got: Vec<(String, String, bool)> = server.received()[before..]
            .iter()
            .map(|mail| (mail.recipients[0].clone(), mail.header("Subject").to_owned(), mail.header("Content-Language") == "fr"))
            .collect();
        got.sort();
        got
    };
    let got = |ada: (&str, bool), zoe: (&str, bool)| {
        vec![("ada@example.org".to_owned(), ada.0.to_owned(), ada.1), ("zoe@example.org".to_owned(), zoe.0.to_owned(), zoe.1)]
    };
    let both = BroadcastForm { subject_en: "News".to_owned(), subject_fr: "Du nouveau".to_owned(), body_fr: "Bonjour".to_owned(), ..form() };
    assert_eq!(subjects(both.clone()).await, got(("News", false), ("Du nouveau", true)));
    assert_eq!(subjects(BroadcastForm { subject_fr: String::new(), body_fr: String::new(), ..both.clone() }).await, got(("News", false), ("News", false)));
    assert_eq!(subjects(BroadcastForm { subject_en: String::new(), body_en: String::new(), ..both }).await, got(("Du nouveau", true), ("Du nouveau", true)));
}

async fn what_says_nothing_is_not_sent(h: &Harness) {
    h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = admin.handle.create_broadcast("News").await.expect("a draft");
    let no_text = || Err(Problem::from(Invalid::NoText));
    assert_eq!(admin.handle.start_broadcast(id).await.map_err(Error::into_problem), no_text());
    assert_eq!(admin.handle.schedule_broadcast(id, "2027-01-01T09:00").await.map_err(Error::into_problem), no_text());
    assert_eq!(admin.handle.create_broadcast(" ").await.map_err(Error::into_problem), Err(Invalid::Required.into()));
    let nobody = AudienceForm { tags: vec!["nobody".to_owned()], ..AudienceForm::default() };
    admin.handle.change_broadcast(id, &form(), &nobody).await.expect("written");
    assert_eq!(admin.handle.start_broadcast(id).await.map_err(Error::into_problem), Err(Invalid::NoRecipient.into()));
    admin.handle.delete_broadcast(id).await.expect("deleted");
    assert_eq!(admin.get(&format!("/admin/broadcasts/{id}")).await.status, 404);
}
