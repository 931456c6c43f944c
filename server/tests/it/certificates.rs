//! Certificates of completion: one for each who earns it, genuine or revoked for all to see, and a PDF for its owner.

use app::locales::Words;
use domain::view::certificates::CertificatePage;
use domain::{CertificateNumber, Lang};
use futures_util::future::join_all;
use http::Method;
use store::contacts::Contact;

use crate::actors::{Browser, Learner};
use crate::harness::{Harness, both_databases};
use crate::quizzes::three_questions;
use crate::world::Course;

both_databases!(
    completions_at_once_make_one_certificate,
    passing_the_last_quiz_earns_it_too,
    so_does_an_admin_who_marks_the_last_lesson,
    who_was_done_before_gets_it_when_the_course_gives_one,
    anyone_can_tell_whether_a_number_is_genuine,
    a_pdf_is_for_its_owner_and_has_their_name,
);

async fn complete(browser: &Browser, course: &Course, lesson: &str) -> u16 {
    browser.call("learning/complete", &[("course", &course.slug), ("lesson", lesson), ("done", "true")]).await.status
}

/// A learner who has completed both lessons of a course that gives a certificate, and its number.
async fn earned(h: &Harness, contact: &Contact, course: &Course) -> (Learner, CertificateNumber) {
    let admin = h.admin(&format!("chief-of-{}@example.org", course.slug)).await;
    admin.handle.set_certificate_terms(course.id, true, "Marie Curie").await.expect("it gives one");
    let learner = h.learner(contact).await;
    for lesson in ["first", "second"] {
        assert_eq!(complete(&learner, course, lesson).await, 200);
    }
    let number = admin.handle.certificates_of(contact.id).await.expect("certificates")[0].certificate.number.clone();
    (learner, number)
}

async fn certificates(h: &Harness) -> i64 {
    h.count("SELECT count(*) AS n FROM certificates").await
}

async fn completions_at_once_make_one_certificate(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.set_certificate_terms(course.id, true, "").await.expect("it gives one");
    let learner = h.learner(&ada).await;
    assert_eq!(learner.get(&format!("/courses/{}/certificate", course.slug)).await.status, 200, "how far it is");
    assert_eq!(certificates(h).await, 0);
    let both = ["first", "second"].into_iter().cycle().take(20);
    let statuses = join_all(both.map(|lesson| complete(&learner, &course, lesson))).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    assert_eq!(certificates(h).await, 1);
    let pages = join_all((0..5).map(|_| learner.get("/courses/ada/certificate"))).await;
    assert!(pages.iter().all(|page| page.body.contains("Your certificate")));
    assert_eq!(certificates(h).await, 1);
}

async fn passing_the_last_quiz_earns_it_too(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.set_certificate_terms(course.id, true, "").await.expect("it gives one");
    let ids = three_questions(&admin, course.first, "30", "").await;
    let learner = h.learner(&ada).await;
    complete(&learner, &course, "second").await;
    assert_eq!(certificates(h).await, 0);
    let (name, slug) = (domain::quiz::answer_field(ids[0]), course.slug.as_str());
    assert_eq!(learner.call("quizzes/take", &[("course", slug), ("lesson", "first"), (&name, "7")]).await.status, 200);
    assert_eq!(certificates(h).await, 1);
}

async fn so_does_an_admin_who_marks_the_last_lesson(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    admin.handle.set_certificate_terms(course.id, true, "").await.expect("it gives one");
    let learner = h.learner(&ada).await;
    complete(&learner, &course, "second").await;
    let (product, contact, lesson) = (course.id.to_string(), ada.id.to_string(), course.first.to_string());
    let form = [("course", product.as_str()), ("contact", contact.as_str()), ("lesson", lesson.as_str())];
    assert!(admin.call("progress/mark-lesson", &form).await.status < 400);
    assert_eq!(certificates(h).await, 1);
}

async fn who_was_done_before_gets_it_when_the_course_gives_one(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&ada).await;
    let page = format!("/courses/{}/certificate", course.slug);
    for lesson in ["first", "second"] {
        complete(&learner, &course, lesson).await;
    }
    assert_eq!((learner.get(&page).await.status, certificates(h).await), (404, 0), "off unless it is turned on");
    admin.handle.set_certificate_terms(course.id, true, "").await.expect("it gives one");
    admin.handle.view_as(Some(ada.id)).await.expect("looking on");
    assert_eq!((admin.get(&page).await.status, certificates(h).await), (200, 0), "who looks on earns nothing for anybody");
    let looked_on = admin.call("certificates/mine", &[("course", &course.slug)]).await;
    let looked_on: CertificatePage = serde_json::from_str(&looked_on.body).expect("a page");
    assert!(looked_on.certificate.is_none() && looked_on.share.is_none() && looked_on.steps.is_done(), "{looked_on:?}");
    assert!(learner.get(&format!("/courses/{}", course.slug)).await.body.contains("See your certificate"));
    assert!(learner.get(&page).await.body.contains("Your certificate"));
    assert_eq!(certificates(h).await, 1);
    admin.handle.set_certificate_terms(course.id, false, "").await.expect("no more");
    assert_eq!(learner.get(&page).await.status, 200, "what was given stays");
}

async fn anyone_can_tell_whether_a_number_is_genuine(h: &Harness) {
    let (_, course) = h.entitled("ada@example.org").await;
    let ada = h.contact_with("lovelace@example.org", |contact| "Ada <Lovelace>".clone_into(&mut contact.name)).await;
    let offer = h.offer("Another", &[&course]).await;
    h.grant(ada.id, offer, crate::world::Term::Active).await;
    let (_, number) = earned(h, &ada, &course).await;
    let t = Words::of(Lang::En).certificates();
    let stranger = h.anonymous();
    for typed in [number.to_string(), number.to_string().to_lowercase(), number.compact().to_owned()] {
        let page = stranger.get(&format!("/certificates/{typed}")).await;
        assert_eq!(page.status, 200, "{typed}");
        assert!(page.body.contains("Ada &lt;Lovelace&gt;") && page.body.contains(&course.title) && page.body.contains("Marie Curie"), "{}", page.body);
        assert!(page.body.contains(t.valid_text) && page.body.contains("noindex"), "{}", page.body);
        assert!(!page.body.contains("lovelace@example.org") && !page.body.contains(&ada.id.to_string()), "no more than it must: {}", page.body);
    }
    for unknown in ["AAAA-AAAA-AAAA", "nothing", "1111-1111-1111", "%3Cscript%3E"] {
        let page = stranger.get(&format!("/certificates/{unknown}")).await;
        assert_eq!(page.status, 404, "{unknown}");
        assert!(page.body.contains(t.unknown_title), "{unknown}: {}", page.body);
    }
    let admin = h.admin("second@example.org").await;
    let row = admin.handle.certificates_of(ada.id).await.expect("certificates").remove(0);
    assert!(admin.get(&format!("/admin/contacts/{}", ada.id)).await.body.contains(&number.to_string()));
    admin.call("certificates/revoke", &[("id", &row.id.to_string())]).await;
    let page = stranger.get(&format!("/certificates/{number}")).await;
    assert!(page.status == 200 && page.body.contains(t.revoked_text) && !page.body.contains(t.valid_text), "{}", page.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'certificate.revoked'").await, 1);
    admin.handle.revoke_certificate(row.id).await.expect("once more changes nothing");
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'certificate.revoked'").await, 1);
}

async fn a_pdf_is_for_its_owner_and_has_their_name(h: &Harness) {
    let (_, course) = h.entitled("ada@example.org").await;
    let elodie = h.contact_with("elodie@example.org", |contact| "Élodie Œuvrard-Saint-Exupéry".clone_into(&mut contact.name)).await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let offer = h.offer("Another", &[&course]).await;
    h.grant(elodie.id, offer, crate::world::Term::Active).await;
    let (learner, number) = earned(h, &elodie, &course).await;
    let path = format!("/files/certificates/{number}.pdf");

    let response = learner.request(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let bytes = response.bytes().await.expect("a body");
    assert!(bytes.starts_with(b"%PDF-"));
    let pdf = lopdf::Document::load_mem(&bytes).expect("a PDF that can be read");
    let text: String = pdf.extract_text(&[1]).expect("its text").split_whitespace().collect();
    for part in [elodie.name.as_str(), &course.title, "Marie Curie", &number.to_string(), "2 March 2026"] {
        let part: String = part.split_whitespace().collect();
        assert!(text.contains(&part), "{part} in {text}");
    }

    let stranger = h.learner(&bob).await;
    let (foreign, absent) = (stranger.get(&path).await, stranger.get("/files/certificates/AAAA-AAAA-AAAA.pdf").await);
    assert_eq!((foreign.status, absent.status), (404, 404));
    assert_eq!(foreign.plain_body(), absent.plain_body(), "as if it did not exist");
    assert_eq!(h.anonymous().get(&path).await.status, 401);
    assert_eq!(learner.get(&format!("/files/certificates/{number}")).await.status, 404);
    let admin = h.admin("second@example.org").await;
    assert_eq!(admin.get(&path).await.status, 200);
    let row = admin.handle.certificates_of(elodie.id).await.expect("certificates").remove(0);
    admin.handle.revoke_certificate(row.id).await.expect("revoked");
    assert_eq!((learner.get(&path).await.status, admin.get(&path).await.status), (404, 404), "a revoked one is not printed");
}
