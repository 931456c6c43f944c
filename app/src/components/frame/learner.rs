//! The frame of the learners' side: a quiet top bar for who is in, a plain page for who is not.

use domain::Module;
use domain::view::viewer::Who;
use leptos::prelude::*;

use super::account::AccountMenu;
use super::door::use_door;
use super::header::LearnerNav;
use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::components::looking_on::LookingOn;
use crate::components::{Icon, PortalMark};
use crate::islands::{Comfort, GoOn};
use crate::storage::SessionRecord;
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
    let watches = matches!(viewer.who, Who::Contact { .. } | Who::Nobody);
    let session = SessionRecord::of(&viewer);
    let signed_in = viewer.who != Who::Nobody;
    view! {
        <div class=if signed_in { "learner" } else { "plain" }>
            <a class="skip" href="#main">{t.skip}</a>
            <Comfort session watches now=viewer.now />
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
    let go_on = match viewer.who {
        Who::Contact { id, .. } if viewer.header.areas.contains(&Module::Courses) => {
            Some(view! { <GoOn contact=id words=t.learner().go_on_with.to_owned() now=viewer.now /> })
        }
        _ => None,
    };
    let menu = match viewer.who {
        Who::Admin { .. } | Who::Preview { .. } => {
            view! { <AccountMenu><a href="/admin/portal/dashboard"><Icon name="home" />{t.learner().admin_menu}</a></AccountMenu> }.into_any()
        }
        Who::Contact { .. } | Who::Nobody => view! {
            <AccountMenu sign_out="/fn/session/sign-out">
                <a href="/account"><Icon name="user" />{t.common().my_account}</a>
            </AccountMenu>
        }
        .into_any(),
    };
    view! {
        <header class="topbar">
            <a class="brand" href=home><PortalMark /><span>{viewer.portal}</span></a>
            <LearnerNav />
            {go_on}
            {menu}
        </header>
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
