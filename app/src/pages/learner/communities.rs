//! One's communities.

use domain::Publication;
use domain::view::communities::GroupCard;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::communities::list_groups;
use crate::components::{Icon, Loaded, PublicationBadge, page_resource};
use crate::viewer::use_words;

#[component]
pub fn CommunitiesPage() -> impl IntoView {
    let c = use_words().communities();
    let data = page_resource(|| (), |()| list_groups());
    view! {
        <Title text=c.title />
        <main id="main" class="page">
            <header class="page-header"><div><h1>{c.title}</h1></div></header>
            <Loaded resource=data let:groups><Groups groups /></Loaded>
        </main>
    }
}

#[component]
fn Groups(groups: Vec<GroupCard>) -> impl IntoView {
    let c = use_words().communities();
    if groups.is_empty() {
        return view! { <div class="empty"><Icon name="users" /><h2>{c.none_title}</h2><p>{c.none_text}</p></div> }.into_any();
    }
    let card = move |group: GroupCard| {
        view! {
            <li class="card group-card">
                <h2><a href=format!("/communities/{}", group.slug)>{group.title}</a></h2>
                {(group.state == Publication::Draft).then(|| view! { <p><PublicationBadge state=group.state /></p> })}
                {group.unread.then(|| view! { <p><span class="badge" data-state="open">{c.new_here}</span></p> })}
                {(!group.description.is_empty()).then(|| view! { <p class="muted">{group.description}</p> })}
            </li>
        }
    };
    view! { <ul class="group-grid">{groups.into_iter().map(card).collect_view()}</ul> }.into_any()
}
