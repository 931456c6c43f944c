//! Nobody loses what they typed by a slip: leaving a page with unsaved changes asks first, where scripts run.

use leptos::ev::beforeunload;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MouseEvent};

/// Asks `question` before a link leads to another page while `dirty`; the browser asks in its own words before the window
/// closes.
pub fn ask_before_leaving(dirty: RwSignal<bool>, question: &'static str) {
    Effect::new(move |_| {
        let unload = window_event_listener(beforeunload, move |event| {
            if dirty.try_get_untracked().unwrap_or_default() {
                event.prevent_default();
            }
        });
        // Before the router hears of it.
        let click = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
            if !dirty.try_get_untracked().unwrap_or_default() || !leads_away(&event) {
                return;
            }
            if window().confirm_with_message(question).unwrap_or(true) {
                dirty.set(false);
            } else {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        // Neither can fail: both are given a function.
        let _ = document().add_event_listener_with_callback_and_bool("click", click.as_ref().unchecked_ref(), true);
        let click = StoredValue::new_local(click);
        on_cleanup(move || {
            unload.remove();
            click.try_with_value(|click| {
                let _ = document().remove_event_listener_with_callback_and_bool("click", click.as_ref().unchecked_ref(), true);
            });
        });
    });
}

/// Whether a plain click is on a link to another page that opens in this window.
fn leads_away(event: &MouseEvent) -> bool {
    let link = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link else { return false };
    let href = link.get_attribute("href").unwrap_or_default();
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let here = window().location().pathname().unwrap_or_default();
    let elsewhere = link.has_attribute("target") || event.ctrl_key() || event.meta_key() || event.shift_key();
    !elsewhere && !path.is_empty() && path != here
}
