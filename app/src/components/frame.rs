//! The frame around every page of a side: top bar, menus, main region.

use domain::view::viewer::{Theme, Who};
use domain::Lang;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Icon;
use crate::viewer::{name, use_viewer, use_words};

/// The frame of the learners' side.
#[component]
pub fn LearnerFrame(children: Children) -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common;
    let signed_in = viewer.who != Who::Nobody;
    view! {
        <div class="learner">
            <a class="skip" href="#main">{t.skip}</a>
            <header class="topbar">
                <a class="brand" href="/courses"><img src="/favicon.svg" alt="" width="28" height="28" /><span>{viewer.portal.clone()}</span></a>
                {signed_in.then(|| view! { <AccountMenu sign_out="/fn/session/sign-out"><a href="/account"><Icon name="user" />{t.my_account}</a></AccountMenu> })}
            </header>
            {children()}
        </div>
    }
}

/// The frame of the admins' side.
#[component]
pub fn AdminFrame(children: Children) -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common;
    view! {
        <div class="admin">
            <a class="skip" href="#main">{t.skip}</a>
            <header class="topbar">
                <a class="brand" href="/admin/portal/dashboard"><img src="/favicon.svg" alt="" width="28" height="28" /><span>{viewer.portal.clone()}</span></a>
            </header>
            {children()}
        </div>
    }
}

/// The menu of whoever is signed in: their own links, language, theme, signing out.
#[component]
fn AccountMenu(sign_out: &'static str, children: Children) -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common;
    let initials: String = name(&viewer.who).split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    view! {
        <details class="menu end" name="topbar">
            <summary aria-label=t.your_account><span class="avatar" aria-hidden="true">{initials}</span></summary>
            <div class="menu-panel">
                <p>{name(&viewer.who).to_owned()}</p>
                {children()}
                <hr />
                <LanguageSwitch />
                <ThemeSwitch />
                <form method="post" action=sign_out><button><Icon name="sign-out" />{t.sign_out}</button></form>
            </div>
        </details>
    }
}

/// Where to come back to after choosing something for this device.
fn use_here() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| format!("{}{}", location.pathname.get(), location.search.with(|search| if search.is_empty() { String::new() } else { format!("?{search}") })))
}

#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let viewer = use_viewer();
    let here = use_here();
    view! {
        <form class="segmented" method="post" action="/fn/prefs/language" role="group" aria-label=use_words().common.language>
            <input type="hidden" name="back" value=here />
            {Lang::ALL.iter().map(|lang| view! {
                <button name="language" value=lang.word() lang=lang.word() aria-pressed=(*lang == viewer.lang).to_string()>{lang.name()}</button>
            }).collect_view()}
        </form>
    }
}

#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common;
    let here = use_here();
    view! {
        <form class="segmented" method="post" action="/fn/prefs/theme" role="group" aria-label=t.theme>
            <input type="hidden" name="back" value=here />
            {Theme::ALL.iter().map(|theme| {
                let (icon, label) = match theme {
                    Theme::Auto => ("laptop", t.theme_auto),
                    Theme::Light => ("sun", t.theme_light),
                    Theme::Dark => ("moon", t.theme_dark),
                };
                view! { <button name="theme" value=theme.word() aria-pressed=(*theme == viewer.theme).to_string()><Icon name=icon />{label}</button> }
            }).collect_view()}
        </form>
    }
}
