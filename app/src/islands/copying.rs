//! An address to hand on.

use leptos::prelude::*;

use crate::components::copy::CopyBox;

/// A [`CopyBox`] on a learners' page.
#[island]
pub fn Copying(value: String, label: String, action: String) -> impl IntoView {
    view! { <CopyBox value label action /> }
}
