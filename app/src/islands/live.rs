//! What comes in while a page of a community is open. It needs scripts; without them a reload shows the same.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use super::page::go;
use crate::components::Icon;
use crate::locales::fill;

/// What a page wants to hear of, and what it says then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The kind of event: `post` or `comment`.
    pub kind: String,
    /// The id that must be among those that the event names, where not every event of the kind is wanted.
    pub about: Option<String>,
    /// What is said of one, and of many with `{n}`.
    pub words: (String, String),
    /// What the button says that shows them.
    pub show: String,
    /// Where they are to be seen.
    pub at: String,
}

impl News {
    /// Whether an event with those ids, which have spaces between them, is wanted.
    fn has(&self, ids: &str) -> bool {
        self.about.as_ref().is_none_or(|about| ids.split(' ').any(|id| id == about))
    }
}

type Listener = Closure<dyn FnMut(MessageEvent)>;

/// Offers to show what is new in `group`, so that nothing moves under a reader's eyes or hands.
#[island]
pub fn Live(group: String, news: News) -> impl IntoView {
    let fresh = RwSignal::new(0_u32);
    let News { words, show, at, .. } = news.clone();
    Effect::new(move |_| listen(&group, &news, fresh));
    let said = move || match fresh.get() {
        1 => words.0.clone(),
        n => fill(&words.1, &[("n", &n.to_string())]),
    };
    let (said, show, at) = (StoredValue::new(said), StoredValue::new(show), StoredValue::new(at));
    view! {
        <div role="status">
            {move || (fresh.get() > 0).then(|| view! {
                <div class="banner" data-tone="info">
                    <Icon name="info" />
                    <div><p>{said.with_value(|said| said())}</p></div>
                    <div class="actions">
                        <button class="button small" type="button" on:click=move |_| {
                            fresh.set(0);
                            at.with_value(|at| go(Some(at)));
                        }>{show.get_value()}</button>
                    </div>
                </div>
            })}
        </div>
    }
}

/// Listens until the page is left. What was missed while the line was down counts as one.
fn listen(group: &str, news: &News, fresh: RwSignal<u32>) {
    let Ok(source) = EventSource::new(&format!("/communities/{group}/events")) else { return };
    let told = {
        let news = news.clone();
        Listener::new(move |event: MessageEvent| {
            if news.has(&event.data().as_string().unwrap_or_default()) {
                fresh.update(|n| *n += 1);
            }
        })
    };
    let (lost, waiting) = (RwSignal::new(false), RwSignal::new(false));
    let missed = Listener::new(move |_| fresh.update(|n| *n = (*n).max(1)));
    let down = Listener::new(move |_| lost.set(true));
    // There was no place to listen from: whether anything was missed is not known.
    let full = Listener::new(move |_| waiting.set(true));
    let up = Listener::new(move |_| {
        if lost.get_untracked() && !waiting.get_untracked() {
            fresh.update(|n| *n = (*n).max(1));
        }
        lost.set(false);
        waiting.set(false);
    });
    for (kind, listener) in [(news.kind.as_str(), &told), ("reload", &missed), ("error", &down), ("busy", &full), ("open", &up)] {
        // A browser takes any listener.
        let _ = source.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    }
    let kept = StoredValue::new_local((source, [told, missed, down, full, up]));
    on_cleanup(move || {
        kept.with_value(|(source, _)| source.close());
        kept.dispose();
    });
}

#[cfg(test)]
mod tests {
    use super::News;

    #[test]
    fn a_page_hears_of_what_it_shows_only() {
        let all = News { kind: "post".to_owned(), about: None, words: Default::default(), show: String::new(), at: String::new() };
        let one = News { about: Some("a1".to_owned()), ..all.clone() };
        assert!(one.has("a1 b2") && one.has("b2 a1") && !one.has("a10 b2") && !one.has(""));
        assert!(all.has("a1"));
    }
}
