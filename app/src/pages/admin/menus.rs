//! The creator's own entries in the learners' header, in their order.

use domain::view::menus::{Audience, MenuRow, Opens};
use domain::{Lang, MenuId};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::menus::{MoveMenu, ReorderMenus, list_menus};
use crate::components::reorder::{Drag, Grip, MoveButtons, Place, Pressed};
use crate::components::settings_tabs::SettingsTabs;
use crate::components::{Done, Icon, Loaded, Outcome, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn MenusPage() -> impl IntoView {
    let t = use_words().menus();
    Pressed::provide();
    let data = page_resource(|| (), |()| list_menus());
    view! {
        <Title text=t.title />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div><h1>{t.title}</h1><p>{t.text}</p></div>
                <div class="actions"><a class="button primary" href="/admin/portal/menus/new"><Icon name="plus" />{t.new}</a></div>
            </header>
            <SettingsTabs />
            <Done texts=vec![("created", t.created), ("deleted", t.deleted)] />
            <Loaded resource=data let:rows><Entries rows /></Loaded>
        </main>
    }
}

#[component]
fn Entries(rows: Vec<MenuRow>) -> impl IntoView {
    let t = use_words().menus();
    let (step, reorder) = (ServerAction::<MoveMenu>::new(), ServerAction::<ReorderMenus>::new());
    if rows.is_empty() {
        return view! { <div class="empty"><Icon name="menu" /><h2>{t.none_title}</h2><p>{t.none_text}</p></div> }.into_any();
    }
    let ids: Vec<MenuId> = rows.iter().map(|row| row.id).collect();
    let last = rows.len() - 1;
    let drag = Drag::new(
        |_, _| true,
        move |moved, on| {
            reorder.dispatch(ReorderMenus { order: order(&ids, moved, on) });
        },
    );
    view! {
        <Outcome action=step />
        <Outcome action=reorder />
        <section class="card" aria-label=t.list>
            <ol class="reorder" data-js=move || drag.ready()>
                {rows.into_iter().enumerate().map(|(n, row)| view! { <Row row drag step first=n == 0 last=n == last /> }).collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Row(row: MenuRow, drag: Drag<MenuId>, step: ServerAction<MoveMenu>, first: bool, last: bool) -> impl IntoView {
    let t = use_words();
    let facts = facts(t, &row);
    let label = match t.lang {
        Lang::En => row.label_en,
        Lang::Fr => row.label_fr,
    };
    let named = |text: &str| fill(text, &[("title", &label)]);
    let (up, down) = (named(t.builder().move_up), named(t.builder().move_down));
    view! {
        <Place drag at=row.id>
            <div class="reorder-row">
                <Grip drag at=row.id />
                <div class="grow">
                    <a href=format!("/admin/portal/menus/{}", row.id)>{label}</a>
                    <p class="muted small">{facts}</p>
                </div>
                <MoveButtons action=step id=row.id.to_string() up down first last />
            </div>
        </Place>
    }
}

/// `Inside the portal · For everyone`
fn facts(t: Words, row: &MenuRow) -> String {
    let t = t.menus();
    let opens = match row.opens {
        Opens::Embedded => t.embedded,
        Opens::SameTab => t.same_tab,
        Opens::NewTab => t.new_tab,
    };
    let audience = match row.audience {
        Audience::Everyone => t.everyone,
        Audience::Offers => t.holders,
    };
    format!("{opens} · {audience}")
}

/// All ids with `moved` in the place of `on`, as the server reads them.
fn order(ids: &[MenuId], moved: MenuId, on: MenuId) -> String {
    let place = ids.iter().position(|id| *id == on).unwrap_or_default();
    let mut ids: Vec<_> = ids.iter().filter(|id| **id != moved).map(ToString::to_string).collect();
    ids.insert(place.min(ids.len()), moved.to_string());
    ids.join(",")
}
