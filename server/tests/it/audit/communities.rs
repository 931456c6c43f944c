//! Setting up a community and keeping order in it, with a line for every step.

use domain::view::audit::Action;
use domain::{GroupId, PostId, TargetId};
use futures_util::FutureExt as _;
use store::communities::reports::{self, Report};

use super::{Log, id_in};

pub async fn build(log: &mut Log<'_>) {
    let made = log.does("groups/create", &[("title", "Sailors")], Action::GroupCreated).await;
    let group = id_in(&made, "/admin/communities/");
    let form = [("id", group.as_str()), ("title", "Old sailors"), ("description", "All of them"), ("state", "published")];
    log.does("groups/change", &form, Action::GroupChanged).await;
    let other = log.does("groups/create", &[("title", "Divers")], Action::GroupCreated).await;
    let other = id_in(&other, "/admin/communities/");
    log.does("groups/move", &[("id", &other), ("step", "up")], Action::GroupsReordered).await;
    log.does("groups/delete", &[("id", &other)], Action::GroupDeleted).await;
    people(log, &group).await;
    talk(log, &group).await;
}

async fn people(log: &mut Log<'_>, group: &str) {
    let contact = log.h.contact("gus@example.net").await;
    let (gus, id): (String, GroupId) = (contact.id.to_string(), group.parse().expect("an id"));
    log.does("groups/create-channel", &[("group", group), ("title", "The bridge"), ("access", "private")], Action::ChannelCreated).await;
    let channel = log.theo().await.group(id, None, None).await.expect("the group").channels[1].id.to_string();
    let form = [("id", channel.as_str()), ("title", "The deck"), ("access", "private")];
    log.does("groups/change-channel", &form, Action::ChannelChanged).await;
    log.does("groups/move-channel", &[("id", &channel), ("step", "up")], Action::ChannelChanged).await;
    log.does("groups/let-in", &[("channel", &channel), ("email", &contact.email)], Action::MemberChanged).await;
    log.does("groups/put-out", &[("channel", &channel), ("contact", &gus)], Action::MemberChanged).await;
    log.does("groups/appoint", &[("group", group), ("email", &contact.email), ("role", "moderator")], Action::MemberChanged).await;
    log.does("groups/change-member", &[("group", group), ("contact", &gus), ("change", "mute")], Action::MemberChanged).await;
    log.does("groups/delete-channel", &[("id", &channel)], Action::ChannelDeleted).await;
}

async fn talk(log: &mut Log<'_>, group: &str) {
    let id: GroupId = group.parse().expect("an id");
    let slug = log.theo().await.group(id, None, None).await.expect("the group").slug;
    let form = [("group", slug.as_str()), ("channel", "general"), ("title", "Ahoy"), ("body", "Who is there?")];
    let written = log.does("communities/write-post", &form, Action::PostWritten).await;
    let post = id_in(&written, "/posts/");
    let this = [("group", slug.as_str()), ("post", post.as_str()), ("comment", "")];
    let with = |more: (&'static str, &'static str)| -> Vec<(&str, &str)> { this.into_iter().chain([more]).collect() };
    log.does("communities/moderate", &with(("deed", "pin")), Action::PostModerated).await;

    let post: PostId = post.parse().expect("an id");
    let report = Report {
        id: log.h.id(),
        group_id: id,
        post_id: post,
        comment_id: None,
        target_id: TargetId(post.0),
        contact_id: log.h.contact("ivy@example.net").await.id,
        reason: "Too loud".to_owned(),
        created_at: log.h.clock.now(),
        handled_at: None,
        handled_by: None,
    };
    let reported = report.id.to_string();
    log.h.write(move |conn| async move { reports::insert(conn, &report).await }.boxed()).await;
    log.does("groups/handle-report", &[("group", group), ("report", &reported)], Action::ReportHandled).await;
}
