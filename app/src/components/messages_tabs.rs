//! The way between what is sent to one and what is sent to many.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::viewer::use_words;

#[component]
pub fn MessagesTabs() -> impl IntoView {
    let t = use_words();
    let path = use_location().pathname;
    let tab = move |page: &'static str, label: &'static str| {
        view! { <a href=page aria-current=move || path.with(|path| path == page).then_some("page")>{label}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t.messages().title>
            {tab("/admin/messages", t.messages().outbox)}
            {tab("/admin/broadcasts", t.broadcasts().title)}
        </nav>
    }
}
