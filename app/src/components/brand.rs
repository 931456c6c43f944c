//! The portal's name on a plain page.

use leptos::prelude::*;

use crate::viewer::use_viewer;

/// Leads to where the reader belongs: the server knows.
#[component]
pub fn PortalBrand() -> impl IntoView {
    view! { <a class="brand" href="/" rel="external"><img src="/favicon.svg" alt="" width="28" height="28" /><span>{use_viewer().portal}</span></a> }
}
