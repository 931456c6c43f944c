//! Groups, channels and contacts that are deleted, also while somebody writes.

use diesel_async::SimpleAsyncConnection as _;
use domain::GroupRole;
use domain::time::Span;
use futures_util::future::join_all;

use super::{Community, about, community, member, write};
use crate::actors::Learner;
use crate::harness::{Harness, Kind, both_databases};
use crate::world::Term;

both_databases!(answers_stay_when_who_was_answered_is_deleted, an_emptied_comment_goes_with_the_last_answer_to_it, deleting_and_writing_at_once_end_well,);

async fn view(learner: &Learner, group: &Community, post: &str) -> serde_json::Value {
    serde_json::from_str(&about(learner, "post", group, post, &[]).await.body).expect("a post")
}

/// Comments or, with a `parent`, answers; the newest comment's id, or the newest answer's.
async fn comment(h: &Harness, learner: &Learner, group: &Community, post: &str, parent: &str, body: &str) -> String {
    // Comments are in the order of their ids, which have milliseconds.
    h.clock.advance(Span::seconds(1));
    let form = [("group", group.slug.as_str()), ("post", post), ("parent", parent), ("body", body)];
    let answer = learner.call("communities/write-comment", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let view = view(learner, group, post).await;
    let items = view["comments"]["items"].as_array().expect("comments").clone();
    let all = items.iter().flat_map(|comment| std::iter::once(comment).chain(comment["answers"].as_array().expect("answers")));
    let mut written = all.filter(|comment| comment["text"]["html"].as_str().is_some_and(|html| html.contains(body)));
    let written = written.next_back().expect("what was written");
    written["id"].as_str().expect("an id").to_owned()
}

async fn answers_stay_when_who_was_answered_is_deleted(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (bob, his) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    let asked = comment(h, &his, &group, &post, "", "Where is bob from?").await;
    comment(h, &ada, &group, &post, &asked, "From ada").await;
    comment(h, &his, &group, &post, &asked, "Thanks says bob").await;
    comment(h, &his, &group, &post, "", "Nobody answers bob").await;
    let hers = comment(h, &ada, &group, &post, "", "Hers").await;
    comment(h, &his, &group, &post, &hers, "A word of bob").await;
    let about_it = [("group", "makers"), ("post", post.as_str()), ("comment", asked.as_str()), ("emoji", "like"), ("reason", "No")];
    for function in ["react", "report"] {
        assert_eq!(ada.call(&format!("communities/{function}"), &about_it).await.status, 200, "{function}");
    }

    h.admin("chief@example.org").await.handle.delete_contact(bob.id).await.expect("deleted");
    let seen = view(&ada, &group, &post).await;
    let items = seen["comments"]["items"].as_array().expect("comments");
    assert_eq!(items.len(), 2, "{seen}");
    assert!(items[0]["deleted"] == true && items[0]["text"].is_null() && items[1]["deleted"] == false, "{seen}");
    let answers = |n: usize| items[n]["answers"].as_array().expect("answers").len();
    assert_eq!((answers(0), answers(1)), (1, 0), "{seen}");
    assert_eq!(seen["post"]["comments"], 2, "what is empty is not counted");
    let page = ada.get(&group.post_page(&post)).await;
    assert!(page.status == 200 && page.body.contains("From ada"), "{}", page.body);
    assert_eq!(h.count("SELECT count(*) AS n FROM comments WHERE body LIKE '%bob%' OR hidden_at IS NOT NULL").await, 0);
    assert_eq!(h.count("SELECT (SELECT count(*) FROM reactions) + (SELECT count(*) FROM reports) AS n").await, 0, "what was said of it goes too");
    let form = [("group", "makers"), ("post", post.as_str()), ("parent", asked.as_str()), ("body", "To nobody")];
    assert_eq!(ada.call("communities/write-comment", &form).await.status, 404);
}

async fn an_emptied_comment_goes_with_the_last_answer_to_it(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, host) = member(h, &group, "host@example.org", GroupRole::Member).await;
    let post = write(&host, &group, "talk", "Hello").await;
    let (bob, his) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let asked = comment(h, &his, &group, &post, "", "Why?").await;
    let mut answering = Vec::new();
    for email in ["ada@example.org", "eve@example.org"] {
        let (contact, learner) = member(h, &group, email, GroupRole::Member).await;
        comment(h, &learner, &group, &post, &asked, "Because").await;
        answering.push(contact);
    }
    let admin = h.admin("chief@example.org").await;
    let mut left = Vec::new();
    for contact in [bob, answering.remove(0), answering.remove(0)] {
        admin.handle.delete_contact(contact.id).await.expect("deleted");
        left.push(h.count("SELECT count(*) AS n FROM comments").await);
    }
    assert_eq!(left, [3, 2, 0]);
}

/// Posts whose counts are not what was written and given.
const WRONG: &str = "SELECT count(*) AS n FROM posts p
    WHERE p.comment_count <> (SELECT count(*) FROM comments c WHERE c.post_id = p.id AND c.hidden_at IS NULL AND c.removed_at IS NULL)
       OR p.reaction_count <> (SELECT count(*) FROM reactions r WHERE r.target_id = p.id)";

async fn deleting_and_writing_at_once_end_well(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    for round in 0..12 {
        let group = community(h, &format!("makers-{round}")).await;
        let (_, ada) = member(h, &group, &format!("ada-{round}@example.org"), GroupRole::Moderator).await;
        let (bob, his) = member(h, &group, &format!("bob-{round}@example.org"), GroupRole::Member).await;
        let mut posts = Vec::new();
        for learner in [&ada, &his, &ada, &his] {
            let post = write(learner, &group, "talk", "Hello").await;
            comment(h, &ada, &group, &post, "", "Hello to you").await;
            posts.push(post);
        }
        let form = [("group", group.slug.as_str()), ("channel", "talk"), ("title", ""), ("body", "One more")];
        let writing = posts.iter().flat_map(|post| [&ada, &his].map(|learner| (learner, post))).map(|(learner, post)| {
            let (group, form) = (&group, &form);
            async move {
                let functions: [(&str, &[(&str, &str)]); 3] =
                    [("write-comment", &[("body", "At once")]), ("react", &[("emoji", "like")]), ("moderate", &[("deed", "hide")])];
                let mut statuses = Vec::new();
                for (function, more) in functions {
                    statuses.push(about(learner, function, group, post, more).await.status);
                }
                statuses.push(learner.call("communities/write-post", form).await.status);
                statuses
            }
        });
        let deleting = async {
            match round % 3 {
                0 => admin.handle.delete_contact(bob.id).await,
                1 => admin.handle.delete_channel(group.talk).await.map(|_| ()),
                _ => admin.handle.delete_group(group.id).await,
            }
        };
        let (statuses, deleted) = futures_util::future::join(join_all(writing), deleting).await;
        assert!(deleted.is_ok(), "round {round}: {deleted:?}");
        let statuses: Vec<u16> = statuses.into_iter().flatten().collect();
        assert!(statuses.iter().all(|status| [200, 401, 404].contains(status)), "round {round}: {statuses:?}");
        assert_eq!(h.count(WRONG).await, 0, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_waits_for_a_group_that_is_being_deleted() {
    let h = Harness::start(Kind::Postgres).await;
    let group = community(&h, "makers").await;
    let (_, ada) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    let admin = h.admin("chief@example.org").await;
    let post = write(&ada, &group, "talk", "Hello").await;
    // The deletion stops at what offers hold of the group: its row is gone, its posts are still there.
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; SELECT 1 FROM offer_groups FOR UPDATE").await.expect("a lock");
    let writing = async {
        h.until_somebody_waits().await;
        about(&ada, "write-comment", &group, &post, &[("body", "Late")]).await.status
    };
    let letting_go = async {
        h.until_so_many_wait(2).await;
        other.batch_execute("ROLLBACK").await.expect("it is let go of");
    };
    let (deleted, status, ()) = tokio::join!(admin.handle.delete_group(group.id), writing, letting_go);
    deleted.expect("deleted");
    assert_eq!(status, 404);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_posts_waits_for_a_channel_that_is_being_deleted() {
    let h = Harness::start(Kind::Postgres).await;
    let group = community(&h, "makers").await;
    let (_, ada) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    let admin = h.admin("chief@example.org").await;
    write(&ada, &group, "talk", "Hello").await;
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; SELECT 1 FROM channel_reads FOR UPDATE").await.expect("a lock");
    let writing = async {
        h.until_somebody_waits().await;
        ada.call("communities/write-post", &[("group", "makers"), ("channel", "talk"), ("title", ""), ("body", "Late")]).await.status
    };
    let letting_go = async {
        h.until_so_many_wait(2).await;
        other.batch_execute("ROLLBACK").await.expect("it is let go of");
    };
    let (deleted, status, ()) = tokio::join!(admin.handle.delete_channel(group.talk), writing, letting_go);
    deleted.expect("deleted");
    assert_eq!(status, 404);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_being_deleted_writes_no_more() {
    let h = Harness::start(Kind::Postgres).await;
    let group = community(&h, "makers").await;
    let (bob, his) = member(&h, &group, "bob@example.org", GroupRole::Member).await;
    let admin = h.admin("chief@example.org").await;
    let post = write(&his, &group, "talk", "Hello").await;
    // The deletion stops at the words that the contact is found by: its row is gone.
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; SELECT 1 FROM contact_words FOR UPDATE").await.expect("a lock");
    let writing = async {
        h.until_somebody_waits().await;
        about(&his, "write-comment", &group, &post, &[("body", "Late")]).await.status
    };
    let letting_go = async {
        h.until_so_many_wait(2).await;
        other.batch_execute("ROLLBACK").await.expect("it is let go of");
    };
    let (deleted, status, ()) = tokio::join!(admin.handle.delete_contact(bob.id), writing, letting_go);
    deleted.expect("deleted");
    assert_eq!(status, 401);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_in_flight_when_its_author_is_deleted_is_counted_no_more() {
    let h = Harness::start(Kind::Postgres).await;
    let group = community(&h, "makers").await;
    let (_, ada) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    let admin = h.admin("chief@example.org").await;
    let bob = h.contact("bob@example.org").await;
    h.grant(bob.id, group.offer, Term::Active).await;
    let his = h.learner(&bob).await;
    // The comment is written, and its author waits to become a member.
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    let joining = format!("BEGIN; INSERT INTO group_members (group_id, contact_id, role, joined_at) VALUES ('\\x{}', '\\x{}', 'member', 0)", group.id, bob.id);
    other.batch_execute(&joining).await.expect("a row");
    let deleting = async {
        h.until_somebody_waits().await;
        admin.handle.delete_contact(bob.id).await
    };
    let letting_go = async {
        h.until_so_many_wait(2).await;
        other.batch_execute("ROLLBACK").await.expect("it is let go of");
    };
    let (written, deleted, ()) = tokio::join!(about(&his, "write-comment", &group, &post, &[("body", "Just so")]), deleting, letting_go);
    deleted.expect("deleted");
    assert_eq!((written.status, h.count(WRONG).await), (200, 0));
    assert_eq!(h.count("SELECT count(*) AS n FROM comments").await, 0);
    h.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_under_a_post_never_waits_for_its_author() {
    let h = Harness::start(Kind::Postgres).await;
    let group = community(&h, "makers").await;
    let (_, ada) = member(&h, &group, "ada@example.org", GroupRole::Member).await;
    let (bob, his) = member(&h, &group, "bob@example.org", GroupRole::Member).await;
    let admin = h.admin("chief@example.org").await;
    let post = write(&his, &group, "talk", "Hello").await;
    let react = || about(&ada, "react", &group, &post, &[("emoji", "like")]);
    assert_eq!(react().await.status, 200);
    // Taking the reaction back stops once the post is held and before it is counted anew.
    let mut other = h.scratch.as_ref().expect("a database of its own").connect().await;
    other.batch_execute("BEGIN; SELECT 1 FROM reactions FOR UPDATE").await.expect("a lock");
    let deleting = async {
        h.until_somebody_waits().await;
        admin.handle.delete_contact(bob.id).await
    };
    let letting_go = async {
        h.until_so_many_wait(2).await;
        other.batch_execute("ROLLBACK").await.expect("it is let go of");
    };
    let (answer, deleted, ()) = tokio::join!(react(), deleting, letting_go);
    deleted.expect("deleted");
    assert_eq!(answer.status, 200);
    h.finish().await;
}
