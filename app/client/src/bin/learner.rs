//! The learners' bundle: takes over the islands of the page that the server rendered.

fn main() {
    console_error_panic_hook::set_once();
    app::islands::begin();
}
