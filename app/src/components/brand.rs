//! The portal's mark and name.

use leptos::prelude::*;

use crate::viewer::use_viewer;

/// On a plain page: leads to where the reader belongs, which the server knows.
#[component]
pub fn PortalBrand() -> impl IntoView {
    view! { <a class="brand" href="/" rel="external"><PortalMark /><span>{use_viewer().portal}</span></a> }
}

/// The creator's logo, in the room that it takes, or the key.
#[component]
pub fn PortalMark() -> impl IntoView {
    match use_viewer().logo {
        Some(logo) => view! { <img class="logo" src=logo.path alt="" width=logo.width height=logo.height /> }.into_any(),
        None => view! { <img src="/favicon.svg" alt="" width="28" height="28" /> }.into_any(),
    }
}
