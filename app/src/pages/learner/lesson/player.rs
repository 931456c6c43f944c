//! A lesson's own film. It plays without scripts; with them it is known on every device where its reader left off, and its end
//! may complete the lesson.

use domain::view::files::Playback;
use domain::view::learning::LessonView;
use domain::view::viewer::Who;
use leptos::ev::visibilitychange;
use leptos::html;
use leptos::prelude::*;
use server_fn::ServerFn;
use web_sys::UrlSearchParams;

use crate::api::learning::{CompleteLesson, KeepPosition};
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

/// Seconds of a film that may be watched twice after a browser has died.
const OFTEN: u32 = 10;

/// Where the film is, and where it was when that was last kept.
#[derive(Clone, Copy, Default)]
struct Place {
    now: u32,
    kept: u32,
}

/// The address of the film that plays. The lesson is loaded anew whenever something on its page was done, and says by then that its
/// reader is further on: another address would make the browser begin the film again.
#[derive(Clone, Copy)]
pub struct Playing(StoredValue<String>);

impl Playing {
    pub fn nothing() -> Self {
        Self(StoredValue::new(String::new()))
    }

    fn address(self, loaded: String) -> String {
        let film = |address: &str| address.split('#').next().unwrap_or_default().to_owned();
        if self.0.with_value(|playing| film(playing) != film(&loaded)) {
            self.0.set_value(loaded);
        }
        self.0.get_value()
    }
}

#[component]
pub fn Player(lesson: LessonView, complete: ServerAction<CompleteLesson>) -> impl IntoView {
    let t = use_words().learner();
    let LessonView { course, slug, title, completed, media, quiz, .. } = lesson;
    let Some(Playback { src, captions, auto_complete }) = media.video else { return ().into_any() };
    let src = expect_context::<Playing>().address(src);
    let node = NodeRef::<html::Video>::new();
    // An admin who looks on leaves no trace.
    let own = matches!(use_viewer().who, Who::Contact { .. });
    // A quiz completes its lesson, and nothing else does.
    let by_watching = own && auto_complete && !completed && quiz.is_none();
    let place = StoredValue::new(Place::default());
    let course = StoredValue::new(course.slug);
    let lesson = StoredValue::new(slug);
    let keep = move || {
        let Some(Place { now, kept }) = place.try_get_value() else { return };
        if own && now != kept {
            place.update_value(|place| place.kept = now);
            send(&course.get_value(), &lesson.get_value(), now);
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
        if by_watching {
            complete.dispatch(CompleteLesson { course: course.get_value(), lesson: lesson.get_value(), done: true });
        }
    };
    Effect::new(move |_| {
        let hidden = window_event_listener(visibilitychange, move |_| keep());
        on_cleanup(move || hidden.remove());
    });
    // To another lesson, too.
    on_cleanup(keep);
    let address = src.split('#').next().unwrap_or_default().to_owned();
    view! {
        <div class="video">
            <video
                controls
                playsinline
                preload="metadata"
                src=src
                aria-label=fill(t.video_of, &[("lesson", &title)])
                node_ref=node
                on:timeupdate=on_time
                on:pause=move |_| keep()
                on:ended=on_end
            >
                {captions.into_iter().map(|track| view! {
                    <track kind="captions" src=track.src srclang=track.lang label=track.label />
                }).collect_view()}
                <p>{t.no_video}" "<a href=address rel="external">{t.get_video}</a></p>
            </video>
        </div>
    }
    .into_any()
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
