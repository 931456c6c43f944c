//! The list of communities, in the order in which members see theirs.

use domain::view::groups::GroupRow;
use leptos::prelude::*;

use crate::api::groups::{CreateGroup, MoveGroup, list_all_groups};
use crate::components::reorder::{MoveButtons, Pressed};
use crate::components::{Done, Form, Icon, Loaded, Outcome, PublicationBadge, page_resource};
use crate::locales::fill;
use crate::pages::admin::course::details::TitleField;
use crate::viewer::use_words;

#[component]
pub fn CommunitiesPage() -> impl IntoView {
    let t = use_words().groups();
    Pressed::provide();
    let data = page_resource(|| (), |()| list_all_groups());
    let create = ServerAction::<CreateGroup>::new();
    view! {
        <leptos_meta::Title text=t.title />
        <main id="main" class="page narrow">
            <header class="page-header"><div><h1>{t.title}</h1><p>{t.intro}</p></div></header>
            <Done texts=vec![("deleted", t.deleted)] />
            <Loaded resource=data let:rows><Groups rows /></Loaded>
            <section class="card" aria-labelledby="new-group">
                <header><h2 id="new-group">{t.create}</h2></header>
                <Form action=create>
                    <TitleField label=t.name title=String::new() />
                    <div class="form-actions"><button class="button primary"><Icon name="plus" />{t.create}</button></div>
                </Form>
            </section>
        </main>
    }
}

#[component]
fn Groups(rows: Vec<GroupRow>) -> impl IntoView {
    let t = use_words();
    let step = ServerAction::<MoveGroup>::new();
    if rows.is_empty() {
        return view! { <div class="empty"><Icon name="users" /><h2>{t.groups().none_title}</h2><p>{t.groups().none_text}</p></div> }.into_any();
    }
    let last = rows.len() - 1;
    let row = move |(n, row): (usize, GroupRow)| {
        let g = t.groups();
        let named = |text: &str| fill(text, &[("title", &row.title)]);
        let (up, down) = (named(g.move_up), named(g.move_down));
        view! {
            <li>
                <div class="reorder-row">
                    <div class="grow">
                        <a href=format!("/admin/communities/{}", row.id)>{row.title.clone()}</a>
                        <p class="muted small">{t.count(row.channels, g.channel_one, g.channel_many)}</p>
                    </div>
                    <PublicationBadge state=row.state />
                    <MoveButtons action=step id=row.id.to_string() up down first=n == 0 last=n == last />
                </div>
            </li>
        }
    };
    view! {
        <Outcome action=step />
        <div class="card"><ol class="reorder">{rows.into_iter().enumerate().map(row).collect_view()}</ol></div>
    }
    .into_any()
}
