//! Who is in a community and, for who moderates it, what was reported.

use domain::view::communities::MembersView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::communities::{ChangeMember, HandleReport, load_members};
use crate::components::community::Head;
use crate::components::community::head::Here;
use crate::components::community::members::{Members, Reported};
use crate::components::{Loaded, Pages, page_resource};
use crate::viewer::use_words;

#[component]
pub fn MembersPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (change, handle) = (ServerAction::<ChangeMember>::new(), ServerAction::<HandleReport>::new());
    let place = move || {
        let (cursor, before) = query.with(|query| (query.get("cursor"), query.get("before")));
        (params.with(|params| params.get("group").unwrap_or_default()), cursor, before)
    };
    let data = page_resource(place, |(group, cursor, before)| load_members(group, cursor, before));
    view! {
        <main id="main" class="page narrow community">
            <Loaded resource=data let:view><Who view change handle /></Loaded>
        </main>
    }
}

#[component]
fn Who(view: MembersView, change: ServerAction<ChangeMember>, handle: ServerAction<HandleReport>) -> impl IntoView {
    let c = use_words().communities();
    let MembersView { group, members, reports } = view;
    let slug = group.slug.clone();
    let first = format!("/communities/{slug}/members");
    let way = |parameter: &str, id: Option<String>| id.map(|id| format!("{first}?{parameter}={id}"));
    let (previous, next) = (way("before", members.previous), way("cursor", members.next));
    let standing = group.writes.then_some(group.standing);
    view! {
        <Title text=format!("{} · {}", c.members, group.title) />
        <Head group here=Here::Members />
        <Reported group=slug.clone() slug=slug.clone() reports action=handle />
        <section class="card flush" aria-labelledby="members">
            <header><h2 id="members">{c.members}</h2></header>
            <Members group=slug standing members=members.items action=change />
            <Pages first previous next />
        </section>
    }
}
