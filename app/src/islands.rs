//! What scripts add to the learners' pages. The server renders those whole, and all of it works without scripts; the learners'
//! bundle takes over these islands and holds nothing else: no router, no page, few words. What an island shows comes as its
//! properties. [`page`] shows in place what a form or a link has changed. Admins' pages are hydrated whole and use no island.

pub mod comfort;
pub mod copying;
pub mod dialog;
pub mod forms;
pub mod live;
pub mod page;
pub mod player;
pub mod reading;
pub mod welcome;

pub use comfort::Comfort;
pub use copying::Copying;
pub use dialog::Dialog;
pub use live::Live;
pub use player::Player;
pub use reading::{GoOn, Reading};
pub use welcome::Welcome;

/// Makes the page ready for its islands, which the line that boots the bundle takes over one by one. Call it once, in a browser.
#[cfg(feature = "hydrate")]
pub fn begin() {
    use leptos::prelude::*;

    hydrate_islands();
    let lang = document().document_element().and_then(|page| page.get_attribute("lang")).and_then(|lang| lang.parse().ok());
    provide_context(crate::locales::Words::of(lang.unwrap_or(domain::Lang::En)));
}
