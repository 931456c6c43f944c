//! One broadcast: written while it is a draft, followed once it is under way.

mod audience;
mod dialogs;
mod draft;
mod under_way;

use std::time::Duration;

use domain::BroadcastState;
use domain::view::broadcasts::BroadcastDetails;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::dialogs::Dialogs;
use self::draft::Draft;
use self::under_way::{Scheduled, UnderWay};
use crate::api::broadcasts::show_broadcast;
use crate::components::broadcast_state::BroadcastBadge;
use crate::components::{Done, Loaded, page_resource};
use crate::viewer::use_words;

/// How often the page asks how far it is.
const REFRESH: Duration = Duration::from_secs(2);

#[component]
pub fn BroadcastPage() -> impl IntoView {
    let params = use_params_map();
    let again = RwSignal::new(0);
    let id = move || params.with(|params| params.get("id").unwrap_or_default());
    let data = page_resource(move || (id(), again.get()), |(id, _)| show_broadcast(id));
    view! {
        <main id="main" class="page">
            <Loaded resource=data let:broadcast><Body broadcast again /></Loaded>
        </main>
    }
}

#[component]
fn Body(
    broadcast: BroadcastDetails,
    /// Counts up when the page is to be loaded anew.
    again: RwSignal<u32>,
) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let (name, state) = (broadcast.form.name.clone(), broadcast.state);
    if state == BroadcastState::Running {
        Effect::new(move |_| {
            if let Ok(timer) = set_timeout_with_handle(move || again.update(|n| *n += 1), REFRESH) {
                on_cleanup(move || timer.clear());
            }
        });
    }
    let done = vec![
        ("saved", t.common().saved),
        ("tested", b.tested),
        ("scheduled", b.done_scheduled),
        ("unscheduled", b.done_unscheduled),
        ("started", b.started),
        ("paused", b.done_paused),
        ("resumed", b.resumed),
        ("stopped", b.done_stopped),
    ];
    view! {
        <Title text=name.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/broadcasts">{b.title}</a></nav>
                <h1>{name}" "<BroadcastBadge state /></h1>
            </div>
        </header>
        <Done texts=done />
        <Dialogs broadcast=broadcast.clone() />
        {match state {
            BroadcastState::Draft => view! { <Draft broadcast /> }.into_any(),
            BroadcastState::Scheduled => view! { <Scheduled broadcast /> }.into_any(),
            _ => view! { <UnderWay broadcast /> }.into_any(),
        }}
    }
}

/// The address of a broadcast's page, with a dialog open if one is named.
fn address(id: domain::BroadcastId, dialog: Option<&str>) -> String {
    dialog.map_or_else(|| format!("/admin/broadcasts/{id}"), |dialog| format!("/admin/broadcasts/{id}?dialog={dialog}"))
}
