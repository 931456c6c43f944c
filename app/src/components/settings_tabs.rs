//! The way between the pages of the portal's settings.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::viewer::use_words;

#[component]
pub fn SettingsTabs() -> impl IntoView {
    let t = use_words().settings();
    let path = use_location().pathname;
    let tab = move |page: &'static str, label: &'static str| {
        view! { <a href=page aria-current=move || path.with(|path| path == page).then_some("page")>{label}</a> }
    };
    view! {
        <nav class="tabs" aria-label=t.title>
            {tab("/admin/portal/settings", t.general)}
            {tab("/admin/portal/branding", t.branding)}
            {tab("/admin/portal/modules", t.modules)}
            {tab("/admin/portal/menus", t.menus)}
        </nav>
    }
}
