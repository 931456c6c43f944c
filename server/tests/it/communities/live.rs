//! What is told to who listens.

use domain::time::Span;
use domain::{CommentId, GroupRole, PostId, Timestamp};
use futures_util::FutureExt as _;
use http::Method;
use reqwest::Response;

use store::communities::comments::Comment;
use store::communities::posts::Post;

use super::{Community, about, community, member, write};
use crate::actors::Browser;
use crate::harness::{Harness, both_databases};

both_databases!(
    what_is_new_is_told_to_who_listens_and_to_nobody_else,
    who_has_lost_access_hears_no_more,
    private_news_stay_private,
    what_another_copy_of_the_server_writes_is_told_whatever_its_id,
    a_database_that_is_busy_takes_no_group_away,
    nobody_takes_more_than_eight_places,
);

async fn listen(browser: &Browser, page: &str) -> Response {
    let request = browser.request(Method::GET, &format!("{page}/events")).header("accept", "text/event-stream").header("accept-encoding", "br, gzip");
    let mut response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    // The first sign of life: from here on nothing is missed.
    let first = response.chunk().await.expect("a chunk").expect("an open line");
    assert!(first.starts_with(b":"), "{first:?}");
    response
}

async fn next(response: &mut Response) -> Option<String> {
    response.chunk().await.expect("a chunk").map(|chunk| String::from_utf8_lossy(&chunk).into_owned())
}

async fn what_is_new_is_told_to_who_listens_and_to_nobody_else(h: &Harness) {
    let (group, other) = (community(h, "makers").await, community(h, "other").await);
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let (_, eve) = member(h, &other, "eve@example.org", GroupRole::Member).await;
    assert_eq!(eve.get(&format!("{}/events", group.page())).await.status, 404);
    assert_eq!(h.anonymous().get(&format!("{}/events", group.page())).await.status, 401);
    let mut line = listen(&bob, &group.page()).await;
    let header = |name: &str| line.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!((header("content-type"), header("cache-control"), header("x-accel-buffering")), ("text/event-stream".into(), "no-store".into(), "no".into()));
    assert_eq!(header("content-encoding"), "");

    write(&eve, &other, "talk", "Elsewhere").await;
    let post = write(&ada, &group, "talk", "A secret recipe").await;
    let told = next(&mut line).await.expect("the post");
    assert_eq!(told.trim(), format!("event: post\ndata: {post} {}", group.talk), "ids and nothing else");
    about(&ada, "write-comment", &group, &post, &[("body", "More")]).await;
    let told = next(&mut line).await.expect("the comment");
    assert!(told.starts_with(&format!("event: comment\ndata: {post} ")) && told.trim().ends_with(&format!(" {}", group.talk)), "{told}");
    h.portal.hang_up();
    assert_eq!(next(&mut line).await, None, "the server may stop");
}

async fn who_has_lost_access_hears_no_more(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Owner).await;
    let (bob, theirs) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let (eve, hers) = member(h, &group, "eve@example.org", GroupRole::Member).await;
    let (mut bobs, mut eves) = (listen(&theirs, &group.page()).await, listen(&hers, &group.page()).await);
    let id = bob.id.to_string();
    ada.call("communities/change-member", &[("group", "makers"), ("contact", &id), ("change", "ban")]).await;
    hers.call("session/sign-out-everywhere", &[]).await;
    write(&ada, &group, "talk", "Now without them").await;
    assert_eq!(next(&mut bobs).await, None, "banned");
    assert_eq!(next(&mut eves).await, None, "signed out: {}", eve.email);
}

async fn private_news_stay_private(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let mut line = listen(&bob, &group.page()).await;
    write(&moderator, &group, "backroom", "Between us").await;
    let open = write(&moderator, &group, "talk", "For all").await;
    assert!(next(&mut line).await.expect("a post").contains(&open), "the first that is told");
}

/// The next that is no mere sign of life.
async fn next_news(response: &mut Response) -> Option<String> {
    loop {
        let told = next(response).await?;
        if !told.starts_with(':') {
            return Some(told);
        }
    }
}

/// An id that was made at that time.
fn id_of<Id: From<uuid::Uuid>>(h: &Harness, at: Timestamp) -> Id {
    uuid::Builder::from_unix_timestamp_millis(at.millis(), &h.random.bytes()).into_uuid().into()
}

/// Writes a post and a comment on it as another copy of the server would: this one hears nothing of it.
async fn write_elsewhere(h: &Harness, group: &Community, at: Timestamp) -> (PostId, CommentId) {
    let (id, comment_id) = (id_of(h, at), id_of(h, at));
    let post = Post {
        id,
        group_id: group.id,
        channel_id: group.talk,
        contact_id: None,
        admin_id: None,
        admin_name: Some("Team".to_owned()),
        title: String::new(),
        pinned_at: None,
        hidden_at: None,
        removed_at: None,
        created_at: at,
        edited_at: None,
        comment_count: 1,
        reaction_count: 0,
        body: "From elsewhere".to_owned(),
    };
    let comment = Comment {
        id: comment_id,
        group_id: group.id,
        post_id: id,
        parent_id: None,
        contact_id: None,
        admin_id: None,
        admin_name: Some("Team".to_owned()),
        hidden_at: None,
        removed_at: None,
        created_at: at,
        edited_at: None,
        body: "From there too".to_owned(),
    };
    h.write(move |conn| {
        async move {
            store::communities::posts::insert(conn, &post).await?;
            store::communities::comments::insert(conn, &comment).await
        }
        .boxed()
    })
    .await;
    (id, comment_id)
}

async fn what_another_copy_of_the_server_writes_is_told_whatever_its_id(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    write(&ada, &group, "talk", "Before anybody listens").await;
    let mut line = listen(&bob, &group.page()).await;
    let newest = write(&ada, &group, "talk", "The newest").await;
    assert!(next_news(&mut line).await.expect("the post").contains(&newest));

    // Begun before that one, and committed after it.
    let (post, comment) = write_elsewhere(h, &group, h.clock.now() - Span::seconds(20)).await;
    let told = [next_news(&mut line).await.expect("the post"), next_news(&mut line).await.expect("the comment")];
    let expected = [format!("event: post\ndata: {post} {}", group.talk), format!("event: comment\ndata: {post} {comment} {}", group.talk)];
    assert!(expected.iter().all(|expected| told.iter().any(|told| told.trim() == expected)), "{told:?}");

    let last = write(&ada, &group, "talk", "The last").await;
    assert!(next_news(&mut line).await.expect("the post").contains(&last), "what was told is not told again");
}

async fn a_database_that_is_busy_takes_no_group_away(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let mut line = listen(&bob, &group.page()).await;
    let held = h.every_connection().await;
    // Each of these waits as long as a listener would: one of whose looks it outlasts.
    for _ in 0..3 {
        assert!(h.store.read().await.is_err(), "none is free");
    }
    drop(held);
    let post = write(&ada, &group, "talk", "There again").await;
    assert!(next_news(&mut line).await.expect("the line is open").contains(&post));
}

async fn nobody_takes_more_than_eight_places(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, ada) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let (_, bob) = member(h, &group, "bob@example.org", GroupRole::Member).await;
    let page = group.page();
    let mut lines = Vec::new();
    for _ in 0..8 {
        lines.push(listen(&ada, &page).await);
    }
    // A browser comes back by itself after an answer like this, and after no other.
    let answer = ada.get(&format!("{page}/events")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
    assert!(answer.body.contains("event: busy\n") && answer.body.contains("retry: 30000\n"), "{}", answer.body);
    listen(&bob, &page).await;
    drop(lines);
    for _ in 0..1000 {
        let request = ada.request(Method::GET, &format!("{page}/events"));
        let first = request.send().await.expect("an answer").chunk().await.expect("a chunk").expect("something");
        if first.starts_with(b":") {
            return;
        }
    }
    panic!("who has left still has a place");
}
