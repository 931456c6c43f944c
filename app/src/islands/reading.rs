//! The lesson that was read last in this browser.

use domain::{ContactId, Timestamp};
use leptos::prelude::*;

use crate::components::Icon;
use crate::locales::fill;
use crate::storage::{LastLesson, forget_lesson, remember_lesson, remembered};

/// Remembers the lesson at `path`, by its title; without one, that it is not there or not for its reader.
#[island]
pub fn Reading(path: String, title: Option<String>) -> impl IntoView {
    Effect::new(move |_| match title.clone() {
        Some(title) => remember_lesson(LastLesson { path: path.clone(), title }),
        None => forget_lesson(&path),
    });
}

/// Back to the lesson that `contact` opened last in this browser, from everywhere else. It comes with the scripts, into room that
/// nothing else takes.
#[island]
pub fn GoOn(
    contact: ContactId,
    /// With `{lesson}`.
    words: String,
    now: Timestamp,
) -> impl IntoView {
    let last = RwSignal::new(None::<LastLesson>);
    Effect::new(move |_| {
        // Once the page has said which lesson it is itself.
        request_animation_frame(move || {
            let here = window().location().pathname().unwrap_or_default();
            let record = remembered(now).filter(|record| record.contact == contact);
            last.set(record.and_then(|record| record.last_lesson).filter(|last| last.path != here));
        });
    });
    move || {
        let LastLesson { path, title } = last.get()?;
        Some(view! { <a class="go-on" href=path><Icon name="play" /><span class="truncate">{fill(&words, &[("lesson", &title)])}</span></a> })
    }
}
