//! What learners find in the top bar: the areas that are switched on, and the creator's own entries. Which areas there are is
//! one list, `domain::Module::AREAS`; what they are called is [`area_name`].

use domain::Module;
use domain::view::menus::{MenuLink, Opens};
use domain::view::viewer::Header;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::Icon;
use crate::locales::Words;
use crate::viewer::{use_viewer, use_words};

/// More than that stay in the menu on wide screens too.
const BESIDE_EACH_OTHER: usize = 5;

pub const fn area_name(t: Words, area: Module) -> &'static str {
    match area {
        Module::Courses => t.common().courses,
        Module::Communities => t.common().communities,
        Module::Menus => t.common().menus,
    }
}

/// One link by itself, or several, which are in a menu where there is no room.
#[component]
pub fn LearnerNav() -> impl IntoView {
    let t = use_words().common();
    let header = use_viewer().header;
    let n = header.areas.len() + header.menus.len();
    let beside = (n <= BESIDE_EACH_OTHER).then(|| view! { <Links header=header.clone() /> });
    let menu = (n > 1).then(|| {
        view! {
            <details class="menu header-menu" name="topbar">
                <summary class="icon-only" aria-label=t.menu><Icon name="menu" /></summary>
                <div class="menu-panel"><Links header=header.clone() /></div>
            </details>
        }
    });
    let class = if n > BESIDE_EACH_OTHER { "many" } else { "" };
    view! { <nav class=class aria-label=t.main_navigation>{beside}{menu}</nav> }
}

#[component]
fn Links(header: Header) -> impl IntoView {
    let t = use_words();
    let path = use_location().pathname;
    let here = move |area: &'static str| {
        move || path.with(|path| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))).then_some("page")
    };
    view! {
        {header.areas.into_iter().map(|area| view! { <a href=area.path() aria-current=here(area.path())>{area_name(t, area)}</a> }).collect_view()}
        {header.menus.into_iter().map(|entry| view! { <Entry entry /> }).collect_view()}
    }
}

#[component]
fn Entry(entry: MenuLink) -> impl IntoView {
    let t = use_words().common();
    let path = use_location().pathname;
    let MenuLink { slug, label, icon, url, opens } = entry;
    let shown = view! { <Icon name=icon.word() /><span class="truncate">{label}</span> };
    match opens {
        Opens::Embedded => {
            let href = format!("/menu/{slug}");
            let target = href.clone();
            let here = move || path.with(|path| *path == target).then_some("page");
            view! { <a href=href aria-current=here>{shown}</a> }.into_any()
        }
        Opens::SameTab => view! { <a href=url rel="noreferrer">{shown}</a> }.into_any(),
        Opens::NewTab => view! {
            <a href=url target="_blank" rel="noopener noreferrer">{shown}<span class="visually-hidden">" ("{t.new_window}")"</span></a>
        }
        .into_any(),
    }
}
