//! What every page of the learners' side has from scripts, and shows nothing by itself.

use domain::Timestamp;
use leptos::prelude::*;

use crate::components::frame::close_menus_from_elsewhere;
use crate::storage::{SessionRecord, keep_session};

/// Keeps who is signed in here and hears of other tabs, sends forms in the background and shows their outcome in place, closes menus.
#[island]
pub fn Comfort(
    /// The session to keep; none for a stranger and for an admin who looks on.
    session: Option<SessionRecord>,
    /// Whether the page is loaded anew when another tab signs out or somebody else in.
    watches: bool,
    now: Timestamp,
) -> impl IntoView {
    Effect::new(move |_| {
        keep_session(session.clone(), watches, now);
        super::forms::send_in_background();
        super::page::stay_for_marked_links();
        close_menus_from_elsewhere();
    });
}
