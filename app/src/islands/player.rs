//! A lesson's own film. It plays without scripts; with them it is known on every device where its reader left off, and its end
//! may complete the lesson.

use domain::view::files::Playback;
use leptos::ev::{pagehide, visibilitychange};
use leptos::html;
use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlFormElement, UrlSearchParams};

use crate::api::learning::KeepPosition;

/// Seconds of a film that may be watched twice after a browser has died.
const OFTEN: u32 = 10;

/// Where the film is, and where it was when that was last kept.
#[derive(Clone, Copy, Default)]
struct Place {
    now: u32,
    kept: u32,
}

#[island]
pub fn Player(
    playback: Playback,
    /// What the film is called.
    label: String,
    /// Said where the browser plays no film, before a link to it.
    instead: (String, String),
    /// The slugs of the course and the lesson whose reader's place is kept; none for who only looks on.
    lesson: Option<(String, String)>,
    /// The id of the form that completes the lesson, which the film's end sends.
    completes: Option<String>,
) -> impl IntoView {
    let Playback { src, captions, .. } = playback;
    let node = NodeRef::<html::Video>::new();
    let place = StoredValue::new(Place::default());
    let lesson = StoredValue::new(lesson);
    let keep = move || {
        let Place { now, kept } = place.get_value();
        if now != kept {
            place.update_value(|place| place.kept = now);
            lesson.with_value(|lesson| lesson.as_ref().map(|(course, lesson)| send(course, lesson, now)));
        }
    };
    let on_time = move |_| {
        if let Some(film) = node.get_untracked() {
            let now = whole(film.current_time());
            // At its end it begins anew the next time.
            place.update_value(|place| place.now = if film.ended() { 0 } else { now });
            if place.with_value(|place| place.now.abs_diff(place.kept) >= OFTEN) {
                keep();
            }
        }
    };
    let on_end = move |_| {
        place.update_value(|place| place.now = 0);
        keep();
        // Marked meanwhile, the lesson is not to be unmarked.
        let form = completes.as_ref().and_then(|id| document().query_selector(&format!("#{id}:has([name='done'][value='true'])")).ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            // A form of hidden fields is never incomplete.
            let _ = form.request_submit();
        }
    };
    Effect::new(move |_| {
        let (hidden, left) = (window_event_listener(visibilitychange, move |_| keep()), window_event_listener(pagehide, move |_| keep()));
        on_cleanup(move || {
            hidden.remove();
            left.remove();
        });
    });
    let address = src.split('#').next().unwrap_or_default().to_owned();
    view! {
        <div class="video">
            <video
                controls
                playsinline
                preload="metadata"
                src=src
                aria-label=label
                node_ref=node
                on:timeupdate=on_time
                on:pause=move |_| keep()
                on:ended=on_end
            >
                {captions.into_iter().map(|track| view! {
                    <track kind="captions" src=track.src srclang=track.lang label=track.label />
                }).collect_view()}
                <p>{instead.0}" "<a href=address>{instead.1}</a></p>
            </video>
        </div>
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole seconds are enough, and no film is longer")]
fn whole(seconds: f64) -> u32 {
    seconds as u32
}

/// Sends it so that it arrives even if the page is being left.
fn send(course: &str, lesson: &str, seconds: u32) {
    let Ok(form) = UrlSearchParams::new() else { return };
    form.append("course", course);
    form.append("lesson", lesson);
    form.append("seconds", &seconds.to_string());
    // What cannot be sent now is sent with the next ten seconds.
    let _ = window().navigator().send_beacon_with_opt_url_search_params(KeepPosition::PATH, Some(&form));
}
