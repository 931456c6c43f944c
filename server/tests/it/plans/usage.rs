//! Everything that people do with the portal: each page, each filter, each button that asks the database.

use std::collections::{BTreeSet, VecDeque};

use domain::view::audit::Action;
use domain::view::contacts::ContactSort;
use domain::view::courses::Step;
use store::contacts::Contact;

use super::seed::hex;
use crate::actors::{Admin, Browser};
use crate::authorisation::admin_paths;
use crate::harness::Harness;
use crate::world::Course;

/// Addresses on a page that lead through a list: those with that parameter.
fn further(html: &str, parameter: &str) -> Vec<String> {
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(|href| href.replace("&amp;", "&"));
    hrefs.filter(|href| href.starts_with('/') && href.contains(parameter)).collect()
}

/// Visits the pages, those that they read on with, and from there back again.
async fn visit(browser: &Browser, paths: Vec<String>) {
    let mut seen = BTreeSet::new();
    let mut queue: VecDeque<(String, u8)> = paths.into_iter().map(|path| (path, 0)).collect();
    let mut read_on = 0;
    while let Some((path, depth)) = queue.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = browser.get(&path).await;
        assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.body);
        read_on += u32::from(depth > 0);
        let parameter = match depth {
            0 => "cursor=",
            1 => "before=",
            _ => continue,
        };
        queue.extend(further(&answer.body, parameter).into_iter().map(|href| (href, depth + 1)));
    }
    assert!(read_on > 0 || seen.iter().all(|path| !path.starts_with("/admin/")), "no list has a second page");
}

/// Calls functions one after the other; each must do its work.
async fn calls(browser: &Browser, functions: &[(&str, &[(&str, &str)])]) {
    for (function, form) in functions {
        let answer = browser.call(function, form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
    }
}

/// Gives the course's second lesson a quiz, and the course a certificate. Answers the name of a field of the quiz.
async fn quizzed(admin: &Admin, course: &Course) -> String {
    let second = admin.handle.product(course.id).await.expect("the course").outline[0].lessons[1].id;
    let questions = crate::quizzes::three_questions(admin, second, "30", "").await;
    admin.handle.move_question(questions[1], Step::Up).await.expect("moved");
    admin.handle.set_certificate_terms(course.id, true, "Anna").await.expect("it gives a certificate");
    format!("answers[{}][]", questions[0])
}

/// Comments on the first lesson and passes the quiz of the second one: where the first is completed, that earns the certificate.
async fn study(learner: &Browser, course: &Course, answer: &str) {
    let (course, first, second) = (("course", course.slug.as_str()), ("lesson", "first"), ("lesson", "second"));
    let functions: [(&str, &[(&str, &str)]); 5] = [
        ("comments/write", &[course, first, ("body", "How?")]),
        ("comments/list", &[course, first]),
        ("quizzes/take", &[course, second, (answer, "7")]),
        ("quizzes/load", &[course, second]),
        ("certificates/mine", &[course]),
    ];
    calls(learner, &functions).await;
}

/// Answers a comment, takes it away, and takes a certificate back.
async fn moderate(h: &Harness, admin: &Admin, contact: &Contact, course: &Course) {
    let comment = h.comment(contact, course.first, "And why?").await.to_string();
    let certificates = admin.handle.certificates_of(contact.id).await.expect("certificates");
    let certificate = certificates.first().expect("it was earned").id.to_string();
    let functions: [(&str, &[(&str, &str)]); 4] = [
        ("comments/reply", &[("id", &comment), ("body", "So.")]),
        ("comments/hide", &[("id", &comment), ("hidden", "true")]),
        ("comments/remove", &[("id", &comment)]),
        ("certificates/revoke", &[("id", &certificate)]),
    ];
    calls(admin, &functions).await;
}

/// Does everything that people do.
pub async fn use_the_portal(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let (ours, seeded) = (contact.id.to_string(), hex('c', 78));
    let (product, lesson, offer) = (hex('p', 7), hex('l', 7), hex('o', 7));

    let answer = quizzed(&admin, &course).await;
    let learner = h.learner(&contact).await;
    let mut pages = vec![
        "/courses".to_owned(),
        "/account".to_owned(),
        "/sign-in".to_owned(),
        format!("/courses/{}", course.slug),
        "/courses/course-7".to_owned(),
        "/files/covers/0a1b.jpg".to_owned(),
        "/nothing".to_owned(),
        "/certificates/AAAA-AAAA-AAAA".to_owned(),
        "/files/certificates/AAAA-AAAA-AAAA.pdf".to_owned(),
    ];
    pages.push(format!("/courses/{}/lessons/second/quiz", course.slug));
    pages.push(format!("/courses/{}/certificate", course.slug));
    pages.push(format!("/courses/{}/lessons/first", course.slug));
    visit(&learner, pages).await;
    for (function, form) in [
        ("learning/complete", vec![("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")]),
        ("learning/grid", vec![]),
        ("session/devices", vec![]),
        ("session/ask-for-access", vec![]),
        ("session/ask-for-link", vec![("email", "person7@example.org")]),
        ("session/sign-out-everywhere", vec![]),
    ] {
        let answer = learner.call(function, &form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
    }
    let learner = h.learner(&contact).await;
    study(&learner, &course, &answer).await;
    learner.call("session/sign-out", &[]).await;
    h.clock.advance(domain::time::Span::minutes(10));
    admin.get("/courses").await;

    let mut pages = admin_paths(&ours, &product, &lesson, &offer);
    pages.extend(admin_paths(&seeded, &product, &lesson, &offer));
    pages.retain(|path| !path.contains(".csv"));
    pages.push("/admin/contacts/export.csv".to_owned());
    pages.extend(ContactSort::ALL.iter().map(|sort| format!("/admin/contacts?sort={}", sort.word())));
    let (state, tag, own) = ("state=joined", "tag=tag7", format!("offer={offer}"));
    for query in ["q=person", "q=person+7", "q=name12+person", "q=person7%40example.org", "q=06+12", "q=nobody", state, tag, &own] {
        pages.push(format!("/admin/contacts?{query}"));
        pages.push(format!("/admin/contacts?{query}&{state}"));
        pages.push(format!("/admin/contacts?{query}&{tag}"));
        pages.push(format!("/admin/contacts?{query}&{own}"));
        pages.push(format!("/admin/contacts?{query}&{state}&{tag}&{own}"));
    }
    let by = format!("admin={}", admin.id);
    for query in ["subject=Person", "subject=Person+7", "subject=nobody", "from=2026-01-01", "to=2026-12-31", "from=2026-01-01&to=2026-12-31", by.as_str()] {
        pages.push(format!("/admin/audit?{query}"));
        pages.push(format!("/admin/audit?{query}&action={}", Action::LinkMinted.word()));
        pages.push(format!("/admin/audit?{query}&{by}&action={}", Action::LinkMinted.word()));
    }
    for query in
        ["dialog=link", "dialog=link&q=person", "dialog=link&q=nobody", &format!("dialog=link&contact={ours}"), &format!("dialog=link&contact={seeded}")]
    {
        pages.push(format!("/admin/portal/dashboard?{query}"));
    }
    pages.push("/courses".to_owned());
    pages.push("/courses/course-7".to_owned());
    pages.push("/courses/course-7/lessons/lesson-6".to_owned());
    visit(&admin, pages).await;

    for text in ["person", "person 7", "0612", "+33 6 12", "person7@example.org", "a b c d"] {
        assert_eq!(admin.call("links/search-contacts", &[("text", text)]).await.status, 200, "{text}");
    }
    moderate(h, &admin, &contact, &course).await;
    let made = admin.post("/fn/links/generate", &[("contact", &ours), ("destination", "home"), ("from", "")]).await;
    let link = made.location().split(['?', '&']).find_map(|pair| pair.strip_prefix("link=")).unwrap_or_default().to_owned();
    for (function, form) in [
        ("links/list", vec![("contact", ours.as_str())]),
        ("links/card", vec![("link", link.as_str())]),
        ("links/regenerate", vec![("link", &link)]),
        ("links/revoke", vec![("link", &link)]),
        ("links/view-as", vec![("contact", &ours)]),
        ("learning/grid", vec![]),
        ("links/stop-viewing", vec![]),
        ("offers/list-grants", vec![("contact", &seeded)]),
        ("offers/grant", vec![("contact", &ours), ("offer", &offer), ("back", "/admin/contacts")]),
        ("links/revoke-access", vec![("contact", &ours)]),
        ("contacts/disable", vec![("id", &seeded)]),
        ("contacts/enable", vec![("id", &seeded)]),
        ("contacts/sign-out-everywhere", vec![("id", &seeded)]),
        ("contacts/delete", vec![("id", &seeded)]),
        ("admins/account", vec![]),
    ] {
        let answer = admin.call(function, &form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
    }
    admin.open(&h.link(&contact).await).await;
    h.portal.tidy_up().await.expect("the database answers");
}
