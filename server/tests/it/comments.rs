//! Comments below lessons: who may read, write, change, answer and hide them.

use domain::LessonCommentId;
use domain::view::comments::Comments;

use crate::actors::Browser;
use crate::harness::{Harness, both_databases};
use crate::world::{Course, Term};

both_databases!(
    a_comment_is_written_changed_and_deleted_by_its_author,
    case_32_comments_are_for_who_may_see_the_lesson,
    case_63_a_hostile_comment_is_harmless,
    the_creator_answers_hides_and_deletes,
    who_looks_on_writes_no_comment,
    a_course_can_do_without_comments,
    a_long_list_is_read_page_by_page,
    answers_stay_when_who_asked_is_deleted,
);

fn form<'a>(course: &'a Course, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("course", course.slug.as_str()), ("lesson", "first")].into_iter().chain(more.iter().copied()).collect()
}

async fn list(browser: &Browser, course: &Course, more: &[(&str, &str)]) -> Comments {
    let answer = browser.call("comments/list", &form(course, more)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("comments")
}

async fn write(browser: &Browser, course: &Course, body: &str) -> u16 {
    browser.call("comments/write", &form(course, &[("body", body)])).await.status
}

async fn a_comment_is_written_changed_and_deleted_by_its_author(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let bob = h.contact("bob@example.org").await;
    let offer = h.offer("The same", &[&course]).await;
    h.grant(bob.id, offer, Term::Active).await;
    let (author, reader) = (h.learner(&ada).await, h.learner(&bob).await);
    for (body, status) in [("", 422), (" \n", 422), (&"x".repeat(4001), 422), ("Why **seven**?", 200)] {
        assert_eq!(write(&author, &course, body).await, status, "{}", body.len());
    }
    let seen = list(&reader, &course, &[]).await.page.items.remove(0);
    assert_eq!((seen.author.as_str(), seen.is_own(), seen.by_admin), (ada.name.as_str(), false, false));
    assert_eq!(seen.html, "<p>Why <strong>seven</strong>?</p>\n");
    assert!(reader.get(&format!("/courses/{}/lessons/first", course.slug)).await.body.contains("<strong>seven</strong>"));
    let id = seen.id.to_string();
    for function in ["comments/edit", "comments/delete"] {
        let answer = reader.call(function, &form(&course, &[("id", &id), ("body", "mine now")])).await;
        assert_eq!(answer.status, 404, "{function}: another's comment");
        let elsewhere = author.call(function, &[("course", &course.slug), ("lesson", "second"), ("id", &id), ("body", "x")]).await;
        assert_eq!(elsewhere.status, 404, "{function}: on another lesson");
    }
    assert_eq!(author.call("comments/edit", &form(&course, &[("id", &id), ("body", "Why eight?")])).await.status, 200);
    let changed = list(&author, &course, &[]).await.page.items.remove(0);
    assert_eq!((changed.body.as_deref(), changed.edited), (Some("Why eight?"), true));
    assert_eq!(author.call("comments/delete", &form(&course, &[("id", &id)])).await.status, 200);
    assert!(list(&author, &course, &[]).await.page.items.is_empty());
}

async fn case_32_comments_are_for_who_may_see_the_lesson(h: &Harness) {
    let (ada, own) = h.entitled("ada@example.org").await;
    let (bob, foreign) = h.entitled("bob@example.org").await;
    let id = h.comment(&bob, foreign.first, "A secret question").await.to_string();
    let learner = h.learner(&ada).await;
    for function in ["comments/list", "comments/write", "comments/edit", "comments/delete"] {
        let answer = learner.call(function, &form(&foreign, &[("id", &id), ("body", "x")])).await;
        assert_eq!(answer.status, 404, "{function}");
        assert!(!answer.body.contains("secret"));
    }
    assert_eq!(learner.call("comments/edit", &form(&own, &[("id", &id), ("body", "x")])).await.status, 404, "by way of one's own lesson");
    h.run_sql(&format!("UPDATE grants SET ends_at = {}", h.clock.now().0)).await;
    assert_eq!(write(&learner, &own, "Still here?").await, 404, "the grant has ended");
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_comments").await, 1);
}

async fn case_63_a_hostile_comment_is_harmless(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&ada).await;
    let hostile = "<script>alert(1)</script> ![x](https://evil.example/x.png) [click](javascript:alert(1)) <img src=x onerror=alert(1)> </textarea><b>out</b>";
    assert_eq!(write(&learner, &course, hostile).await, 200);
    let html = list(&learner, &course, &[]).await.page.items.remove(0).html;
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("=\"javascript:"), "{html}");
    let id = list(&learner, &course, &[]).await.page.items[0].id;
    let page = learner.get(&format!("/courses/{}/lessons/first?edit={id}", course.slug)).await.body;
    assert!(page.contains("&lt;/textarea&gt;") && !page.contains("</textarea><b>out"), "{page}");
}

async fn the_creator_answers_hides_and_deletes(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let (learner, admin) = (h.learner(&ada).await, h.admin("chief@example.org").await);
    let id = h.comment(&ada, course.first, "Why seven?").await.to_string();
    assert!(admin.get("/admin/comments").await.body.contains("Why seven?"));
    assert_eq!(admin.call("comments/reply", &[("id", &id), ("body", "Count them.")]).await.status, 200);
    let answered = list(&learner, &course, &[]).await.page.items.remove(0);
    let reply = &answered.replies[0];
    assert!(reply.by_admin && !reply.is_own() && reply.html.contains("Count them."), "{reply:?}");
    let reply_id = reply.id.to_string();
    assert_eq!(admin.call("comments/reply", &[("id", &reply_id), ("body", "x")]).await.status, 404, "one level deep");
    assert_eq!(learner.call("comments/edit", &form(&course, &[("id", &reply_id), ("body", "x")])).await.status, 404);

    admin.call("comments/hide", &[("id", &id), ("hidden", "true")]).await;
    assert!(list(&learner, &course, &[]).await.page.items.is_empty());
    assert!(list(&admin, &course, &[]).await.page.items[0].hidden, "admins still see it");
    assert_eq!(learner.call("comments/edit", &form(&course, &[("id", &id), ("body", "x")])).await.status, 404, "what is hidden is not changed");
    admin.call("comments/hide", &[("id", &id), ("hidden", "false")]).await;
    assert_eq!(list(&learner, &course, &[]).await.page.items.len(), 1);
    admin.call("comments/remove", &[("id", &id)]).await;
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_comments").await, 0, "the answer goes too");
}

async fn who_looks_on_writes_no_comment(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let admin = h.admin("chief@example.org").await;
    let id = h.comment(&ada, course.first, "Hers").await.to_string();
    for viewing in [None, Some(ada.id)] {
        admin.handle.view_as(viewing).await.expect("looking on");
        write(&admin, &course, "Not hers").await;
        for function in ["comments/edit", "comments/delete"] {
            assert_eq!(admin.call(function, &form(&course, &[("id", &id), ("body", "x")])).await.status, 404, "{function}");
        }
        let seen = list(&admin, &course, &[]).await.page.items;
        assert_eq!((seen.len(), seen[0].is_own()), (1, false));
    }
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_comments WHERE body = 'Hers'").await, 1);
}

async fn a_course_can_do_without_comments(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let (learner, admin) = (h.learner(&ada).await, h.admin("chief@example.org").await);
    h.comment(&ada, course.first, "Why seven?").await;
    admin.handle.switch_comments(course.id, false).await.expect("off");
    let none = list(&learner, &course, &[]).await;
    assert!(!none.on && none.page.items.is_empty());
    assert_eq!(write(&learner, &course, "Hello?").await, 404);
    assert!(!learner.get(&format!("/courses/{}/lessons/first", course.slug)).await.body.contains("Why seven?"));
    let (bob, other) = h.entitled("bob@example.org").await;
    h.comment(&bob, other.first, "Why eight?").await;
    let newest = admin.get("/admin/comments").await.body;
    assert!(newest.contains("Why eight?") && !newest.contains("Why seven?"), "there is nothing to answer: {newest}");
    admin.handle.switch_comments(course.id, true).await.expect("on");
    assert!(admin.get("/admin/comments").await.body.contains("Why seven?"));
    assert_eq!(list(&learner, &course, &[]).await.page.items.len(), 1, "what was written is kept");
}

async fn a_long_list_is_read_page_by_page(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let learner = h.learner(&ada).await;
    let mut written: Vec<LessonCommentId> = Vec::new();
    for n in 0..45 {
        h.clock.advance(domain::time::Span::seconds(1));
        written.push(h.comment(&ada, course.first, &format!("Question {n}")).await);
    }
    let mut read = Vec::new();
    let mut page = list(&learner, &course, &[]).await.page;
    loop {
        read.extend(page.items.iter().map(|comment| comment.id));
        let Some(next) = page.next else { break };
        page = list(&learner, &course, &[("cursor", &next)]).await.page;
    }
    assert_eq!(read, written, "the oldest first, each once");
    let back = list(&learner, &course, &[("before", &page.previous.expect("a way back"))]).await.page;
    assert_eq!(back.items.iter().map(|comment| comment.id).collect::<Vec<_>>(), written[20..40]);
    assert_eq!(learner.call("comments/list", &form(&course, &[("cursor", "'; --")])).await.status, 422);

    // A new one is on the page that one comes to, with its buttons, and nothing follows it.
    h.clock.advance(domain::time::Span::seconds(1));
    let answer = learner.post("/fn/comments/write", &form(&course, &[("body", "The newest")])).await;
    let before = answer.location().split(['?', '&']).find_map(|pair| pair.strip_prefix("before=")).expect("the last page");
    let last = list(&learner, &course, &[("before", before)]).await.page;
    let own = last.items.last().expect("the new one");
    assert_eq!((own.body.as_deref(), last.next), (Some("The newest"), None));
    let at = own.id.just_before().to_string();
    assert_eq!(list(&learner, &course, &[("cursor", &at)]).await.page.items[0].id, own.id, "where it is changed and deleted");
}

async fn answers_stay_when_who_asked_is_deleted(h: &Harness) {
    let (ada, course) = h.entitled("ada@example.org").await;
    let bob = h.contact("bob@example.org").await;
    let offer = h.offer("The same", &[&course]).await;
    h.grant(bob.id, offer, Term::Active).await;
    let (admin, reader) = (h.admin("chief@example.org").await, h.learner(&bob).await);
    let asked = h.comment(&ada, course.first, "Why ada asks").await;
    h.clock.advance(domain::time::Span::seconds(1));
    h.comment(&ada, course.first, "Nobody answers ada").await;
    admin.handle.reply_to_comment(asked, "Because").await.expect("answered");

    admin.handle.delete_contact(ada.id).await.expect("deleted");
    let items = list(&reader, &course, &[]).await.page.items;
    let kept = items.first().expect("what was answered");
    assert_eq!((items.len(), kept.id, kept.deleted, kept.by_admin, kept.is_own()), (1, asked, true, false, false));
    assert_eq!((kept.author.as_str(), kept.html.as_str()), ("Deleted comment", ""));
    assert_eq!((kept.replies.len(), kept.replies[0].html.as_str(), kept.replies[0].by_admin), (1, "<p>Because</p>\n", true));
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_comments WHERE author LIKE '%ada%' OR body LIKE '%ada%'").await, 0);
    let page = reader.get(&format!("/courses/{}/lessons/first", course.slug)).await;
    assert!(page.status == 200 && page.body.contains("Because"), "{}", page.body);
    assert!(admin.handle.newest_comments("").await.expect("comments").items.is_empty(), "it is no news any more");
    admin.handle.remove_comment(asked).await.expect("removed");
    assert_eq!(h.count("SELECT count(*) AS n FROM lesson_comments").await, 0);
}
