//! Work that is going on: how far it is.

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;
use crate::viewer::use_words;

/// How often a page asks how far work is.
const REFRESH: Duration = Duration::from_secs(2);

/// Asks again by itself where scripts run.
#[component]
pub fn Running(
    title: String,
    /// What else to know of it.
    text: &'static str,
    done: u32,
    /// Left out where nobody knows.
    #[prop(optional_no_strip)]
    total: Option<u32>,
    /// How far it is.
    words: String,
    /// Counts up when what this is made of is to be loaded anew.
    again: RwSignal<u32>,
) -> impl IntoView {
    let c = use_words().contacts();
    Effect::new(move |_| {
        if let Ok(timer) = set_timeout_with_handle(move || again.update(|n| *n += 1), REFRESH) {
            on_cleanup(move || timer.clear());
        }
    });
    let value = total.map(|_| done.to_string());
    let max = total.map(|total| total.max(1).to_string());
    view! {
        <section class="card" aria-labelledby="running">
            <header><h2 id="running">{title.clone()}</h2><div class="actions"><a class="button small" href="" rel="external"><Icon name="refresh" />{c.refresh}</a></div></header>
            <div class="progress"><progress value=value max=max aria-label=title></progress><span>{words}</span></div>
            <p class="muted">{text}</p>
        </section>
    }
}
