//! A picture beside words.

use leptos::prelude::*;

/// One of the symbols of `public/icons.svg`, for the eye only.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#{name}") /></svg> }
}
