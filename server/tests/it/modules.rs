//! What is switched on and where the portal opens; the creator's own entries in the header.

use domain::{GroupRole, Module};

use crate::actors::{Admin, Answer};
use crate::communities::{community, member};
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    a_module_that_is_off_has_no_pages_and_no_functions,
    the_portal_opens_where_the_admin_says,
    everybody_comes_to_a_page_that_has_something_of_theirs,
    without_courses_there_are_no_covers_and_no_certificates_but_their_proof,
    case_32_an_entry_is_there_for_those_whom_it_is_for,
    an_entry_is_framed_by_its_own_page_alone,
    case_18_an_entry_leads_to_nothing_but_https,
    a_link_leads_to_an_entry,
);

async fn modules(admin: &Admin, on: &[Module], landing: &str) {
    let names: Vec<String> = (0..on.len()).map(|n| format!("form[on][{n}]")).collect();
    let mut form: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(on.iter().map(|module| module.word())).collect();
    form.push(("form[landing]", landing));
    let answer = admin.call("modules/change", &form).await;
    assert!(answer.status < 400, "{on:?} {landing}: {}", answer.body);
}

/// An entry of that label, whose slug is the label in small letters.
async fn entry(admin: &Admin, label: &str, change: &[(&str, &str)]) -> Answer {
    let form = [
        ("form[label_en]", label),
        ("form[label_fr]", ""),
        ("form[icon]", "calendar"),
        ("form[url]", "https://calendar.example.net:8443/book?x=1"),
        ("form[opens]", "embedded"),
        ("form[audience]", "everyone"),
    ];
    let kept = form.into_iter().filter(|(name, _)| change.iter().all(|(changed, _)| changed != name));
    let form: Vec<(&str, &str)> = kept.chain(change.iter().copied()).collect();
    admin.call("menus/create", &form).await
}

async fn created(admin: &Admin, label: &str, change: &[(&str, &str)]) {
    let answer = entry(admin, label, change).await;
    assert!(answer.status < 400, "{label}: {}", answer.body);
}

async fn a_module_that_is_off_has_no_pages_and_no_functions(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    let page = format!("/courses/{}", course.slug);
    let lesson = format!("{page}/lessons/first");
    let form = [("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")];
    assert_eq!(learner.get(&page).await.status, 200);

    modules(&admin, &[Module::Communities, Module::Menus], "courses").await;
    for path in ["/courses", "/courses/", "/%63ourses", "//courses", &page, &lesson] {
        for browser in [&learner.browser, &admin.browser] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.body.contains(&course.title), "{path}: {}", answer.body);
        }
    }
    for (function, form) in [("learning/grid", &[][..]), ("learning/course", &form[..1]), ("learning/lesson", &form[..2]), ("learning/complete", &form)] {
        let answer = learner.call(function, form).await;
        assert_eq!(answer.status, 404, "{function}: {}", answer.body);
        assert!(answer.body.contains("NotFound"), "{function}: {}", answer.body);
        assert_eq!(learner.post(&format!("/fn/{function}"), form).await.status, 404, "{function}");
    }
    assert_eq!(h.count("SELECT count(*) AS n FROM progress WHERE completed_at IS NOT NULL").await, 0);
    let account = learner.get("/account").await;
    assert_eq!(account.status, 200);
    assert!(!account.body.contains("href=\"/courses\""), "{}", account.body);
    assert_eq!(admin.get("/admin/courses").await.status, 200, "admins go on building");
    assert_eq!(admin.call("courses/list", &[]).await.status, 200);

    modules(&admin, &[Module::Courses], "courses").await;
    assert_eq!(learner.get(&lesson).await.status, 200, "nothing is lost");
    for (path, function) in [("/communities", "communities/post"), ("/communities/a/b", "communities/list"), ("/menu/calendar", "menu/load")] {
        assert_eq!(learner.get(path).await.status, 404, "{path}");
        assert_eq!(learner.call(function, &[("slug", "calendar")]).await.status, 404, "{function}");
    }
}

async fn the_portal_opens_where_the_admin_says(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let outsider = h.contact("bob@example.org").await;
    let other = h.offer("Another", &[&course]).await;
    h.grant(outsider.id, other, Term::Active).await;
    created(&admin, "Calendar", &[("form[audience]", "offers"), ("form[offers][0]", &other.to_string())]).await;
    let (ada, bob) = (h.learner(&contact).await, h.learner(&outsider).await);
    assert_eq!(ada.get("/?opened=x").await.location(), "/courses?opened=x");

    modules(&admin, Module::ALL, "menu/calendar").await;
    assert_eq!(bob.get("/").await.location(), "/menu/calendar");
    assert_eq!(ada.get("/").await.location(), "/courses", "not hers to see");
    assert_eq!(h.anonymous().open(&h.link(&outsider).await).await.location(), "/menu/calendar");
    assert_eq!(h.anonymous().open(&h.link(&contact).await).await.location(), "/courses", "nor is she led there");
    assert!(bob.get("/courses").await.body.contains("<a href=\"/menu/calendar\" class=\"brand\""));

    modules(&admin, &[Module::Menus], "courses").await;
    assert_eq!(bob.get("/").await.location(), "/menu/calendar", "what is left for him");
    assert_eq!(ada.get("/").await.location(), "/account", "nothing else is left");
    let token = h.link_with(&contact, |link| link.destination = format!("course/{}", course.slug)).await.1;
    assert_eq!(h.anonymous().open(&token).await.location(), "/account", "what is off is not led to");
    for landing in ["", "menus", "//evil", "course/a"] {
        let answer = admin.call("modules/change", &[("form[landing]", landing)]).await;
        assert_eq!(answer.status, 422, "{landing}: {}", answer.body);
    }
}

async fn everybody_comes_to_a_page_that_has_something_of_theirs(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let group = community(h, "makers").await;
    let (talker, talks) = member(h, &group, "talker@example.org", GroupRole::Member).await;
    let (pupil, _) = h.entitled("pupil@example.org").await;
    let nobody = h.contact("nobody@example.org").await;
    let waiting = h.offer("Nothing in it yet", &[]).await;
    h.grant(nobody.id, waiting, Term::Active).await;
    created(&admin, "Calendar", &[("form[audience]", "offers"), ("form[offers][0]", &waiting.to_string())]).await;

    for landing in ["courses", "communities", "menu/calendar", "menu/gone"] {
        modules(&admin, Module::ALL, landing).await;
        let own = if landing == "menu/calendar" { "/menu/calendar" } else { "/courses" };
        for (contact, home) in [(&talker, "/communities"), (&pupil, "/courses"), (&nobody, own)] {
            let browser = h.anonymous();
            let entered = browser.open(&h.link(contact).await).await;
            assert_eq!((entered.status, entered.location()), (303, home), "{} at {landing}", contact.email);
            assert_eq!(browser.get(home).await.status, 200, "{} at {landing}", contact.email);
            for address in ["/", "/enter"] {
                assert_eq!(browser.get(address).await.location(), home, "{} at {landing}", contact.email);
                let script = browser.send(browser.request(http::Method::GET, address)).await;
                assert_eq!(script.location(), home, "whatever the browser says that it wants");
            }
            admin.handle.view_as(Some(contact.id)).await.expect("viewing");
            assert_eq!(admin.get("/").await.location(), home, "as the contact comes to it");
            admin.handle.view_as(None).await.expect("not viewing");
        }
    }
    modules(&admin, &[Module::Courses, Module::Menus], "communities").await;
    assert_eq!(talks.get("/").await.location(), "/courses", "where she is told why there is nothing");
    modules(&admin, &[Module::Communities, Module::Menus], "courses").await;
    assert_eq!(talks.get("/").await.location(), "/communities");
    assert_eq!(h.learner(&nobody).await.get("/").await.location(), "/menu/calendar");
    assert_eq!(h.learner(&pupil).await.get("/").await.location(), "/account", "nothing is left for them");
}

async fn without_courses_there_are_no_covers_and_no_certificates_but_their_proof(h: &Harness) {
    const COVER: &str = "/files/covers/0a1b.jpg";
    let (contact, course) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    let covers = h.portal.data_dir().join("files").join("covers");
    std::fs::create_dir_all(&covers).expect("a folder");
    std::fs::write(covers.join("0a1b.jpg"), "a picture").expect("a file");
    h.run_sql(&format!("UPDATE products SET cover = '{COVER}'")).await;
    h.certificate(&contact, course.id, "ABCDEFGHIJKL").await;
    let pdf = "/files/certificates/ABCD-EFGH-IJKL.pdf";
    for (on, status) in [(Module::ALL, 200), (&[Module::Communities], 404)] {
        modules(&admin, on, "courses").await;
        for path in [COVER, pdf] {
            assert_eq!(learner.get(path).await.status, status, "{path}");
            assert_eq!(admin.get(path).await.status, 200, "{path}: admins go on building");
            admin.handle.view_as(Some(contact.id)).await.expect("viewing");
            assert_eq!(admin.get(path).await.status, status, "{path}: as the contact");
            admin.handle.view_as(None).await.expect("not viewing");
        }
        let proof = h.anonymous().get("/certificates/ABCD-EFGH-IJKL").await;
        assert!(proof.status == 200 && proof.body.contains(&contact.name), "it is for others: {}", proof.body);
        assert_eq!(h.anonymous().call("certificates/verify", &[("number", "ABCD-EFGH-IJKL")]).await.status, 200);
    }
}

async fn case_32_an_entry_is_there_for_those_whom_it_is_for(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&contact).await;
    let offer = h.offer("With a calendar", &[&course]).await;
    created(&admin, "Shop", &[("form[opens]", "new-tab"), ("form[label_fr]", "Boutique")]).await;
    created(&admin, "Calendar", &[("form[audience]", "offers"), ("form[offers][0]", &offer.to_string())]).await;

    let (missing, foreign) = (learner.get("/menu/nothing").await, learner.get("/menu/calendar").await);
    assert_eq!((missing.status, foreign.status), (404, 404));
    assert_eq!(learner.call("menu/load", &[("slug", "calendar")]).await.body, learner.call("menu/load", &[("slug", "nothing")]).await.body);
    let home = learner.get("/courses").await.body;
    assert!(home.contains("Shop") && !home.contains("Calendar"), "{home}");
    assert!(foreign.header("content-security-policy").ends_with("https://fast.wistia.net"), "{:?}", foreign.headers);

    let until = h.clock.now() + domain::time::Span::hours(1);
    h.grant(contact.id, offer, Term::Until(until)).await;
    assert_eq!(learner.get("/menu/calendar").await.status, 200);
    assert!(learner.get("/courses").await.body.contains("href=\"/menu/calendar\""));
    h.clock.advance(domain::time::Span::hours(1));
    assert_eq!(learner.get("/menu/calendar").await.status, 404, "with the grant it ends");
    assert_eq!(learner.call("menu/load", &[("slug", "calendar")]).await.status, 404);
    assert_eq!(admin.get("/menu/calendar").await.status, 200, "an admin sees everything");

    h.run_sql("DELETE FROM grants WHERE offer_id IN (SELECT id FROM offers WHERE title = 'With a calendar')").await;
    admin.call("offers/delete", &[("offer", &offer.to_string())]).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM menu_entry_offers").await, 0);
    assert_eq!(learner.get("/menu/calendar").await.status, 404, "an entry whose offers are gone is nobody's");
}

async fn an_entry_is_framed_by_its_own_page_alone(h: &Harness) {
    let (contact, _) = h.entitled("ada@example.org").await;
    let (admin, learner) = (h.admin("chief@example.org").await, h.learner(&contact).await);
    created(&admin, "Calendar", &[]).await;
    created(&admin, "Shop", &[("form[opens]", "same-tab"), ("form[url]", "https://shop.example.net/")]).await;
    let origin = "https://calendar.example.net:8443";
    let page = learner.get("/menu/calendar").await;
    let policy = page.header("content-security-policy");
    assert!(policy.split(';').any(|part| part.trim().starts_with("frame-src ") && part.split(' ').any(|source| source == origin)), "{policy}");
    assert!(page.body.contains("<iframe") && page.body.contains("sandbox=\"allow-scripts") && !page.body.contains("allow-top-navigation"), "{}", page.body);
    for path in ["/courses", "/menu/shop", "/account", "/menu/nothing"] {
        let answer = learner.get(path).await;
        assert!(!answer.header("content-security-policy").contains("example.net"), "{path}: {:?}", answer.headers);
        assert!(!answer.body.contains("<iframe"), "{path}");
    }
    assert!(learner.get("/menu/shop").await.body.contains("href=\"https://shop.example.net/\""));
    assert_eq!(h.anonymous().get("/menu/calendar").await.status, 303, "to the door");
}

async fn case_18_an_entry_leads_to_nothing_but_https(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    for url in ["http://example.org", "javascript:alert(1)", "//example.org", "https://", "https://example.org;x y/", "data:text/html,x", ""] {
        assert_eq!(entry(&admin, "Evil", &[("form[url]", url)]).await.status, 422, "{url}");
    }
    for change in [("form[label_en]", ""), ("form[opens]", "framed"), ("form[icon]", "x\" onload=\"y"), ("form[audience]", "offers")] {
        assert_eq!(entry(&admin, "Evil", &[change]).await.status, 422, "{change:?}");
    }
    let nobody = "0".repeat(32);
    assert_eq!(entry(&admin, "Evil", &[("form[audience]", "offers"), ("form[offers][0]", &nobody)]).await.status, 422, "an offer that is not there");
    assert_eq!(h.count("SELECT count(*) AS n FROM menu_entries").await, 0);

    created(&admin, "<b>Shop</b>", &[("form[url]", "https://example.org/'\"<x>")]).await;
    let list = admin.get("/admin/portal/menus").await.body;
    assert!(list.contains("&lt;b&gt;Shop") && !list.contains("<b>Shop"), "{list}");
    assert_eq!(h.count("SELECT count(*) AS n FROM menu_entries WHERE url = 'https://example.org/%27%22%3Cx%3E' AND slug = 'b-shop-b'").await, 1);
}

async fn a_link_leads_to_an_entry(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let offer = h.offer("Another", &[&course]).await;
    created(&admin, "Calendar", &[]).await;
    created(&admin, "Secret", &[("form[audience]", "offers"), ("form[offers][0]", &offer.to_string())]).await;
    let id = contact.id.to_string();
    let dialog = admin.get(&format!("/admin/portal/dashboard?dialog=link&contact={id}")).await.body;
    assert!(dialog.contains("value=\"menu/calendar\"") && !dialog.contains("menu/secret"), "{dialog}");
    let refused = admin.call("links/generate", &[("contact", &id), ("destination", "menu/secret")]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let made = admin.call("links/generate", &[("contact", &id), ("destination", "menu/calendar")]).await;
    assert!(made.status < 400, "{}", made.body);
    let token = h.link_with(&contact, |link| "menu/calendar".clone_into(&mut link.destination)).await.1;
    assert_eq!(h.anonymous().open(&token).await.location(), "/menu/calendar");
    assert!(admin.get(&format!("/admin/contacts/{id}")).await.body.contains("Calendar"));
    modules(&admin, &[Module::Courses], "courses").await;
    assert_eq!(admin.call("links/generate", &[("contact", &id), ("destination", "menu/calendar")]).await.status, 422, "switched off");
}
