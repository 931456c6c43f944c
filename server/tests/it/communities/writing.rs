//! What is written, and how it is read.

use domain::time::Span;
use domain::{CommentId, GroupRole, PostId};
use futures_util::FutureExt as _;

use super::{about, community, member, write};
use crate::harness::{Harness, both_databases};

both_databases!(
    case_63_what_members_write_is_harmless,
    a_feed_stays_in_order_while_new_posts_arrive,
    counts_follow_what_is_written_and_taken_back,
    a_deleted_contact_takes_their_words_along_and_counts_follow,
    a_new_post_is_marked_until_it_was_seen,
    what_was_seen_and_what_is_newest_never_go_back,
    nothing_comes_after_the_last_comments,
    dialogs_about_later_comments_open_on_their_page,
);

const HOSTILE: &str = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) ![x](http://insecure.example/x.png) ![y](https://example.org/y.png) ![z](/courses/z) **bold**";

async fn case_63_what_members_write_is_harmless(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, learner) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let form = [("group", "makers"), ("channel", "talk"), ("title", "</title><script>alert(2)</script>"), ("body", HOSTILE)];
    let answer = learner.post("/fn/communities/write-post", &form).await;
    let post = answer.location().rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap_or_default().to_owned();
    assert_eq!(about(&learner, "write-comment", &group, &post, &[("body", HOSTILE)]).await.status, 200);
    for path in [group.page(), group.post_page(&post), format!("{}?dialog=edit", group.post_page(&post))] {
        let body = learner.get(&path).await.body;
        let page = body.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page").to_owned();
        assert!(page.contains("<strong>bold</strong>"), "{page}");
        for forbidden in ["<script>alert", "<img src=x", "href=\"javascript:", "src=\"http:", "src=\"https://example.org", "src=\"/courses"] {
            assert!(!page.contains(forbidden), "{path}: {forbidden}: {page}");
        }
        assert!(!body.contains("<title></title><script>"), "{path}");
    }
    let admin = h.admin("chief@example.org").await;
    let theirs = write(&admin, &group, "talk", HOSTILE).await;
    let page = learner.get(&group.post_page(&theirs)).await.body;
    assert!(page.contains("src=\"https://example.org/y.png\"") && !page.contains("src=\"/courses"), "admins show pictures: {page}");
}

async fn a_feed_stays_in_order_while_new_posts_arrive(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, learner) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    for n in 0..45 {
        h.clock.advance(Span::seconds(1));
        write(&learner, &group, "talk", &format!("text number {n:02}")).await;
    }
    let page = async |more: &[(&str, &str)]| {
        let form: Vec<(&str, &str)> = [("group", "makers"), ("channel", "talk")].into_iter().chain(more.iter().copied()).collect();
        let answer = learner.call("communities/feed", &form).await;
        let view: serde_json::Value = serde_json::from_str(&answer.body).expect("a feed");
        let items: Vec<String> =
            view["page"]["items"].as_array().expect("posts").iter().map(|post| post["html"].as_str().unwrap_or_default().to_owned()).collect();
        (items, view["page"]["next"].as_str().unwrap_or_default().to_owned(), view["page"]["previous"].as_str().unwrap_or_default().to_owned())
    };
    let (first, next, previous) = page(&[]).await;
    assert_eq!((first.len(), previous.as_str()), (20, ""));
    assert!(first[0].contains("text number 44"), "the newest first: {first:?}");
    for n in 45..50 {
        h.clock.advance(Span::seconds(1));
        write(&learner, &group, "talk", &format!("text number {n:02}")).await;
    }
    let (second, next, _) = page(&[("cursor", &next)]).await;
    let (third, last, before) = page(&[("cursor", &next)]).await;
    let all: Vec<&String> = first.iter().chain(&second).chain(&third).collect();
    for (n, text) in (0..45).rev().zip(&all) {
        assert!(text.contains(&format!("text number {n:02}")), "{n}: {text}");
    }
    assert_eq!((all.len(), last.as_str()), (45, ""));
    assert_eq!(page(&[("before", &before)]).await.0, second, "and back again");
    let post = write(&learner, &group, "talk", "a pinned text").await;
    let admin = h.admin("chief@example.org").await;
    assert_eq!(about(&admin, "moderate", &group, &post, &[("deed", "pin")]).await.status, 200);
    let pinned = learner.get(&group.page()).await.body;
    assert_eq!(pinned.matches("<p>a pinned text</p>").count(), 1, "on top, and nowhere else: {pinned}");
}

async fn counts_follow_what_is_written_and_taken_back(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Moderator).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    let counts = async || h.count("SELECT CAST(comment_count * 100 + reaction_count AS BIGINT) AS n FROM posts").await;
    for browser in [&ada, &bob] {
        assert_eq!(about(browser, "write-comment", &group, &post, &[("body", "A comment")]).await.status, 200);
        assert_eq!(about(browser, "react", &group, &post, &[("emoji", "heart")]).await.status, 200);
    }
    assert_eq!(counts().await, 202);
    about(&bob, "react", &group, &post, &[("emoji", "heart")]).await;
    assert_eq!(counts().await, 201, "the same reaction again takes it back");
    let view: serde_json::Value = serde_json::from_str(&about(&bob, "post", &group, &post, &[]).await.body).expect("a post");
    let theirs = view["comments"]["items"][1]["id"].as_str().expect("a comment").to_owned();
    let with = |deed: &'static str| [("comment", theirs.clone()), ("deed", deed.to_owned())];
    for (deed, expected) in [("hide", 101), ("unhide", 201), ("remove", 101)] {
        let more = with(deed);
        let form = [("group", "makers"), ("post", post.as_str()), (more[0].0, more[0].1.as_str()), (more[1].0, more[1].1.as_str())];
        assert_eq!(ada.call("communities/moderate", &form).await.status, 200, "{deed}");
        assert_eq!(counts().await, expected, "{deed}");
    }
    let form = [("group", "makers"), ("post", post.as_str()), ("parent", theirs.as_str()), ("body", "An answer to nothing")];
    assert_eq!(ada.call("communities/write-comment", &form).await.status, 404, "what is removed cannot be answered");
}

async fn a_deleted_contact_takes_their_words_along_and_counts_follow(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (bob, theirs) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    write(&theirs, &group, "talk", "Bob was here").await;
    about(&theirs, "write-comment", &group, &post, &[("body", "Bob said")]).await;
    about(&theirs, "react", &group, &post, &[("emoji", "like")]).await;
    assert_eq!(h.count("SELECT CAST(sum(comment_count + reaction_count) AS BIGINT) AS n FROM posts").await, 2);
    let admin = h.admin("chief@example.org").await;
    admin.handle.delete_contact(bob.id).await.expect("deleted");
    assert_eq!(h.count("SELECT CAST(sum(comment_count + reaction_count) AS BIGINT) AS n FROM posts").await, 0);
    let page = ada.get(&group.page()).await.body;
    assert!(page.contains("Hello") && !page.contains("Bob was here"), "{page}");
}

async fn a_new_post_is_marked_until_it_was_seen(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let marked = async || bob.call("communities/list", &[]).await.body.contains("\"unread\":true");
    assert!(!marked().await);
    write(&ada, &group, "talk", "Hello").await;
    assert!(marked().await);
    assert!(ada.call("communities/list", &[]).await.body.contains("\"unread\":false"), "one's own post is no news");
    bob.get(&group.page()).await;
    assert!(!marked().await);
}

async fn what_was_seen_and_what_is_newest_never_go_back(h: &Harness) {
    let group = community(h, "makers").await;
    let (contact, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let older: PostId = write(&ada, &group, "talk", "Hello").await.parse().expect("an id");
    h.clock.advance(Span::seconds(1));
    let newer: PostId = write(&ada, &group, "talk", "Hello again").await.parse().expect("an id");
    let id = group.id;
    h.write(move |conn| {
        async move {
            let channels = store::communities::channels::of_groups(conn, &[id]).await?;
            let talk = channels.iter().find(|channel| channel.slug == "talk").expect("the channel").id;
            store::communities::channels::set_latest(conn, talk, older).await?;
            store::communities::channels::set_seen(conn, contact.id, talk, older).await?;
            let talk = store::communities::channels::find(conn, talk).await?.expect("the channel");
            assert_eq!(talk.latest, Some(newer));
            Ok(())
        }
        .boxed()
    })
    .await;
    assert!(ada.call("communities/list", &[]).await.body.contains("\"unread\":false"));
}

async fn nothing_comes_after_the_last_comments(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    for _ in 0..51 {
        h.clock.advance(Span::seconds(1));
        assert_eq!(about(&ada, "write-comment", &group, &post, &[("body", "A comment")]).await.status, 200);
    }
    let end = CommentId::MAX.to_string();
    let view: serde_json::Value = serde_json::from_str(&about(&ada, "post", &group, &post, &[("before", &end)]).await.body).expect("a post");
    assert_eq!(view["comments"]["items"].as_array().map(Vec::len), Some(50));
    assert!(view["comments"]["next"].is_null() && view["comments"]["previous"].is_string(), "{view}");
}

async fn dialogs_about_later_comments_open_on_their_page(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let post = write(&ada, &group, "talk", "Hello").await;
    for _ in 0..51 {
        h.clock.advance(Span::seconds(1));
        assert_eq!(about(&ada, "write-comment", &group, &post, &[("body", "A comment")]).await.status, 200);
    }
    let first: serde_json::Value = serde_json::from_str(&about(&ada, "post", &group, &post, &[]).await.body).expect("a post");
    let cursor = first["comments"]["next"].as_str().expect("a second page");
    let page = format!("{}?cursor={cursor}", group.post_page(&post));
    let second: serde_json::Value = serde_json::from_str(&about(&ada, "post", &group, &post, &[("cursor", cursor)]).await.body).expect("a post");
    let comment = second["comments"]["items"][0]["id"].as_str().expect("a comment").replace('-', "");
    let dialog = format!("?dialog=edit&comment={comment}&cursor={cursor}");
    let body = ada.get(&page).await.body.replace("&amp;", "&");
    assert!(body.contains(&dialog), "{body}");
    let body = ada.get(&format!("{}{dialog}", group.post_page(&post))).await.body;
    assert!(body.contains("edited-text") && body.contains(&format!("href=\"{page}#comment-{comment}\"")), "open, and closed onto the same page: {body}");
}
