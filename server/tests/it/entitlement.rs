//! What a contact may see follows their grants, at every request; and an admin stays an admin.

use domain::time::Span;

use crate::actors::Learner;
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(
    case_30_without_an_active_grant_a_link_opens_nothing_until_there_is_one,
    case_31_a_grant_that_ends_ends_what_it_opened_at_once,
    case_32_what_is_not_ones_own_is_as_if_it_did_not_exist,
    case_33_a_course_stays_while_one_of_two_grants_stands,
    case_34_an_admin_who_opens_a_link_stays_an_admin,
    case_35_a_contact_with_an_admins_address_is_no_admin,
);

async fn case_30_without_an_active_grant_a_link_opens_nothing_until_there_is_one(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    for (email, term) in [
        ("none@example.org", None),
        ("ended@example.org", Some(Term::Ended)),
        ("revoked@example.org", Some(Term::Revoked)),
        ("future@example.org", Some(Term::Future)),
    ] {
        let contact = h.contact(email).await;
        if let Some(term) = term {
            h.grant(contact.id, offer, term).await;
        }
        let token = h.link(&contact).await;
        let before = h.sessions().await;
        let answer = h.redeem(&token).await;
        assert_eq!((answer.status, answer.signs_in()), (410, false), "{email}");
        assert!(answer.body.contains(app::locales::Words::of(domain::Lang::En).enter().no_offer_title), "{email}: {}", answer.body);
        assert_eq!(h.sessions().await, before);
        h.grant(contact.id, offer, Term::Active).await;
        assert!(h.redeem(&token).await.signs_in(), "{email}: the same link, now that there is an offer");
    }
}

/// Page, lesson and server functions of a course, and their statuses for this reader.
async fn statuses(learner: &Learner, course: &Course) -> Vec<u16> {
    let page = format!("/courses/{}", course.slug);
    let lesson = format!("{page}/lessons/first");
    let form = [("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")];
    vec![
        learner.get(&page).await.status,
        learner.get(&lesson).await.status,
        learner.call("learning/course", &form[..1]).await.status,
        learner.call("learning/lesson", &form[..2]).await.status,
        learner.call("learning/complete", &form).await.status,
    ]
}

async fn case_31_a_grant_that_ends_ends_what_it_opened_at_once(h: &Harness) {
    let (kept, lost) = (h.course("kept").await, h.course("lost").await);
    let (lasting, passing) = (h.offer("Lasting", &[&kept]).await, h.offer("Passing", &[&lost]).await);
    let contact = h.contact("ada@example.org").await;
    h.grant(contact.id, lasting, Term::Active).await;
    h.grant(contact.id, passing, Term::Until(h.clock.now() + Span::minutes(1))).await;
    let learner = h.learner(&contact).await;
    assert_eq!(statuses(&learner, &lost).await, [200; 5]);
    assert!(learner.get("/courses").await.body.contains(&lost.title));

    h.clock.advance(Span::minutes(1));
    assert_eq!(statuses(&learner, &lost).await, [404; 5]);
    let home = learner.get("/courses").await.body;
    assert!(!home.contains(&lost.title) && home.contains(&kept.title), "{home}");
    assert_eq!(statuses(&learner, &kept).await, [200; 5]);

    h.run_sql(&format!("UPDATE grants SET revoked_at = {}", h.clock.now().0)).await;
    assert_eq!(statuses(&learner, &kept).await, [404; 5]);
    assert!(learner.is_signed_in().await, "who has lost access may still read why");
}

async fn case_32_what_is_not_ones_own_is_as_if_it_did_not_exist(h: &Harness) {
    let (contact, own) = h.entitled("ada@example.org").await;
    let (bob, foreign) = h.entitled("bob@example.org").await;
    let learner = h.learner(&contact).await;
    let unpublished = h.course("unpublished").await;
    let offer = h.offer("Unpublished", &[&unpublished]).await;
    h.grant(contact.id, offer, Term::Active).await;
    h.run_sql("UPDATE products SET state = 'draft' WHERE slug = 'unpublished'").await;

    let absent = learner.get("/courses/nothing-at-all").await;
    assert_eq!(absent.status, 404, "{}", absent.body);
    for slug in [&foreign.slug, &unpublished.slug] {
        let page = learner.get(&format!("/courses/{slug}")).await;
        assert_eq!(page.status, 404, "{slug}: {}", page.body);
        assert_eq!(page.plain_body().replace(slug.as_str(), "SLUG"), absent.plain_body().replace("nothing-at-all", "SLUG"), "{slug}");
        assert_eq!(learner.get(&format!("/courses/{slug}/lessons/first")).await.status, 404, "{slug}");
    }
    for lesson in ["nothing", "draft"] {
        assert_eq!(learner.get(&format!("/courses/{}/lessons/{lesson}", own.slug)).await.status, 404, "{lesson}");
    }
    let answers = [
        ("nothing-at-all", "first"),
        (foreign.slug.as_str(), "first"),
        (unpublished.slug.as_str(), "first"),
        (own.slug.as_str(), "draft"),
        (own.slug.as_str(), "nothing"),
    ];
    let mut bodies = Vec::new();
    for (course, lesson) in answers {
        for function in ["learning/lesson", "learning/complete"] {
            let answer = learner.call(function, &[("course", course), ("lesson", lesson), ("done", "true")]).await;
            assert_eq!(answer.status, 404, "{function} {course} {lesson}: {}", answer.body);
            bodies.push(answer.body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");

    let theirs = h.learner(&bob).await;
    let devices: serde_json::Value = serde_json::from_str(&theirs.call("session/devices", &[]).await.body).expect("devices");
    let device = devices[0]["id"].as_str().expect("an id");
    let before = h.sessions().await;
    learner.call("session/sign-out-device", &[("device", device)]).await;
    assert!(theirs.is_signed_in().await, "another contact's device is out of reach");
    assert_eq!(h.sessions().await, before);
}

async fn case_33_a_course_stays_while_one_of_two_grants_stands(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&contact).await;
    let times = async || learner.get("/courses").await.body.matches(&course.title).count();
    let once = times().await;
    let second = h.offer("Another offer of it", &[&course]).await;
    h.grant(contact.id, second, Term::Until(h.clock.now() + Span::minutes(1))).await;
    assert!(once > 0);
    assert_eq!(times().await, once, "shown once, though two offers hold it");
    h.clock.advance(Span::minutes(1));
    assert_eq!(statuses(&learner, &course).await, [200; 5]);
    h.run_sql(&format!("UPDATE grants SET ends_at = {} WHERE ends_at IS NULL", h.clock.now().0)).await;
    assert_eq!(statuses(&learner, &course).await, [404; 5]);
}

async fn case_34_an_admin_who_opens_a_link_stays_an_admin(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let hidden = h.course("hidden").await;
    let admin = h.admin("chief@example.org").await;
    let token = h.link(&contact).await;
    let answer = admin.open(&token).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/courses?opened={}", contact.id).as_str()));
    assert!(!answer.signs_in());
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(admin.cookie("latchkey"), None);
    assert_eq!(admin.get("/admin/contacts").await.status, 200);
    let home = admin.get(answer.location()).await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains(&hidden.title), "an admin sees everything: {}", home.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'link.opened_as_admin'").await, 1);
}

async fn case_35_a_contact_with_an_admins_address_is_no_admin(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let (contact, _) = h.entitled("chief@example.org").await;
    let browser = h.learner(&contact).await;
    for path in ["/admin/contacts", "/admin/portal/dashboard", "/admin/account", "/admin/contacts/export.csv"] {
        let answer = browser.get(path).await;
        assert!(answer.refuses(), "{path}: {}", answer.status);
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
    assert_eq!(browser.call("links/search-contacts", &[("text", "a")]).await.status, 401);
}
