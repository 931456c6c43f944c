//! A dialog on a learners' page.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlDialogElement;

use crate::components::modal::Panel;

/// Like [`crate::components::Modal`]. Who closes it stays where they are: the page below is the one at `close` already.
#[island]
pub fn Dialog(title: String, close: String, small: bool, children: Children) -> impl IntoView {
    let address = close.clone();
    let leave = move |dialog: HtmlDialogElement| {
        dialog.close();
        // The same dialog, asked for again, is to be a new one.
        if let Ok(Some(island)) = dialog.closest("leptos-island") {
            island.remove();
        }
        // Refused only for an address of another site.
        let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
    };
    view! { <Panel title close small leave=Callback::new(leave)>{children()}</Panel> }
}
