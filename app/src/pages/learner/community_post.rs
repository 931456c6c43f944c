//! A post and its comments.

use domain::view::communities::PostView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::community::NoWriting;
use crate::api::communities::{Moderate, React, load_post};
use crate::components::community::head::Here;
use crate::components::community::post::name_of;
use crate::components::community::{Comments, Dialogs, Head, WholePost};
use crate::components::{Loaded, Outcome, Pages, page_resource};
use crate::islands::Live;
use crate::islands::live::News;
use crate::viewer::use_words;

#[component]
pub fn PostPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (react, moderate) = (ServerAction::<React>::new(), ServerAction::<Moderate>::new());
    let place = move || {
        let (group, post) = params.with(|params| (params.get("group").unwrap_or_default(), params.get("post").unwrap_or_default()));
        let asked = |name: &str| query.with(|query| query.get(name));
        (group, post, asked("comment"), asked("thread"), asked("cursor"), asked("before"))
    };
    let data = page_resource(place, |(group, post, comment, thread, cursor, before)| load_post(group, post, comment, thread, cursor, before));
    view! {
        <main id="main" class="page narrow community">
            <Loaded resource=data let:view><Whole view react moderate /></Loaded>
        </main>
    }
}

#[component]
fn Whole(view: PostView, react: ServerAction<React>, moderate: ServerAction<Moderate>) -> impl IntoView {
    let t = use_words();
    let PostView { group, channel, post, reactions, comments, thread, .. } = view.clone();
    let (slug, id) = (group.slug.clone(), post.id.to_string());
    let first = format!("/communities/{slug}/posts/{id}");
    let in_thread = thread.map(|thread| format!("&thread={thread}")).unwrap_or_default();
    let way = |parameter: &str, id: Option<String>| id.map(|id| format!("{first}?{parameter}={id}{in_thread}#comments"));
    let (previous, next) = (way("before", comments.previous), way("cursor", comments.next));
    let c = t.communities();
    let news = News {
        kind: "comment".to_owned(),
        about: Some(id.clone()),
        words: (c.new_comment.to_owned(), c.new_comments.to_owned()),
        show: c.show_new.to_owned(),
        at: format!("{first}?before={}#comments", domain::CommentId::MAX),
    };
    let writes = group.writes;
    view! {
        <Title text=format!("{} · {}", name_of(t, &post), group.title) />
        <Head group=group.clone() here=Here::Post(channel.slug) />
        <Outcome action=react />
        <Outcome action=moderate />
        <Dialogs view />
        <WholePost group=group.clone() post reactions react moderate />
        <Live group=slug news />
        <Comments group post=id comments=comments.items react moderate>
            {thread.map(|_| view! { <p><a href=format!("{first}#comments")>{c.all_comments}</a></p> })}
            <Pages first=thread.map_or_else(|| first.clone(), |thread| format!("{first}?thread={thread}#comments")) previous next />
        </Comments>
        {(!writes).then(|| view! { <NoWriting /> })}
    }
}
