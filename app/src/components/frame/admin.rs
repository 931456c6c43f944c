//! The frame of the admins' side: the whole top bar for who is signed in, a plain page for signing in, and the way there
//! for everyone else.

use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account::AccountMenu;
use super::door::use_door;
use super::menu::use_closing_menus;
use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::api::admins::SIGN_IN;
use crate::components::{Icon, PortalMark};
use crate::viewer::{use_viewer, use_words};

/// The pages of the portal's settings.
const SETTINGS: [&str; 4] = ["/admin/portal/settings", "/admin/portal/branding", "/admin/portal/modules", "/admin/portal/menus"];

/// The pages that are for who is not signed in yet.
fn is_plain(path: &str) -> bool {
    path == SIGN_IN || path.starts_with("/admin/set-up/")
}

#[component]
pub fn AdminFrame(children: Children) -> impl IntoView {
    let t = use_words().common();
    let signed_in = use_viewer().who != Who::Nobody;
    let path = use_location().pathname;
    let plain = Memo::new(move |_| path.with(|path| is_plain(path)));
    let stranger = use_door(SIGN_IN, |path| path.starts_with("/admin") && !is_plain(path));
    use_closing_menus();

    view! {
        <div class=move || if plain.get() { "plain" } else { "admin" }>
            <a class="skip" href="#main">{t.skip}</a>
            {move || (signed_in && !plain.get()).then(|| view! { <TopBar /> })}
            {(!stranger).then(children)}
            {move || plain.get().then(|| view! { <footer class="foot"><LanguageSwitch /><ThemeSwitch /></footer> })}
        </div>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let viewer = use_viewer();
    let words = use_words();
    let t = words.common();
    let path = use_location().pathname;
    let settings = move || path.with(|path| SETTINGS.iter().any(|page| path.starts_with(page))).then_some("page");
    let here = move |area: &'static str| {
        move || path.with(|path| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))).then_some("page")
    };
    // A menu of their own where there is room, on phones the end of the first one.
    let message_pages = move |class: &'static str| {
        let pages = [
            ("/admin/messages", "mail", words.messages().outbox),
            ("/admin/broadcasts", "users", words.broadcasts().title),
            ("/admin/automations", "refresh", t.automations),
        ];
        pages
            .map(|(page, icon, name)| view! { <a class=class href=page aria-current=here(page)><Icon name=icon />{name}</a> })
            .collect_view()
    };
    view! {
        <header class="topbar">
            <a class="brand" href="/admin/portal/dashboard" aria-label=viewer.portal.clone()><PortalMark /><span>{viewer.portal.clone()}</span></a>
            <nav aria-label=t.main_navigation>
                <details class="menu" name="topbar">
                    <summary>{t.memberships}<Icon name="chevron-down" /></summary>
                    <div class="menu-panel">
                        <p>{t.customer_portal}</p>
                        <a href="/admin/portal/dashboard" aria-current=here("/admin/portal/dashboard")><Icon name="home" />{t.dashboard}</a>
                        <a href="/admin/portal/settings" aria-current=settings><Icon name="settings" />{t.settings}</a>
                        <hr />
                        <a href="/admin/courses" aria-current=here("/admin/courses")><Icon name="book" />{t.courses}</a>
                        <a href="/admin/communities" aria-current=here("/admin/communities")><Icon name="users" />{t.communities}</a>
                        <a href="/admin/offers" aria-current=here("/admin/offers")><Icon name="gift" />{t.offers}</a>
                        <hr class="if-narrow" />
                        {message_pages("if-narrow")}
                    </div>
                </details>
                <a href="/admin/contacts" aria-current=here("/admin/contacts")>{t.contacts}</a>
                <details class="menu if-wide" name="topbar">
                    <summary>{t.messages}<Icon name="chevron-down" /></summary>
                    <div class="menu-panel">{message_pages("")}</div>
                </details>
            </nav>
            <AccountMenu sign_out="/fn/admins/sign-out">
                <a href="/admin/audit" aria-current=here("/admin/audit")><Icon name="history" />{t.audit_log}</a>
                <a href="/admin/account" aria-current=here("/admin/account")><Icon name="shield" />{t.security}</a>
                <a href="/" rel="external"><Icon name="external" />{t.open_portal}</a>
            </AccountMenu>
        </header>
    }
}
