//! A community: its channels and the feed of one of them, of the first one where the address names none.

use domain::view::communities::FeedView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::communities::{WritePost, load_feed};
use crate::components::community::dialogs::TitleField;
use crate::components::community::head::Here;
use crate::components::community::{Feed, Head};
use crate::components::{Form, Icon, Loaded, Pages, TextArea, page_resource};
use crate::islands::Live;
use crate::islands::live::News;
use crate::viewer::use_words;

#[component]
pub fn CommunityPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let write = ServerAction::<WritePost>::new();
    let place = move || {
        let (group, channel) = params.with(|params| (params.get("group").unwrap_or_default(), params.get("channel")));
        let (cursor, before) = query.with(|query| (query.get("cursor"), query.get("before")));
        (group, channel, cursor, before)
    };
    let data = page_resource(place, |(group, channel, cursor, before)| load_feed(group, channel, cursor, before));
    view! {
        <main id="main" class="page narrow community">
            <Loaded resource=data let:view><Channel view write /></Loaded>
        </main>
    }
}

#[component]
fn Channel(view: FeedView, write: ServerAction<WritePost>) -> impl IntoView {
    let c = use_words().communities();
    let FeedView { group, channel, pinned, page } = view;
    let slug = group.slug.clone();
    let Some(channel) = channel else {
        return view! {
            <Title text=group.title.clone() />
            <Head group here=Here::Channel(String::new()) />
            <p class="muted">{c.no_channel}</p>
        }
        .into_any();
    };
    let first = format!("/communities/{slug}/{}", channel.slug);
    let way = |parameter: &str, id: Option<String>| id.map(|id| format!("{first}?{parameter}={id}"));
    let (previous, next) = (way("before", page.previous.clone()), way("cursor", page.next.clone()));
    let news = page.previous.is_none().then(|| News {
        kind: "post".to_owned(),
        about: Some(channel.id.to_string()),
        words: (c.new_post.to_owned(), c.new_posts.to_owned()),
        show: c.show_new.to_owned(),
        at: first.clone(),
    });
    let writes = group.writes;
    view! {
        <Title text=format!("{} · {}", channel.title, group.title) />
        <Head group=group.clone() here=Here::Channel(channel.slug.clone()) />
        {news.map(|news| view! { <Live group=slug.clone() news /> })}
        {if writes {
            view! { <New group=slug.clone() channel=channel.slug write /> }.into_any()
        } else {
            view! { <NoWriting /> }.into_any()
        }}
        <Feed group=slug pinned posts=page.items />
        <Pages first previous next />
    }
    .into_any()
}

/// Why one cannot write here.
#[component]
pub fn NoWriting() -> impl IntoView {
    let c = use_words().communities();
    let preview = matches!(crate::viewer::use_viewer().who, domain::view::viewer::Who::Preview { .. });
    view! { <p class="muted">{if preview { c.looking_on } else { c.muted }}</p> }
}

#[component]
fn New(group: String, channel: String, write: ServerAction<WritePost>) -> impl IntoView {
    let c = use_words().communities();
    let refused = crate::viewer::use_viewer().refused.is_some();
    view! {
        <details class="card new-post" open=refused>
            <summary><Icon name="edit" />{c.write_post}</summary>
            <Form action=write>
                <input type="hidden" name="group" value=group />
                <input type="hidden" name="channel" value=channel />
                <TitleField title=String::new() />
                <div class="field">
                    <label for="post-text">{c.text}</label>
                    <p class="hint" id="post-text-hint">{c.text_hint}</p>
                    <TextArea id="post-text" name="body" value=String::new() rows=6 described_by="post-text-hint" />
                </div>
                <div class="form-actions"><button class="button primary">{c.publish}</button></div>
            </Form>
        </details>
    }
}
