//! Nobody loses what they typed by a slip: leaving a page with unsaved changes asks first, where scripts run.

use leptos::ev::beforeunload;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MouseEvent};

/// Asks `question` before a link leads to another page while `dirty`; the browser asks in its own words before the window
/// closes.
pub fn ask_before_leaving(dirty: RwSignal<bool>, question: &'static str) {
    ask(dirty, question, leads_away);
}

/// As [`ask_before_leaving`], and before a link leads elsewhere on the page, where that closes what is being edited.
pub fn ask_before_closing(dirty: RwSignal<bool>, question: &'static str) {
    ask(dirty, question, |event| link(event).is_some());
}

fn ask(dirty: RwSignal<bool>, question: &'static str, leaves: fn(&MouseEvent) -> bool) {
    Effect::new(move |_| {
        let unload = window_event_listener(beforeunload, move |event| {
            if dirty.try_get_untracked().unwrap_or_default() {
                event.prevent_default();
            }
        });
        // Before the router hears of it.
        let click = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
            if !dirty.try_get_untracked().unwrap_or_default() || !leaves(&event) {
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

/// The address of the link that a plain click is on, if it opens in this window.
fn link(event: &MouseEvent) -> Option<String> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    let link = target.closest("a[href]").ok().flatten()?;
    let elsewhere = link.has_attribute("target") || event.ctrl_key() || event.meta_key() || event.shift_key();
    if elsewhere { None } else { link.get_attribute("href") }
}

/// Whether a plain click is on a link to another page.
fn leads_away(event: &MouseEvent) -> bool {
    let Some(href) = link(event) else { return false };
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let here = window().location().pathname().unwrap_or_default();
    !path.is_empty() && path != here
}
