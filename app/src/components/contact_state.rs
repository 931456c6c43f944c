//! The badge that says where a contact stands.

use domain::ContactState;
use leptos::prelude::*;

use crate::viewer::use_words;

#[component]
pub fn ContactBadge(state: ContactState) -> impl IntoView {
    let t = use_words().links();
    let word = match state {
        ContactState::Invited => t.contact_invited,
        ContactState::Joined => t.contact_joined,
        ContactState::Disabled => t.contact_disabled,
    };
    view! { <span class="badge" data-state=state.word()>{word}</span> }
}
