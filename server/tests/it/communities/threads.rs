//! Reading many comments, and many answers to one.

use domain::time::Span;
use domain::{CommentId, GroupRole, PostId};
use futures_util::FutureExt as _;
use serde_json::Value;
use store::communities::comments::Comment;

use super::{Community, community, member, write};
use crate::actors::{Browser, Learner};
use crate::harness::{Harness, both_databases};

both_databases!(answers_beyond_what_a_page_shows_are_read_in_their_thread, a_comment_is_found_on_its_page_wherever_it_stands);

/// Writes so many comments on the post or, with a `parent`, answers, a second apart.
async fn say(h: &Harness, group: &Community, post: &str, parent: Option<CommentId>, n: usize) -> Vec<CommentId> {
    let post: PostId = post.parse().expect("an id");
    let mut comments = Vec::new();
    for _ in 0..n {
        h.clock.advance(Span::seconds(1));
        comments.push(Comment {
            id: h.id(),
            group_id: group.id,
            post_id: post,
            parent_id: parent,
            contact_id: None,
            admin_id: None,
            admin_name: Some("Team".to_owned()),
            hidden_at: None,
            removed_at: None,
            created_at: h.clock.now(),
            edited_at: None,
            body: "Words".to_owned(),
        });
    }
    let ids = comments.iter().map(|comment| comment.id).collect();
    h.write(move |conn| {
        async move {
            for comment in &comments {
                store::communities::comments::insert(conn, comment).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await;
    ids
}

async fn read(browser: &Browser, group: &Community, post: &str, more: &[(&str, &str)]) -> Value {
    let form: Vec<(&str, &str)> = [("group", group.slug.as_str()), ("post", post)].into_iter().chain(more.iter().copied()).collect();
    let answer = browser.call("communities/post", &form).await;
    assert_eq!(answer.status, 200, "{more:?}: {}", answer.body);
    serde_json::from_str(&answer.body).expect("a post")
}

fn ids(comments: &Value) -> Vec<CommentId> {
    let items = comments.as_array().expect("comments");
    items.iter().map(|comment| comment["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")).collect()
}

/// The answers on a thread's page.
fn answers(view: &Value) -> Vec<CommentId> {
    assert_eq!(view["comments"]["items"].as_array().map(Vec::len), Some(1), "a thread's comment alone: {view}");
    ids(&view["comments"]["items"][0]["answers"])
}

async fn place(h: &Harness) -> (Community, Learner, String) {
    let group = community(h, "makers").await;
    let (_, learner) = member(h, &group, "ada@example.org", GroupRole::Member).await;
    let post = write(&learner, &group, "talk", "Hello").await;
    (group, learner, post)
}

async fn answers_beyond_what_a_page_shows_are_read_in_their_thread(h: &Harness) {
    let (group, learner, post) = place(h).await;
    let asked = say(h, &group, &post, None, 2).await;
    let (many, few) = (say(h, &group, &post, Some(asked[0]), 520).await, say(h, &group, &post, Some(asked[1]), 3).await);

    let page = read(&learner, &group, &post, &[]).await;
    assert!(page["thread"].is_null() && ids(&page["comments"]["items"]) == asked, "{page}");
    for (comment, shown, more) in [(0, &many[..10], true), (1, &few[..], false)] {
        let comment = &page["comments"]["items"][comment];
        assert_eq!((ids(&comment["answers"]).as_slice(), comment["more_answers"] == true), (shown, more));
    }

    let thread = asked[0].to_string();
    let mut read_on = Vec::new();
    let mut view = read(&learner, &group, &post, &[("thread", &thread)]).await;
    assert!(view["comments"]["previous"].is_null() && view["thread"].is_string(), "{view}");
    loop {
        read_on.extend(answers(&view));
        let Some(next) = view["comments"]["next"].as_str().map(str::to_owned) else { break };
        view = read(&learner, &group, &post, &[("thread", &thread), ("cursor", &next)]).await;
    }
    assert_eq!(read_on, many, "each once, the oldest first");
    let back = view["comments"]["previous"].as_str().expect("a way back");
    assert_eq!(answers(&read(&learner, &group, &post, &[("thread", &thread), ("before", back)]).await), many[450..500]);
    let late = read(&learner, &group, &post, &[("comment", &many[300].to_string())]).await;
    assert_eq!(answers(&late), many[300..350], "an answer that the comment's page does not show");
    let early = read(&learner, &group, &post, &[("comment", &many[3].to_string())]).await;
    assert!(early["thread"].is_null() && ids(&early["comments"]["items"][0]["answers"]).contains(&many[3]), "{early}");
}

async fn a_comment_is_found_on_its_page_wherever_it_stands(h: &Harness) {
    let (group, learner, post) = place(h).await;
    let other = write(&learner, &group, "talk", "Another post").await;
    let said = say(h, &group, &post, None, 70).await;
    let answer = say(h, &group, &post, Some(said[65]), 1).await[0];
    let elsewhere = say(h, &group, &other, None, 1).await[0];
    assert!(!ids(&read(&learner, &group, &post, &[]).await["comments"]["items"]).contains(&said[65]), "not on the first page");
    for wanted in [said[65], answer] {
        let page = read(&learner, &group, &post, &[("comment", &wanted.to_string())]).await;
        assert_eq!(ids(&page["comments"]["items"]), said[65..]);
        assert_eq!(ids(&page["comments"]["items"][0]["answers"]), [answer]);
        let before = page["comments"]["previous"].as_str().expect("a way back");
        assert_eq!(ids(&read(&learner, &group, &post, &[("before", before)]).await["comments"]["items"]), said[15..65]);
    }
    for (name, value) in
        [("comment", elsewhere.to_string()), ("comment", "nonsense".to_owned()), ("thread", elsewhere.to_string()), ("thread", answer.to_string())]
    {
        let page = read(&learner, &group, &post, &[(name, &value)]).await;
        assert_eq!(ids(&page["comments"]["items"]), said[..50], "{name} {value}: as if it had not been asked for");
    }
}
