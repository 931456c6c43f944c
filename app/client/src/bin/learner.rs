//! The learners' bundle: takes over the page that the server rendered.

use leptos::mount::hydrate_body;

fn main() {
    console_error_panic_hook::set_once();
    hydrate_body(app::LearnerApp);
}
