//! What of a course is open when: dripped and locked lessons are listed, told of in words, and never given away early.

use domain::time::Span;
use domain::view::courses::{CategoryForm, Step};
use domain::{CategoryId, Drip, GrantId, Invalid, LessonState, OfferId, Problem, Timestamp};
use futures_util::FutureExt as _;
use store::contacts::Contact;
use store::courses::{Category, Lesson};

use crate::actors::{Admin, Browser};
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(
    a_section_opens_to_the_second_after_the_grant,
    case_31_a_closed_lessons_text_is_in_no_answer,
    a_section_waits_for_the_first_visit_and_remembers_it,
    case_41_a_day_begins_where_the_portal_is,
    revoked_and_granted_anew_the_days_begin_anew,
    of_several_grants_the_earliest_that_is_active_counts,
    a_preview_sees_what_is_closed_and_starts_no_days,
    a_locked_lesson_is_listed_and_opens_for_admins_alone,
    a_section_in_another_waits_for_both_and_nests_no_deeper,
    the_way_on_passes_over_what_is_closed,
    before_a_link_is_made_the_admin_sees_what_opens_when,
);

const SECRET: &str = "What only an open lesson says";

/// Adds a section with one lesson, of that slug, whose text is [`SECRET`].
async fn add_section(h: &Harness, course: &Course, parent: Option<CategoryId>, slug: &str) -> CategoryId {
    let category = Category { parent_id: parent, ..Category::new(h.id(), course.id, format!("The section {slug}"), 5) };
    let id = category.id;
    let lesson = Lesson {
        id: h.id(),
        product_id: course.id,
        category_id: id,
        slug: slug.to_owned(),
        title: format!("The lesson {slug}"),
        body: SECRET.to_owned(),
        video_url: Some("https://player.vimeo.com/video/4242".to_owned()),
        minutes: None,
        state: LessonState::Published,
        position: 9,
    };
    h.write(move |conn| {
        async move {
            store::courses::insert_category(conn, &category).await?;
            store::courses::insert_lesson(conn, &lesson).await
        }
        .boxed()
    })
    .await;
    id
}

async fn drip(h: &Harness, category: CategoryId, drip: Drip) {
    h.write(move |conn| async move { store::courses::arrange_category(conn, category, None, drip).await }.boxed()).await;
}

/// A contact with an offer, granted now, of a course whose section `later` drips.
async fn dripping(h: &Harness, how: Drip) -> (Contact, Course, CategoryId) {
    let course = h.course("welding").await;
    let later = add_section(h, &course, None, "later").await;
    drip(h, later, how).await;
    let contact = h.contact("ada@example.org").await;
    let offer = h.offer("Welding", &[&course]).await;
    grant(h, &contact, offer, h.clock.now()).await;
    (contact, course, later)
}

async fn grant(h: &Harness, contact: &Contact, offer: OfferId, starts_at: Timestamp) {
    let grant = store::grants::Grant {
        id: h.id::<GrantId>(),
        contact_id: contact.id,
        offer_id: offer,
        starts_at,
        ends_at: None,
        revoked_at: None,
        created_at: starts_at,
    };
    h.write(move |conn| async move { store::grants::insert(conn, &grant).await }.boxed()).await;
}

/// The statuses of a lesson's page and functions for this browser.
async fn statuses(browser: &Browser, lesson: &str) -> [u16; 3] {
    let form = [("course", "welding"), ("lesson", lesson), ("done", "true")];
    [
        browser.get(&format!("/courses/welding/lessons/{lesson}")).await.status,
        browser.call("learning/lesson", &form[..2]).await.status,
        browser.call("learning/complete", &form).await.status,
    ]
}

async fn a_section_opens_to_the_second_after_the_grant(h: &Harness) {
    let (contact, ..) = dripping(h, Drip::AfterGrant { days: 7 }).await;
    let begun = h.clock.now();
    let learner = h.learner(&contact).await;
    assert_eq!(statuses(&learner, "later").await, [403; 3]);
    assert_eq!(statuses(&learner, "first").await, [200; 3], "the other section is open");
    h.clock.advance((begun + Span::days(7)) - (h.clock.now() + Span::seconds(1)));
    assert_eq!(statuses(&learner, "later").await, [403; 3], "a second before");
    h.clock.advance(Span::seconds(1));
    assert_eq!(statuses(&learner, "later").await, [200; 3], "at the very second");
    h.clock.advance(Span::seconds(1));
    assert!(learner.get("/courses/welding/lessons/later").await.body.contains(SECRET));
}

async fn case_31_a_closed_lessons_text_is_in_no_answer(h: &Harness) {
    let (contact, ..) = dripping(h, Drip::OnDate { day: Timestamp::from_date("2026-05-03").expect("a day") }).await;
    let learner = h.learner(&contact).await;
    let page = learner.get("/courses/welding/lessons/later").await;
    assert_eq!(page.status, 403);
    assert!(page.body.contains("Opens on 3 May 2026, 00:00."), "{}", page.body);
    assert!(page.body.contains("href=\"/courses/welding\""), "a way back: {}", page.body);
    let outline = learner.get("/courses/welding").await;
    assert!(outline.body.contains("The lesson later") && outline.body.contains("opens on 3 May 2026, 00:00"), "{}", outline.body);
    assert!(!outline.body.contains("/lessons/later"), "nothing leads there: {}", outline.body);

    let form = [("course", "welding"), ("lesson", "later"), ("done", "true")];
    for answer in [
        page,
        outline,
        learner.get("/courses").await,
        learner.get("/courses/welding/lessons/second").await,
        learner.call("learning/grid", &[]).await,
        learner.call("learning/course", &form[..1]).await,
        learner.call("learning/lesson", &form[..2]).await,
        learner.call("learning/complete", &form).await,
    ] {
        assert!(!answer.body.contains(SECRET) && !answer.body.contains("4242"), "{}", answer.body);
    }
    assert_eq!(h.count("SELECT count(*) AS n FROM progress WHERE completed_at IS NOT NULL").await, 0, "nor can it be completed");
    let stranger = h.contact("bob@example.org").await;
    let other = h.offer("Another", &[&h.course("other").await]).await;
    h.grant(stranger.id, other, Term::Active).await;
    let theirs = h.learner(&stranger).await;
    assert_eq!(statuses(&theirs, "later").await, [404; 3], "who has not the course learns nothing of it");
}

async fn a_section_waits_for_the_first_visit_and_remembers_it(h: &Harness) {
    let (contact, course, _) = dripping(h, Drip::AfterFirstAccess { days: 3 }).await;
    let learner = h.learner(&contact).await;
    h.clock.advance(Span::days(5));
    let page = learner.get("/courses/welding/lessons/later").await;
    assert!(page.status == 403 && page.body.contains("Opens 3 days after you first open the course."), "{}", page.body);
    assert_eq!(learner.get("/courses/welding").await.status, 200);
    let first = h.clock.now();
    h.clock.advance(Span::hours(2));
    assert_eq!(statuses(&learner, "second").await, [200; 3], "later visits move nothing");

    let admin = h.admin("chief@example.org").await;
    admin.handle.reset_course(contact.id, course.id).await.expect("reset");
    assert_eq!(h.count("SELECT count(*) AS n FROM progress").await, 0);
    h.clock.advance((first + Span::days(3)) - (h.clock.now() + Span::seconds(1)));
    assert_eq!(statuses(&learner, "later").await, [403; 3], "a second before");
    h.clock.advance(Span::seconds(1));
    assert_eq!(statuses(&learner, "later").await, [200; 3], "three days after the first visit, whatever was reset");
}

async fn set_time_zone(admin: &Admin, zone: &str) {
    let answer = admin.call("settings/change-time-zone", &[("time_zone", zone)]).await;
    assert!(answer.status < 400, "{}", answer.body);
}

async fn case_41_a_day_begins_where_the_portal_is(h: &Harness) {
    let day = |text| Drip::OnDate { day: Timestamp::from_date(text).expect("a day") };
    let (contact, _, later) = dripping(h, day("2026-03-30")).await;
    let admin = h.admin("chief@example.org").await;
    assert_eq!(admin.call("settings/change-time-zone", &[("time_zone", "Mars/Olympus")]).await.status, 422);
    set_time_zone(&admin, "Europe/Paris").await;
    // The clocks go forward on the 29th: the 30th begins an hour earlier than the 29th did, in UTC.
    for (date, opens) in [("2026-03-29", "2026-03-28T23:00:00Z"), ("2026-03-30", "2026-03-29T22:00:00Z")] {
        drip(h, later, day(date)).await;
        let midnight = Timestamp::from_date(date).expect("a day");
        let opens_at = midnight - Span::hours(if date == "2026-03-29" { 1 } else { 2 });
        assert_eq!(opens_at.iso(), opens);
        h.clock.advance(opens_at - (h.clock.now() + Span::seconds(1)));
        // The last session has idled out.
        let learner = h.learner(&contact).await;
        let page = learner.get("/courses/welding/lessons/later").await;
        assert!(page.status == 403 && page.body.contains("March 2026, 00:00."), "{date}: {}", page.body);
        h.clock.advance(Span::seconds(1));
        assert_eq!(statuses(&learner, "later").await, [200; 3], "{date}");
    }
    drip(h, later, day("2026-03-31")).await;
    let (learner, admin) = (h.learner(&contact).await, h.admin("second@example.org").await);
    assert_eq!(statuses(&learner, "later").await, [403; 3]);
    set_time_zone(&admin, "Pacific/Kiritimati").await;
    h.clock.advance(Span::hours(14));
    assert_eq!(statuses(&learner, "later").await, [200; 3], "the 31st has begun there");
}

async fn revoked_and_granted_anew_the_days_begin_anew(h: &Harness) {
    let (contact, course, _) = dripping(h, Drip::AfterGrant { days: 2 }).await;
    let learner = h.learner(&contact).await;
    h.clock.advance(Span::days(2));
    assert_eq!(statuses(&learner, "later").await, [200; 3]);
    h.run_sql(&format!("UPDATE grants SET revoked_at = {}", h.clock.now().0)).await;
    assert_eq!(statuses(&learner, "later").await, [404; 3]);
    let again = h.offer("Welding again", &[&course]).await;
    grant(h, &contact, again, h.clock.now()).await;
    assert_eq!(statuses(&learner, "later").await, [403; 3]);
    h.clock.advance(Span::days(2));
    assert_eq!(statuses(&learner, "later").await, [200; 3]);
}

async fn of_several_grants_the_earliest_that_is_active_counts(h: &Harness) {
    let (contact, course, _) = dripping(h, Drip::AfterGrant { days: 10 }).await;
    let learner = h.learner(&contact).await;
    let (older, ended) = (h.offer("Older", &[&course]).await, h.offer("Ended", &[&course]).await);
    grant(h, &contact, ended, h.clock.now() - Span::days(30)).await;
    h.run_sql(&format!("UPDATE grants SET ends_at = {0} WHERE starts_at < {0}", h.clock.now().0)).await;
    assert_eq!(statuses(&learner, "later").await, [403; 3], "one that is over does not count");
    grant(h, &contact, older, h.clock.now() - Span::days(9)).await;
    h.clock.advance(Span::seconds(24 * 60 * 60 - 1));
    assert_eq!(statuses(&learner, "later").await, [403; 3]);
    h.clock.advance(Span::seconds(1));
    assert_eq!(statuses(&learner, "later").await, [200; 3]);
}

async fn a_preview_sees_what_is_closed_and_starts_no_days(h: &Harness) {
    let (contact, ..) = dripping(h, Drip::AfterFirstAccess { days: 3 }).await;
    let admin = h.admin("chief@example.org").await;
    assert_eq!(statuses(&admin, "later").await, [200; 3], "to an admin everything is open");
    admin.handle.view_as(Some(contact.id)).await.expect("viewing");
    assert_eq!(statuses(&admin, "later").await, [403; 3]);
    let outline = admin.get("/courses/welding").await;
    assert!(outline.body.contains("opens 3 days after you first open the course"), "{}", outline.body);
    assert!(!outline.body.contains(SECRET));
    assert_eq!(h.count("SELECT count(*) AS n FROM enrolments").await, 0, "looking on is no first visit");
}

async fn a_locked_lesson_is_listed_and_opens_for_admins_alone(h: &Harness) {
    let (contact, ..) = dripping(h, Drip::AtOnce).await;
    h.run_sql("UPDATE lessons SET state = 'locked' WHERE slug = 'later'").await;
    let learner = h.learner(&contact).await;
    assert_eq!(statuses(&learner, "later").await, [403; 3]);
    let page = learner.get("/courses/welding/lessons/later").await.body;
    assert!(page.contains("has locked this lesson") && !page.contains(SECRET), "{page}");
    let outline = learner.get("/courses/welding").await.body;
    assert!(outline.contains("data-state=\"locked\"") && outline.contains("The lesson later"), "{outline}");
    for lesson in ["first", "second"] {
        learner.call("learning/complete", &[("course", "welding"), ("lesson", lesson), ("done", "true")]).await;
    }
    assert!(learner.get("/courses").await.body.contains("Completed"), "a locked lesson does not count");
    let admin = h.admin("chief@example.org").await;
    assert_eq!(statuses(&admin, "later").await, [200; 3]);
}

async fn a_section_in_another_waits_for_both_and_nests_no_deeper(h: &Harness) {
    let (contact, course, later) = dripping(h, Drip::AfterGrant { days: 2 }).await;
    let deeper = add_section(h, &course, Some(later), "deeper").await;
    let learner = h.learner(&contact).await;
    let admin = h.admin("chief@example.org").await;
    assert_eq!(statuses(&learner, "deeper").await, [403; 3], "the section around it is closed");
    let outline = learner.get("/courses/welding").await.body;
    assert!(outline.contains("<h3>The section deeper<"), "{outline}");

    let form = |parent, drip| CategoryForm { parent, drip };
    admin.handle.change_category(deeper, form(Some(later), Drip::AfterGrant { days: 4 })).await.expect("changed");
    h.clock.advance(Span::days(2));
    assert_eq!((statuses(&learner, "later").await, statuses(&learner, "deeper").await), ([200; 3], [403; 3]));
    h.clock.advance(Span::days(2));
    assert_eq!(statuses(&learner, "deeper").await, [200; 3]);

    for (category, parent) in [(later, course.category), (course.category, deeper), (deeper, deeper)] {
        let refused = admin.handle.change_category(category, form(Some(parent), Drip::AtOnce)).await.expect_err("too deep").into_problem();
        assert_eq!(refused, Problem::Invalid(Invalid::Nesting));
    }
    // Moved out, and on among the others, with what is in them.
    admin.handle.change_category(deeper, form(None, Drip::AtOnce)).await.expect("out");
    admin.handle.change_category(later, form(Some(course.category), Drip::AtOnce)).await.expect("in");
    admin.handle.move_category(deeper, Step::Up).await.expect("moved");
    let order: Vec<CategoryId> = admin.handle.product(course.id).await.expect("the course").outline.into_iter().map(|category| category.id).collect();
    assert_eq!(order, [deeper, course.category, later]);
    assert_eq!(statuses(&learner, "deeper").await, [200; 3]);

    admin.handle.delete_category(course.category).await.expect("deleted");
    let left = admin.handle.product(course.id).await.expect("the course").outline;
    assert_eq!(left.iter().map(|category| category.id).collect::<Vec<_>>(), [deeper], "what stood in it went with it");
}

async fn the_way_on_passes_over_what_is_closed(h: &Harness) {
    let (contact, course, later) = dripping(h, Drip::AfterGrant { days: 5 }).await;
    add_section(h, &course, None, "afterwards").await;
    let learner = h.learner(&contact).await;
    let lesson = learner.get("/courses/welding/lessons/second").await.body;
    assert!(lesson.contains("rel=\"next\" href=\"/courses/welding/lessons/afterwards\"") || lesson.contains("/lessons/afterwards\" title"), "{lesson}");
    for slug in ["first", "second", "afterwards"] {
        learner.call("learning/complete", &[("course", "welding"), ("lesson", slug), ("done", "true")]).await;
    }
    let view: serde_json::Value = serde_json::from_str(&learner.call("learning/course", &[("course", "welding")]).await.body).expect("JSON");
    assert_eq!((view["course"]["steps"]["done"].as_u64(), view["course"]["steps"]["all"].as_u64()), (Some(3), Some(4)), "all published lessons count");
    assert!(view["next"].is_null(), "nothing is open to go on with: {view}");
    let grid: serde_json::Value = serde_json::from_str(&learner.call("learning/grid", &[]).await.body).expect("JSON");
    assert!(grid["resume"].is_null(), "{grid}");
    drip(h, later, Drip::AtOnce).await;
    let grid: serde_json::Value = serde_json::from_str(&learner.call("learning/grid", &[]).await.body).expect("JSON");
    assert_eq!(grid["resume"]["lesson"]["slug"], "later");
}

async fn before_a_link_is_made_the_admin_sees_what_opens_when(h: &Harness) {
    let (contact, ..) = dripping(h, Drip::OnDate { day: Timestamp::from_date("2026-05-03").expect("a day") }).await;
    let admin = h.admin("chief@example.org").await;
    let dialog = admin.get(&format!("/admin/portal/dashboard?dialog=link&contact={}", contact.id)).await.body;
    assert!(dialog.contains("The section later") && dialog.contains("opens on 3 May 2026, 00:00"), "{dialog}");
    assert_eq!(
        admin.call("links/generate", &[("contact", &contact.id.to_string()), ("destination", "course/welding/later"), ("from", "")]).await.status,
        200,
        "a link may lead to what opens later"
    );
}
