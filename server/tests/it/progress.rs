//! How far learners are, as admins see it and change it.

use diesel_async::SimpleAsyncConnection as _;
use domain::time::Span;
use domain::view::learning::{CourseView, Grid};
use domain::view::progress::{LearnerQuery, Stage};
use domain::{LessonState, ProductId};
use store::contacts::Contact;

use crate::actors::Admin;
use crate::harness::{Harness, Kind, both_databases};
use crate::world::{Course, Term};

both_databases!(
    a_courses_learners_are_listed_by_how_far_they_are,
    a_long_list_is_read_on_and_back,
    what_counts_follows_the_lessons,
    what_counts_stays_right_when_lessons_change_while_they_are_completed,
    what_an_admin_marks_was_never_opened,
    an_admin_marks_and_resets_in_a_learners_place,
    case_06_the_download_is_harmless_and_whole,
);

/// Three contacts with the course: one was never there, one has completed a lesson, one both.
async fn learners(h: &Harness) -> (Course, [Contact; 3]) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let mut contacts = Vec::new();
    for (email, lessons) in [("never@example.org", 0), ("half@example.org", 1), ("whole@example.org", 2)] {
        let contact = h.contact(email).await;
        h.grant(contact.id, offer, Term::Active).await;
        let learner = h.learner(&contact).await;
        for lesson in ["first", "second"].into_iter().take(lessons) {
            let answer = learner.call("learning/complete", &[("course", "welding"), ("lesson", lesson), ("done", "true")]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        contacts.push(contact);
    }
    (course, contacts.try_into().expect("three"))
}

/// The names on the first page of that list.
async fn names(admin: &Admin, course: ProductId, text: &str, stage: Option<Stage>) -> Vec<String> {
    let query = LearnerQuery { text: text.to_owned(), stage, ..LearnerQuery::default() };
    admin.handle.course_progress(course, &query).await.expect("the page").page.items.into_iter().map(|row| row.contact.name).collect()
}

async fn a_courses_learners_are_listed_by_how_far_they_are(h: &Harness) {
    let (course, _) = learners(h).await;
    let admin = h.admin("chief@example.org").await;
    assert_eq!(names(&admin, course.id, "", None).await, ["whole", "half", "never"]);
    assert_eq!(names(&admin, course.id, "", Some(Stage::NotStarted)).await, ["never"]);
    assert_eq!(names(&admin, course.id, "", Some(Stage::InProgress)).await, ["half"]);
    assert_eq!(names(&admin, course.id, "", Some(Stage::Completed)).await, ["whole"]);
    assert_eq!(names(&admin, course.id, "ha", None).await, ["half"]);
    assert_eq!(names(&admin, course.id, "ne", Some(Stage::NotStarted)).await, ["never"]);
    assert_eq!(names(&admin, course.id, "ha", Some(Stage::Completed)).await, [""; 0]);
    h.contact("stranger@example.org").await;
    assert_eq!(names(&admin, course.id, "stranger", None).await, [""; 0], "not a learner of this course");

    let page = admin.handle.course_progress(course.id, &LearnerQuery::default()).await.expect("the page");
    assert_eq!((page.started, page.bars.iter().map(|bar| bar.completed).collect::<Vec<_>>()), (2, vec![2, 1]));
    let whole = &page.page.items[0];
    assert!(whole.completed_at.is_some() && whole.started_at.is_some(), "{whole:?}");
    let html = admin.get(&format!("/admin/courses/{}/progress", course.id)).await;
    assert_eq!(html.status, 200);
    assert!(html.body.contains("1 of 2") && html.body.contains("half@example.org"), "{}", html.body);
}

async fn a_long_list_is_read_on_and_back(h: &Harness) {
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let crowd = h.crowd(120, |_, _| {}).await;
    let now = h.clock.now();
    for contact in &crowd {
        h.grant(contact.id, offer, Term::Active).await;
    }
    let begun: Vec<_> = crowd.iter().take(60).map(|contact| contact.id).collect();
    let product = course.id;
    h.write(move |conn| {
        use futures_util::FutureExt as _;
        async move {
            for contact in begun {
                store::enrolments::seen(conn, contact, product, now).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await;
    let admin = h.admin("chief@example.org").await;
    let mut query = LearnerQuery::default();
    let (mut seen, mut pages) = (Vec::new(), Vec::new());
    loop {
        let page = admin.handle.course_progress(course.id, &query).await.expect("a page").page;
        let ids: Vec<_> = page.items.iter().map(|row| row.contact.id).collect();
        seen.extend(ids.clone());
        pages.push((ids, page.previous.clone()));
        let Some(next) = page.next else { break };
        query = LearnerQuery { cursor: Some(next), ..LearnerQuery::default() };
    }
    assert_eq!((pages.len(), seen.len()), (3, 120));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 120, "each once");
    for n in [2, 1] {
        let before = LearnerQuery { before: pages[n].1.clone(), ..LearnerQuery::default() };
        let page = admin.handle.course_progress(course.id, &before).await.expect("a page").page;
        assert_eq!(page.items.iter().map(|row| row.contact.id).collect::<Vec<_>>(), pages[n - 1].0, "back to page {n}");
    }
}

/// Moves the lesson `first` into a state, through the editor.
async fn set_state(admin: &Admin, course: &Course, state: LessonState) {
    let form = domain::view::courses::LessonForm {
        title: "First".to_owned(),
        slug: "first".to_owned(),
        body: String::new(),
        video_url: String::new(),
        minutes: String::new(),
        state,
        category: course.category,
    };
    admin.handle.change_lesson(course.first, form).await.expect("changed");
}

async fn what_counts_follows_the_lessons(h: &Harness) {
    let (course, _) = learners(h).await;
    let admin = h.admin("chief@example.org").await;
    let done = async || h.count("SELECT CAST(sum(done) AS BIGINT) AS n FROM enrolments").await;
    assert_eq!(done().await, 3);
    set_state(&admin, &course, LessonState::Locked).await;
    assert_eq!(done().await, 1, "a locked lesson does not count");
    assert_eq!(names(&admin, course.id, "", Some(Stage::Completed)).await, ["whole"]);
    set_state(&admin, &course, LessonState::Published).await;
    assert_eq!(done().await, 3);
    admin.handle.delete_lesson(course.first).await.expect("deleted");
    assert_eq!(done().await, 1);
    admin.handle.delete_category(course.category).await.expect("deleted");
    assert_eq!(done().await, 0);
    assert_eq!(names(&admin, course.id, "", Some(Stage::Completed)).await, [""; 0], "nobody completes a course without lessons");
}

/// What is counted of a course's learners, and what it should be.
async fn counted(h: &Harness) -> (i64, i64) {
    let done = h.count("SELECT CAST(coalesce(sum(done), 0) AS BIGINT) AS n FROM enrolments").await;
    let completed = "SELECT count(*) AS n FROM progress JOIN lessons ON lessons.id = progress.lesson_id
                     WHERE progress.completed_at IS NOT NULL AND lessons.state = 'published'";
    (done, h.count(completed).await)
}

async fn what_counts_stays_right_when_lessons_change_while_they_are_completed(h: &Harness) {
    let (course, [never, half, _]) = learners(h).await;
    let admin = h.admin("chief@example.org").await;
    let browsers = [h.learner(&never).await, h.learner(&half).await];
    for round in 0..12 {
        let done = if round % 3 == 2 { "false" } else { "true" };
        let form = [("course", "welding"), ("lesson", "first"), ("done", done)];
        let completing = futures_util::future::join_all(browsers.iter().map(|browser| browser.call("learning/complete", &form)));
        let state = if round % 2 == 0 { LessonState::Locked } else { LessonState::Published };
        let (answers, ()) = tokio::join!(completing, set_state(&admin, &course, state));
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 403)), "{answers:?}");
        let (counted, is) = counted(h).await;
        assert_eq!(counted, is, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_completes_a_lesson_waits_for_whoever_changes_what_counts() {
    let h = Harness::start(Kind::Postgres).await;
    let (course, [never, ..]) = learners(&h).await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&never).await;
    let form = [("course", course.slug.as_str()), ("lesson", "first"), ("done", "true")];
    let mark = async || {
        assert_eq!(learner.call("learning/complete", &form).await.status, 200);
    };
    let mark_for_them = async || admin.handle.mark_lesson(never.id, course.first).await.expect("marked");
    for by_admin in [false, true] {
        let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
        // As the editor does: it holds the course, counts, and changes the lesson.
        let change = "BEGIN; UPDATE products SET position = position WHERE slug = 'welding';
                      UPDATE enrolments SET done = done - 1 WHERE contact_id IN (SELECT contact_id FROM progress WHERE completed_at IS NOT NULL
                      AND lesson_id = (SELECT id FROM lessons WHERE slug = 'first')); UPDATE lessons SET state = 'locked' WHERE slug = 'first'";
        other.batch_execute(change).await.expect("nobody holds it");
        let commit = async {
            h.until_somebody_waits().await;
            other.batch_execute("COMMIT").await.expect("it is kept");
        };
        if by_admin {
            tokio::join!(mark_for_them(), commit);
        } else {
            tokio::join!(mark(), commit);
        }
        let (counted, is) = counted(&h).await;
        assert_eq!(counted, is, "by an admin: {by_admin}");
        admin.handle.reset_lesson(never.id, course.first).await.expect("reset");
        set_state(&admin, &course, LessonState::Published).await;
    }
    h.finish().await;
}

async fn what_an_admin_marks_was_never_opened(h: &Harness) {
    let (course, [never, ..]) = learners(h).await;
    let admin = h.admin("chief@example.org").await;
    let learner = h.learner(&never).await;
    admin.handle.mark_lesson(never.id, course.first).await.expect("marked");
    let view = admin.handle.learner_progress(course.id, never.id).await.expect("the page");
    assert_eq!((view.steps.done, view.lessons[0].opened_at, view.lessons[0].completed_at), (1, None, Some(h.clock.now())));
    let page = admin.get(&format!("/admin/courses/{}/progress/{}", course.id, never.id)).await.body;
    assert!(page.contains("dialog=reset-lesson"), "it can be taken back: {page}");
    let grid: Grid = serde_json::from_str(&learner.call("learning/grid", &[]).await.body).expect("a grid");
    assert_eq!((grid.resume, grid.cards[0].steps.done), (None, 1), "nothing was left off");
    let form = [("course", "welding"), ("lesson", "first")];
    let seen: CourseView = serde_json::from_str(&learner.call("learning/course", &form).await.body).expect("a course");
    assert_eq!((seen.begun, seen.next.map(|lesson| lesson.slug).as_deref()), (false, Some("second")));

    h.clock.advance(Span::seconds(1));
    assert_eq!(learner.call("learning/lesson", &form).await.status, 200);
    let view = admin.handle.learner_progress(course.id, never.id).await.expect("the page");
    assert_eq!(view.lessons[0].opened_at, Some(h.clock.now()), "now it was");
    assert!(serde_json::from_str::<Grid>(&learner.call("learning/grid", &[]).await.body).expect("a grid").resume.is_some());
}

async fn an_admin_marks_and_resets_in_a_learners_place(h: &Harness) {
    let (course, [never, half, _]) = learners(h).await;
    let admin = h.admin("chief@example.org").await;
    h.clock.advance(Span::hours(1));
    let page = async |contact: &Contact| admin.get(&format!("/admin/courses/{}/progress/{}", course.id, contact.id)).await.body;
    assert!(page(&never).await.contains("Has not opened the course yet."));

    admin.handle.mark_lesson(never.id, course.first).await.expect("marked");
    assert_eq!(names(&admin, course.id, "", Some(Stage::InProgress)).await.len(), 2);
    assert_eq!(h.count("SELECT count(*) AS n FROM enrolments WHERE first_at IS NULL").await, 1, "that is no visit of theirs");
    let before = h.count("SELECT CAST(max(opened_at) AS BIGINT) AS n FROM progress").await;
    admin.handle.mark_lesson(half.id, course.first).await.expect("marked again");
    assert_eq!(h.count("SELECT CAST(max(opened_at) AS BIGINT) AS n FROM progress").await, before, "nothing was opened");

    admin.handle.reset_lesson(half.id, course.first).await.expect("reset");
    let view = admin.handle.learner_progress(course.id, half.id).await.expect("the page");
    assert_eq!((view.steps.done, view.lessons[0].opened_at), (0, None));
    assert!(view.started_at.is_some(), "the first visit is kept");
    admin.handle.reset_course(never.id, course.id).await.expect("reset");
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action LIKE 'progress.%'").await, 4);
    admin.handle.reset_course(never.id, course.id).await.expect("nothing is left to reset");
    assert_eq!(h.count("SELECT count(*) AS n FROM audit_events WHERE action LIKE 'progress.%'").await, 4);
    let steps = admin.handle.courses_of(half.id).await.expect("courses");
    assert_eq!((steps.len(), steps[0].steps.done, steps[0].steps.all), (1, 0, 2));
}

async fn case_06_the_download_is_harmless_and_whole(h: &Harness) {
    let (course, _) = learners(h).await;
    h.run_sql("UPDATE contacts SET name = '=cmd()' WHERE email = 'half@example.org'").await;
    let admin = h.admin("chief@example.org").await;
    let file = admin.get(&format!("/admin/courses/{}/progress.csv", course.id)).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 4, "{}", file.body);
    assert!(lines[0].starts_with("email,name,state,"), "{}", lines[0]);
    assert!(lines[1].starts_with("whole@example.org,whole,completed,2,2,"), "{}", lines[1]);
    assert!(lines[2].starts_with("half@example.org,'=cmd(),in-progress,1,2,"), "{}", lines[2]);
    assert!(lines[3].starts_with("never@example.org,never,not-started,0,2,,"), "{}", lines[3]);
    assert_eq!(admin.get("/admin/courses/none/progress.csv").await.status, 404);
}
