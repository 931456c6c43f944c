//! What a contact may see follows their grants, at every request; and an admin stays an admin.

use app::locales::{Words, fill};
use domain::Lang;
use domain::time::Span;

use crate::actors::Learner;
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(
    case_30_without_an_active_grant_a_link_opens_nothing_until_there_is_one,
    case_30_nor_does_a_used_up_link_for_who_is_signed_in,
    case_31_a_grant_that_ends_ends_what_it_opened_at_once,
    case_32_what_is_not_ones_own_is_as_if_it_did_not_exist,
    cases_31_and_32_a_cover_is_for_who_may_see_its_course,
    case_33_a_course_stays_while_one_of_two_grants_stands,
    case_34_an_admin_who_opens_a_link_stays_an_admin,
    an_admin_who_opens_a_dead_link_is_told_why,
    a_preview_writes_nothing_of_the_contacts,
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
        assert!(answer.body.contains(Words::of(Lang::En).enter().no_offer_title), "{email}: {}", answer.body);
        assert_eq!(h.sessions().await, before);
        h.grant(contact.id, offer, Term::Active).await;
        assert!(h.redeem(&token).await.signs_in(), "{email}: the same link, now that there is an offer");
    }
}

async fn case_30_nor_does_a_used_up_link_for_who_is_signed_in(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (_, token) = h.link_with(&contact, |link| link.use_limit = 1).await;
    let browser = h.anonymous();
    assert!(browser.open(&token).await.signs_in());
    assert!(browser.open(&token).await.signs_in(), "one's own link again is no use of it");
    let before = browser.cookie("latchkey");
    h.run_sql(&format!("UPDATE grants SET ends_at = {}", h.clock.now().0)).await;
    let answer = browser.open(&token).await;
    assert_eq!((answer.status, answer.signs_in()), (410, false), "{}", answer.body);
    assert_eq!((browser.cookie("latchkey"), h.sessions().await, h.uses().await), (before, 1, 1));
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

async fn cases_31_and_32_a_cover_is_for_who_may_see_its_course(h: &Harness) {
    const COVER: &str = "/files/covers/0a1b.jpg";
    let (ada, course) = h.entitled("ada@example.org").await;
    let (bob, _) = h.entitled("bob@example.org").await;
    let covers = h.portal.data_dir().join("files").join("covers");
    std::fs::create_dir_all(&covers).expect("a folder");
    std::fs::write(covers.join("0a1b.jpg"), "a picture").expect("a file");
    h.run_sql(&format!("UPDATE products SET cover = '{COVER}' WHERE slug = '{}'", course.slug)).await;
    let (learner, stranger, admin) = (h.learner(&ada).await, h.learner(&bob).await, h.admin("chief@example.org").await);

    for browser in [&learner.browser, &admin.browser] {
        let answer = browser.get(COVER).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "a picture"));
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("image/jpeg", "private, max-age=3600"));
    }
    let (foreign, absent) = (stranger.get(COVER).await, stranger.get("/files/covers/nothing.jpg").await);
    assert_eq!((foreign.status, absent.status), (404, 404));
    assert_eq!(foreign.plain_body(), absent.plain_body(), "as if it did not exist");
    assert_eq!(h.anonymous().get(COVER).await.status, 401);

    h.run_sql("UPDATE products SET state = 'draft'").await;
    assert_eq!((learner.get(COVER).await.status, admin.get(COVER).await.status), (404, 200), "not published any more");
    h.run_sql("UPDATE products SET state = 'published'").await;
    assert_eq!(learner.get(COVER).await.status, 200);
    h.run_sql(&format!("UPDATE grants SET ends_at = {}", h.clock.now().0)).await;
    assert_eq!(learner.get(COVER).await.status, 404, "the grant has ended");

    admin.handle.view_as(Some(bob.id)).await.expect("viewing");
    assert_eq!(admin.get(COVER).await.status, 404, "as the contact has it");
    let on_own_page = admin.request(http::Method::GET, COVER).header("referer", format!("{}/admin/courses", h.base));
    assert_eq!(admin.send(on_own_page).await.status, 200, "looking on takes nothing from the admin's own pages");
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
    let (link, token) = h.link_with(&contact, |_| {}).await;
    let answer = admin.open(&token).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/courses?opened={link}").as_str()));
    assert!(!answer.signs_in());
    assert_eq!((h.sessions().await, h.uses().await), (0, 0));
    assert_eq!(admin.cookie("latchkey"), None);
    assert_eq!(admin.get("/admin/contacts").await.status, 200);
    let home = admin.get(answer.location()).await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains(&hidden.title), "an admin sees everything: {}", home.body);
    assert!(home.body.contains(&format!("value=\"{}/l/{token}\"", h.base)), "the very link that was opened, to be copied: {}", home.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action = 'link.opened_as_admin'").await, 1);
}

async fn an_admin_who_opens_a_dead_link_is_told_why(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let t = Words::of(Lang::En).links();
    let now = h.clock.now();
    let used_up = h.link_with(&contact, |link| link.uses = link.use_limit).await;
    let expired = h.link_with(&contact, |link| link.expires_at = now).await;
    for ((link, token), why) in [(used_up, t.used_up_text), (expired, t.expired_text.split('{').next().unwrap_or_default())] {
        let uses = h.uses().await;
        let answer = admin.open(&token).await;
        assert_eq!((answer.status, answer.location()), (303, format!("/courses?opened={link}").as_str()));
        let home = admin.get(answer.location()).await;
        assert_eq!(home.status, 200);
        assert!(home.body.contains(why) && home.body.contains("that does not work"), "{why}: {}", home.body);
        assert!(!home.body.contains(&token), "a dead link is handed to nobody: {}", home.body);
        assert_eq!((h.sessions().await, h.uses().await), (0, uses));
    }
}

async fn a_preview_writes_nothing_of_the_contacts(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let bob = h.contact("bob@example.org").await;
    h.learner(&ada).await;
    let admin = h.admin("chief@example.org").await;
    let written = async || {
        let seen = "SELECT CAST(coalesce(sum(last_seen_at), 0) AS BIGINT) AS n FROM";
        (
            h.count("SELECT count(*) AS n FROM progress").await,
            h.count("SELECT count(*) AS n FROM access_requests").await,
            h.sessions().await,
            h.count(&format!("{seen} sessions")).await,
            h.count(&format!("{seen} contacts")).await,
            h.count("SELECT count(*) AS n FROM contacts WHERE lang = 'fr'").await,
        )
    };
    let before = written().await;
    assert_eq!((before.0, before.1, before.2), (0, 0, 1));
    // Long enough that a session of theirs would be written down as seen again.
    h.clock.advance(Span::hours(1));
    let t = Words::of(Lang::En).learner();
    let lesson = format!("/courses/{}/lessons/first", course.slug);
    let form = [("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")];
    for (contact, button) in [(&ada, t.mark_complete), (&bob, t.ask_for_access)] {
        admin.handle.view_as(Some(contact.id)).await.expect("viewing");
        for page in ["/courses", &lesson, "/account"] {
            let answer = admin.get(page).await;
            assert!(answer.body.contains(&fill(Words::of(Lang::En).links().seen_as, &[("name", &contact.name)])), "{page}: {}", answer.body);
            assert!(!answer.body.contains(&format!("{button}</button>")), "{page} has a button that does nothing: {}", answer.body);
        }
        for (function, form) in [
            ("learning/complete", &form[..]),
            ("session/ask-for-access", &[]),
            ("prefs/language", &[("language", "fr"), ("back", "/")]),
            ("prefs/language", &[("language", "en"), ("back", "/")]),
            ("session/sign-out-everywhere", &[]),
        ] {
            let answer = admin.call(function, form).await;
            assert!(answer.status < 500, "{function}: {}", answer.body);
        }
        assert_eq!(written().await, before, "looking on as {}", contact.name);
    }
    admin.handle.view_as(None).await.expect("not viewing");
    let answer = admin.get(&lesson).await;
    assert!(answer.body.contains(t.only_learners_complete), "{}", answer.body);
    assert_eq!(admin.call("learning/complete", &form).await.status, 200);
    assert_eq!(written().await, before, "nor has an admin any progress");
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
