//! The admins' bundle: takes over the page that the server rendered.

use leptos::mount::hydrate_body;
use leptos::prelude::document;

fn main() {
    console_error_panic_hook::set_once();
    hydrate_body(app::AdminApp);
    // Says that scripts have taken over: browser tests wait for it.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
