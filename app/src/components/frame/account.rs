//! The menu of whoever is signed in: their own links, language, theme, signing out.

use leptos::prelude::*;

use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::components::Icon;
use crate::components::avatar::initials;
use crate::viewer::{name, use_viewer, use_words};

/// `children` are the links of that side.
#[component]
pub fn AccountMenu(
    /// The address of the server function that signs out, where there is something to sign out of.
    #[prop(optional)]
    sign_out: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let viewer = use_viewer();
    let t = use_words().common();
    let initials = initials(name(&viewer.who));
    view! {
        <details class="menu end" name="topbar">
            <summary aria-label=t.your_account><span class="avatar" aria-hidden="true">{initials}</span></summary>
            <div class="menu-panel">
                <p>{name(&viewer.who).to_owned()}</p>
                {children()}
                <hr />
                <div class="menu-item"><LanguageSwitch /></div>
                <div class="menu-item"><ThemeSwitch /></div>
                {sign_out.map(|action| view! { <hr /><form method="post" action=action><button><Icon name="sign-out" />{t.sign_out}</button></form> })}
            </div>
        </details>
    }
}
