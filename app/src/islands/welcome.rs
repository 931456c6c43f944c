//! The heading of the sign-in page.

use domain::Timestamp;
use leptos::prelude::*;

use crate::locales::fill;
use crate::storage::{forget, remembered};

/// Welcomes back whom the browser remembers; whoever has just `left` is forgotten.
#[island]
pub fn Welcome(
    title: String,
    /// With `{name}`.
    back: String,
    left: bool,
    now: Timestamp,
) -> impl IntoView {
    let known = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if left {
            forget();
        } else {
            known.set(remembered(now).map(|record| record.name));
        }
    });
    move || known.with(|known| known.as_ref().map_or_else(|| title.clone(), |name| fill(&back, &[("name", name)])))
}
