//! Everything that people do with the portal: each page, each filter, each button that asks the database.

use std::collections::{BTreeSet, VecDeque};

use domain::Channel;
use domain::view::audit::Action;
use domain::view::broadcasts::AudienceForm;
use domain::view::contacts::ContactSort;
use domain::view::courses::Step;
use futures_util::FutureExt as _;
use store::contacts::Contact;

use super::seed::hex;
use crate::actors::{Admin, Browser};
use crate::authorisation::admin_paths;
use crate::harness::Harness;
use crate::world::{Course, Term};

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

/// The pages that show how far a course's learners are.
fn learners_of(product: &str, contact: &str) -> Vec<String> {
    let page = format!("/admin/courses/{product}/progress");
    let mut pages = vec![format!("{page}.csv"), format!("{page}/{contact}")];
    for search in ["", "q=person", "q=person+7", "q=person7%40example.org"] {
        for stage in ["", "&stage=not-started", "&stage=in-progress", "&stage=completed"] {
            pages.push(format!("{page}?{search}{stage}"));
        }
    }
    pages
}

/// Does everything that is done in communities.
async fn talk(h: &Harness, contact: &Contact, learner: &Browser) {
    let offer = h.offer("Rooms", &[]).await;
    let group: domain::GroupId = hex('u', 8).parse().expect("an id");
    h.write(move |conn| async move { store::communities::groups::set_in_offer(conn, offer, &[group]).await }.boxed()).await;
    h.grant(contact.id, offer, Term::Active).await;
    // The seeded channel 8 and its post 7.
    let (page, post) = ("/communities/group-8", hex('w', 7));
    let pages = [page.to_owned(), format!("{page}/channel-8"), format!("{page}/members"), format!("{page}/posts/{post}"), "/communities".to_owned()];
    visit(learner, pages.to_vec()).await;
    let member = hex('c', 8);
    let place = [("group", "group-8"), ("post", post.as_str()), ("comment", ""), ("parent", "")];
    let text = [("title", ""), ("body", "Words")];
    let admin = h.admin("moderator@example.org").await;
    for (browser, function, more) in [
        (learner, "write-post", &[("channel", "channel-8"), text[0], text[1]][..]),
        (learner, "write-comment", &text[1..]),
        (learner, "react", &[("emoji", "like")]),
        (learner, "react", &[("emoji", "like")]),
        (learner, "report", &[("reason", "A reason")]),
        (&admin.browser, "moderate", &[("deed", "pin")]),
        (&admin.browser, "moderate", &[("deed", "unpin")]),
        (&admin.browser, "change-member", &[("contact", member.as_str()), ("change", "mute")]),
    ] {
        let form: Vec<(&str, &str)> = place.iter().chain(more).copied().collect();
        let answer = browser.call(&format!("communities/{function}"), &form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
    }
    let (near, far) = (hex('x', 10_000), hex('x', 20_000));
    for wanted in [("thread", near.as_str()), ("comment", far.as_str())] {
        assert_eq!(learner.call("communities/post", &[place[0], place[1], wanted]).await.status, 200, "{wanted:?}");
    }
    visit(&admin, vec![page.to_owned(), format!("{page}/members"), format!("{page}/posts/{post}"), "/communities".to_owned()]).await;
    visit(&admin, vec![format!("/admin/communities/{}", hex('u', 8)), "/admin/communities".to_owned()]).await;
    let secret = learner.cookie("latchkey").expect("a session");
    let reader = h.portal.learner(&secret).await.expect("the database answers").expect("a learner");
    let mut listening = reader.listen("group-8").await.expect("their group");
    h.portal.hang_up();
    assert_eq!(listening.next().await, None);
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
    domain::quiz::answer_field(questions[0])
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

/// Does everything that is done in courses.
async fn learn(h: &Harness, contact: &Contact, course: &Course, admin: &Admin) {
    let learner = h.learner(contact).await;
    let film = service::files::Upload { lesson: course.first, kind: domain::FileKind::Video, name: "a.webm".to_owned(), lang: String::new() };
    let bytes = bytes::Bytes::from_static(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm");
    for _ in 0..2 {
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes.clone())]);
        admin.handle.add_file(film.clone(), body).await.expect("a film");
    }
    let mut pages = vec![
        "/courses".to_owned(),
        "/account".to_owned(),
        "/sign-in".to_owned(),
        format!("/courses/{}", course.slug),
        "/courses/course-7".to_owned(),
        "/files/covers/0a1b.jpg".to_owned(),
        format!("/files/lessons/{}", hex('f', 7)),
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
        ("learning/keep-position", vec![("course", course.slug.as_str()), ("lesson", "first"), ("seconds", "42")]),
        ("learning/grid", vec![]),
        ("menu/load", vec![("slug", "calendar")]),
        ("session/devices", vec![]),
        ("session/ask-for-access", vec![]),
        ("session/sign-out-everywhere", vec![]),
    ] {
        let answer = learner.call(function, &form).await;
        assert!(answer.status < 400, "{function}: {} {}", answer.status, answer.body);
    }
    comes_back(h, contact, &learner).await;
}

/// Has a link and a code sent to the contact, and comes in with the code.
async fn comes_back(h: &Harness, contact: &Contact, browser: &Browser) {
    for email in ["person7@example.org", &contact.email] {
        crate::sign_in_by_email::ask(h, browser, email, "").await;
    }
    h.portal.take_outgoing(Channel::Email, 10).await.expect("messages");
    for code in ["000000", &crate::sign_in_by_email::code_of(h, &contact.email).await] {
        browser.call("session/enter-code", &[("email", &contact.email), ("code", code)]).await;
    }
    assert!(browser.is_signed_in().await);
}

/// Does everything that people do.
pub async fn use_the_portal(h: &Harness) {
    let (contact, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let entry = [
        ("form[label_en]", "Calendar"),
        ("form[icon]", "calendar"),
        ("form[url]", "https://calendar.example.org/"),
        ("form[opens]", "embedded"),
        ("form[audience]", "everyone"),
    ];
    assert!(admin.call("menus/create", &entry).await.status < 400);
    let (ours, seeded) = (contact.id.to_string(), hex('c', 78));
    let (product, category, lesson, offer, file) = (hex('p', 7), hex('k', 7), hex('l', 7), hex('o', 7), hex('f', 7));

    let answer = quizzed(&admin, &course).await;
    learn(h, &contact, &course, &admin).await;
    let learner = h.learner(&contact).await;
    talk(h, &contact, &learner).await;
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
    pages.extend(learners_of(&product, &seeded));
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
    pages.push("/menu/calendar".to_owned());
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
        ("files/list", vec![("lesson", lesson.as_str())]),
        ("files/rename", vec![("id", file.as_str()), ("name", "Another name")]),
        ("files/set-auto-complete", vec![("lesson", lesson.as_str())]),
        ("files/remove", vec![("id", file.as_str())]),
        ("links/stop-viewing", vec![]),
        ("offers/list-grants", vec![("contact", &seeded)]),
        ("offers/grant", vec![("contact", &ours), ("offer", &offer), ("back", "/admin/contacts")]),
        ("progress/mark-lesson", vec![("course", &product), ("contact", &ours), ("lesson", &lesson)]),
        ("progress/reset-lesson", vec![("course", &product), ("contact", &ours), ("lesson", &lesson)]),
        ("progress/reset-course", vec![("course", &product), ("contact", &ours)]),
        ("progress/of-contact", vec![("contact", &ours)]),
        ("courses/change-category", vec![("product", &product), ("id", &category), ("opens", "after-first-access"), ("days", "3")]),
        ("links/pre-flight", vec![("contact", &ours)]),
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

/// Writes to many: counts and reads every kind of audience, and sends what comes of it. PostgreSQL is not asked: to count everybody it
/// reads whole tables, as it should.
pub async fn write_to_many(h: &Harness) {
    let admin = h.admin("writer@example.org").await;
    let (product, offer) = (hex('p', 8), hex('o', 8));
    let offer: domain::OfferId = offer.parse().expect("an id");
    let reached = AudienceForm { product, least: "1".to_owned(), ..AudienceForm::default() };
    let unseen = AudienceForm { seen: "not-for".to_owned(), days: "3".to_owned(), ..AudienceForm::default() };
    for audience in [
        AudienceForm::default(),
        AudienceForm { offers: vec![offer], ..AudienceForm::default() },
        AudienceForm { tags: vec!["tag7".to_owned(), "tag8".to_owned()], ..unseen.clone() },
        AudienceForm { offers: vec![offer], tags: vec!["tag7".to_owned()], ..reached.clone() },
        AudienceForm { seen: "never".to_owned(), ..reached.clone() },
        AudienceForm { least: "0".to_owned(), most: "10".to_owned(), ..reached },
        unseen,
    ] {
        admin.handle.count_audience(&audience).await.expect("a count");
        let id = crate::broadcasts::draft(&admin, audience).await;
        if admin.handle.start_broadcast(id).await.is_err() {
            continue;
        }
        h.portal.advance_broadcasts().await.expect("the database answers");
        let worker = delivery::worker::Worker::mail(h.portal.clone(), None, None);
        worker.round().await;
        admin.handle.pause_broadcast(id).await.expect("paused");
        admin.handle.resume_broadcast(id).await.expect("it goes on");
        for path in [format!("/admin/broadcasts/{id}"), format!("/admin/messages?broadcast={id}"), format!("/admin/messages?broadcast={id}&state=queued")] {
            assert_eq!(admin.get(&path).await.status, 200, "{path}");
        }
        admin.handle.stop_broadcast(id).await.expect("stopped");
        h.portal.advance_broadcasts().await.expect("the database answers");
    }
    assert_eq!(admin.get("/admin/broadcasts").await.status, 200);
}
