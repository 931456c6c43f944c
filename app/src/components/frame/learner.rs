//! The frame of the learners' side: a quiet top bar for who is in, a plain page for who is not.

use domain::Module;
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account::AccountMenu;
use super::door::use_door;
use super::header::LearnerNav;
use super::menu::use_closing_menus;
use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::components::looking_on::LookingOn;
use crate::components::{Icon, PortalMark};
use crate::locales::fill;
use crate::storage::{LastLesson, forget, keep_session, use_last_lesson};
use crate::viewer::{use_viewer, use_words};

/// Where learners sign in.
const SIGN_IN: &str = "/sign-in";

/// The pages that are for who is signed in.
fn is_inside(path: &str) -> bool {
    ["/courses", "/communities", "/menu", "/account"].iter().any(|area| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[component]
pub fn LearnerFrame(children: Children) -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common();
    let stranger = use_door(SIGN_IN, is_inside);
    use_closing_menus();
    keep_session(&viewer);
    let signed_in = viewer.who != Who::Nobody;
    view! {
        <div class=if signed_in { "learner" } else { "plain" }>
            <a class="skip" href="#main">{t.skip}</a>
            {signed_in.then(|| view! { <LookingOn /><TopBar /> })}
            {(!stranger).then(children)}
            {(!signed_in).then(|| view! { <footer class="foot"><LanguageSwitch /><ThemeSwitch /></footer> })}
        </div>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words();
    let home = viewer.header.home.clone();
    // Only the server lets a page show another site.
    let external = home.starts_with("/menu/").then_some("external");
    let menu = match viewer.who {
        Who::Admin { .. } | Who::Preview { .. } => {
            view! { <AccountMenu><a href="/admin/portal/dashboard" rel="external"><Icon name="home" />{t.learner().admin_menu}</a></AccountMenu> }.into_any()
        }
        Who::Contact { .. } | Who::Nobody => view! {
            <AccountMenu sign_out="/fn/session/sign-out" before_sign_out=forget>
                <a href="/account"><Icon name="user" />{t.common().my_account}</a>
            </AccountMenu>
        }
        .into_any(),
    };
    view! {
        <header class="topbar">
            <a class="brand" href=home rel=external><PortalMark /><span>{viewer.portal}</span></a>
            <LearnerNav />
            <GoOn />
            {menu}
        </header>
    }
}

/// Back to the lesson that was opened last in this browser, from everywhere else. It comes with the scripts, into room that
/// nothing else takes.
#[component]
fn GoOn() -> impl IntoView {
    let t = use_words().learner();
    let path = use_location().pathname;
    let last = use_last_lesson();
    let on = use_viewer().header.areas.contains(&Module::Courses);
    move || {
        let LastLesson { path: to, title } = last.get().filter(|last| on && path.with(|path| *path != last.path))?;
        Some(view! { <a class="go-on" href=to><Icon name="play" /><span class="truncate">{fill(t.go_on_with, &[("lesson", &title)])}</span></a> })
    }
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn knows_what_is_behind_the_door() {
        for path in ["/courses", "/courses/a/lessons/b", "/communities/a", "/menu/calendar", "/account"] {
            assert!(is_inside(path), "{path}");
        }
        for path in ["/sign-in", "/", "/coursesx", "/nothing-here"] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
