//! What is told to who listens.

use domain::GroupRole;
use http::Method;
use reqwest::Response;

use super::{about, community, member, write};
use crate::actors::Browser;
use crate::harness::{Harness, both_databases};

both_databases!(what_is_new_is_told_to_who_listens_and_to_nobody_else, who_has_lost_access_hears_no_more, private_news_stay_private);

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
    assert_eq!(told.trim(), format!("event: post\ndata: {post}"), "ids and nothing else");
    about(&ada, "write-comment", &group, &post, &[("body", "More")]).await;
    let told = next(&mut line).await.expect("the comment");
    assert!(told.starts_with(&format!("event: comment\ndata: {post} ")), "{told}");
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
