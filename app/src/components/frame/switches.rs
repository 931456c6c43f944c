//! Language and theme, for this device: plain forms that come back to the same page.

use domain::Lang;
use domain::view::viewer::Theme;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::Icon;
use crate::viewer::{use_viewer, use_words};

/// Where to come back to after choosing something for this device.
fn use_here() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| {
        format!("{}{}", location.pathname.get(), location.search.with(|search| if search.is_empty() { String::new() } else { format!("?{search}") }))
    })
}

#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let viewer = use_viewer();
    let here = use_here();
    view! {
        <form method="post" action="/fn/prefs/language">
            <input type="hidden" name="back" value=here />
            <div class="segmented" role="group" aria-label=use_words().common().language>
                {Lang::ALL.iter().map(|lang| view! {
                    <button name="language" value=lang.word() lang=lang.word() aria-pressed=(*lang == viewer.lang).to_string()>{lang.name()}</button>
                }).collect_view()}
            </div>
        </form>
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common();
    let here = use_here();
    view! {
        <form method="post" action="/fn/prefs/theme">
            <input type="hidden" name="back" value=here />
            <div class="segmented" role="group" aria-label=t.theme>
                {Theme::ALL.iter().map(|theme| {
                    let (icon, label) = match theme {
                        Theme::Auto => ("laptop", t.theme_auto),
                        Theme::Light => ("sun", t.theme_light),
                        Theme::Dark => ("moon", t.theme_dark),
                    };
                    view! { <button name="theme" value=theme.word() aria-pressed=(*theme == viewer.theme).to_string()><Icon name=icon />{label}</button> }
                }).collect_view()}
            </div>
        </form>
    }
}
