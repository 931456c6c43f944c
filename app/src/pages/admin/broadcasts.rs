//! The list of broadcasts, newest first.

use domain::view::Page;
use domain::view::broadcasts::BroadcastRow;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::broadcasts::load_broadcasts;
use crate::components::broadcast_state::{BroadcastBadge, BroadcastProgress};
use crate::components::messages_tabs::MessagesTabs;
use crate::components::{Done, Icon, Loaded, Pages, When, page_resource};
use crate::viewer::use_words;

const HERE: &str = "/admin/broadcasts";

#[component]
pub fn BroadcastsPage() -> impl IntoView {
    let t = use_words().broadcasts();
    let query = use_query_map();
    let asked = move || query.with(|query| (query.get("cursor"), query.get("before")));
    let data = page_resource(asked, |(cursor, before)| load_broadcasts(cursor, before));
    view! {
        <Title text=t.title />
        <main id="main" class="page">
            <header class="page-header">
                <div><h1>{t.title}</h1><p>{t.text}</p></div>
                <div class="actions"><a class="button primary" href="/admin/broadcasts/new"><Icon name="plus" />{t.new}</a></div>
            </header>
            <MessagesTabs />
            <Done texts=vec![("deleted", t.deleted)] />
            <Loaded resource=data let:page><Table page /></Loaded>
        </main>
    }
}

#[component]
fn Table(page: Page<BroadcastRow>) -> impl IntoView {
    let t = use_words().broadcasts();
    let Page { items, previous, next } = page;
    if items.is_empty() && previous.is_none() {
        return view! { <div class="empty"><Icon name="users" /><h2>{t.empty_title}</h2><p>{t.empty_text}</p></div> }.into_any();
    }
    let previous = previous.map(|before| format!("{HERE}?before={before}"));
    let next = next.map(|cursor| format!("{HERE}?cursor={cursor}"));
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{t.title}</caption>
                <thead><tr><th scope="col">{t.name}</th><th scope="col">{t.state}</th><th scope="col">{t.progress}</th><th scope="col">{t.when}</th></tr></thead>
                <tbody>{items.into_iter().map(|row| view! { <Line row /> }).collect_view()}</tbody>
            </table>
            <Pages first=HERE.to_owned() previous next />
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: BroadcastRow) -> impl IntoView {
    let t = use_words().broadcasts();
    let begun = row.tally.total > 0;
    view! {
        <tr>
            <th scope="row"><a href=format!("{HERE}/{}", row.id)>{row.name.clone()}</a></th>
            <td data-label=t.state><BroadcastBadge state=row.state /></td>
            <td data-label=t.progress>{begun.then(|| view! { <BroadcastProgress name=row.name tally=row.tally /> })}</td>
            <td data-label=t.when><When at=row.at /></td>
        </tr>
    }
}
