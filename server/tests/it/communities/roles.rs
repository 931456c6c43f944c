//! Who may keep order.

use domain::GroupRole;

use super::{about, appoint, community, member, write};
use crate::actors::Browser;
use crate::harness::{Harness, both_databases};

both_databases!(
    roles_say_who_may_do_what,
    what_a_moderator_hides_only_they_and_its_author_see,
    reports_reach_the_moderators_and_nobody_else,
    a_mute_never_undoes_a_ban,
    a_channel_has_ten_pinned_posts,
);

/// What members with each role may do: moderate posts, ban a member, a moderator and an admin, make a moderator, an admin.
const MATRIX: [(GroupRole, bool, [bool; 3], [bool; 2]); 4] = [
    (GroupRole::Member, false, [false, false, false], [false, false]),
    (GroupRole::Moderator, true, [true, false, false], [false, false]),
    (GroupRole::Admin, true, [true, true, false], [true, false]),
    (GroupRole::Owner, true, [true, true, true], [true, true]),
];

async fn roles_say_who_may_do_what(h: &Harness) {
    let group = community(h, "makers").await;
    let (author, writer) = member(h, &group, "writer@example.org", GroupRole::Member).await;
    let (subject, _) = member(h, &group, "subject@example.org", GroupRole::Member).await;
    let admin = h.admin("chief@example.org").await;
    let change = async |browser: &Browser, change: &str| {
        let id = subject.id.to_string();
        browser.call("communities/change-member", &[("group", "makers"), ("contact", &id), ("change", change)]).await.status
    };
    for (role, moderates, bans, makes) in MATRIX {
        let (_, actor) = member(h, &group, &format!("{}@example.org", role.word()), role).await;
        let status = |allowed: bool| if allowed { 200 } else { 404 };
        let post = write(&writer, &group, "talk", "A text").await;
        for deed in ["pin", "unpin", "hide", "unhide", "remove"] {
            assert_eq!(about(&actor, "moderate", &group, &post, &[("deed", deed)]).await.status, status(moderates), "{role} {deed}");
        }
        for (of, allowed) in [GroupRole::Member, GroupRole::Moderator, GroupRole::Admin].into_iter().zip(bans) {
            for deed in ["ban", "unban", "mute", "unmute"] {
                appoint(h, group.id, subject.id, of).await;
                assert_eq!(change(&actor, deed).await, status(allowed), "{role}: {deed} of {of}");
            }
        }
        for (deed, allowed) in ["make-moderator", "make-admin"].into_iter().zip(makes) {
            appoint(h, group.id, subject.id, GroupRole::Member).await;
            assert_eq!(change(&actor, deed).await, status(allowed), "{role}: {deed}");
        }
        let theirs = about(&actor, "edit", &group, &write(&writer, &group, "talk", "Mine").await, &[("title", ""), ("body", "x")]).await;
        assert_eq!(theirs.status, 404, "{role}: nobody changes another's words");
    }
    appoint(h, group.id, subject.id, GroupRole::Owner).await;
    assert_eq!(change(&admin.browser, "ban").await, 200, "the portal's admins may do all of it");
    appoint(h, group.id, subject.id, GroupRole::Member).await;
    assert_eq!(change(&admin.browser, "make-owner").await, 200);
    let post = write(&admin, &group, "talk", "From the team").await;
    assert!(writer.get(&group.post_page(&post)).await.body.contains("Admin chief@example.org"), "as themselves");
    assert!(h.count("SELECT count(*) AS n FROM audit_events WHERE action IN ('member.changed', 'post.written')").await >= 3);

    // An admin who looks on as a member writes nothing.
    admin.handle.view_as(Some(author.id)).await.expect("viewing");
    let rows = "SELECT (SELECT count(*) FROM posts) + (SELECT count(*) FROM comments) + (SELECT count(*) FROM reactions) + (SELECT count(*) FROM reports)
        + (SELECT count(*) FROM channel_reads) + (SELECT count(*) FROM group_members) AS n";
    h.run_sql("DELETE FROM channel_reads").await;
    let before = h.count(rows).await;
    assert_eq!(admin.get(&group.page()).await.status, 200);
    assert_eq!(admin.get(&group.post_page(&post)).await.status, 200);
    let more = [("body", "x"), ("title", ""), ("emoji", "like"), ("reason", "x")];
    for function in ["react", "write-comment", "edit", "take-back", "report"] {
        assert!(about(&admin, function, &group, &post, &more).await.status >= 400, "{function}");
    }
    let form = [("group", "makers"), ("channel", "talk"), ("title", ""), ("body", "x")];
    assert_eq!(admin.call("communities/write-post", &form).await.status, 422);
    assert_eq!(h.count(rows).await, before);
}

async fn what_a_moderator_hides_only_they_and_its_author_see(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, writer) = member(h, &group, "writer@example.org", GroupRole::Member).await;
    let (_, other) = member(h, &group, "other@example.org", GroupRole::Member).await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let post = write(&writer, &group, "talk", "A doubtful text").await;
    assert_eq!(about(&moderator, "moderate", &group, &post, &[("deed", "hide")]).await.status, 200);
    for (browser, status) in [(&writer, 200), (&other, 404), (&moderator, 200)] {
        assert_eq!(browser.get(&group.post_page(&post)).await.status, status);
        assert_eq!(browser.get(&group.page()).await.body.contains("A doubtful text"), status == 200);
    }
    assert_eq!(about(&other, "react", &group, &post, &[("emoji", "like")]).await.status, 404);
    assert_eq!(about(&moderator, "moderate", &group, &post, &[("deed", "remove")]).await.status, 200);
    assert_eq!(writer.get(&group.post_page(&post)).await.status, 404, "removed is gone for its author too");
    assert_eq!(moderator.get(&group.post_page(&post)).await.status, 404);
}

async fn reports_reach_the_moderators_and_nobody_else(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, writer) = member(h, &group, "writer@example.org", GroupRole::Member).await;
    let (_, other) = member(h, &group, "other@example.org", GroupRole::Member).await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let post = write(&writer, &group, "talk", "Buy my things").await;
    for _ in 0..2 {
        assert_eq!(about(&other, "report", &group, &post, &[("reason", "An advertisement <script>")]).await.status, 200);
    }
    assert_eq!(h.count("SELECT count(*) AS n FROM reports").await, 1, "nobody reports the same twice");
    let members = format!("{}/members", group.page());
    assert!(moderator.get(&members).await.body.contains("An advertisement &lt;script&gt;"));
    assert!(!other.get(&members).await.body.contains("An advertisement"));
    let report = {
        let answer = moderator.call("communities/members", &[("group", "makers")]).await;
        let view: serde_json::Value = serde_json::from_str(&answer.body).expect("members");
        view["reports"][0]["id"].as_str().expect("a report").to_owned()
    };
    assert_eq!(other.call("communities/handle-report", &[("group", "makers"), ("report", &report)]).await.status, 404);
    assert_eq!(moderator.call("communities/handle-report", &[("group", "makers"), ("report", &report)]).await.status, 200);
    assert!(!moderator.get(&members).await.body.contains("An advertisement"));
}

async fn a_mute_never_undoes_a_ban(h: &Harness) {
    let group = community(h, "makers").await;
    let (subject, _) = member(h, &group, "subject@example.org", GroupRole::Member).await;
    let (_, one) = member(h, &group, "one@example.org", GroupRole::Moderator).await;
    let (_, two) = member(h, &group, "two@example.org", GroupRole::Moderator).await;
    let id = subject.id.to_string();
    let change = async |browser: &Browser, change: &str| {
        browser.call("communities/change-member", &[("group", "makers"), ("contact", &id), ("change", change)]).await.status
    };
    for _ in 0..10 {
        appoint(h, group.id, subject.id, GroupRole::Member).await;
        assert_eq!(futures_util::future::join(change(&one, "mute"), change(&two, "ban")).await, (200, 200));
        let both = h.count("SELECT count(*) AS n FROM group_members WHERE muted_at IS NOT NULL AND banned_at IS NOT NULL").await;
        assert_eq!(both, 1, "both hold");
    }
}

async fn a_channel_has_ten_pinned_posts(h: &Harness) {
    let group = community(h, "makers").await;
    let (_, moderator) = member(h, &group, "mod@example.org", GroupRole::Moderator).await;
    let mut posts = Vec::new();
    for n in 0..11 {
        posts.push(write(&moderator, &group, "talk", &format!("text number {n:02}")).await);
    }
    let status = async |post: &str, deed: &str| about(&moderator, "moderate", &group, post, &[("deed", deed)]).await.status;
    for post in &posts[..10] {
        assert_eq!(status(post, "pin").await, 200);
    }
    assert_eq!(status(&posts[10], "pin").await, 422);
    assert_eq!(status(&posts[0], "pin").await, 200, "the same again is not one more");
    let page = moderator.get(&group.page()).await.body;
    assert!((0..11).all(|n| page.contains(&format!("text number {n:02}"))), "none is lost: {page}");
    assert_eq!(status(&posts[0], "unpin").await, 200);
    assert_eq!(status(&posts[10], "pin").await, 200);
}
