//! What comes in while a page of a community is open. It needs scripts; without them a reload shows the same.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use crate::components::Icon;
use crate::viewer::{Reload, use_words};

/// What a page wants to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    Posts,
    /// Comments on that post.
    Comments(String),
}

impl Of {
    const fn event(&self) -> &'static str {
        match self {
            Self::Posts => "post",
            Self::Comments(_) => "comment",
        }
    }

    fn is_about(&self, data: &str) -> bool {
        match self {
            Self::Posts => true,
            Self::Comments(post) => data.split(' ').next() == Some(post),
        }
    }
}

type Listener = Closure<dyn FnMut(MessageEvent)>;

/// Offers to show what is new, so that nothing moves under a reader's eyes or hands.
#[component]
pub fn Live(group: String, of: Of) -> impl IntoView {
    let t = use_words();
    let c = t.communities();
    let reload = expect_context::<Reload>().0;
    let fresh = RwSignal::new(0_u32);
    let words = match of {
        Of::Posts => (c.new_post, c.new_posts),
        Of::Comments(_) => (c.new_comment, c.new_comments),
    };
    Effect::new(move |_| listen(&group, &of, fresh));
    let show = move |_| {
        fresh.set(0);
        reload.update(|n| *n += 1);
    };
    view! {
        <div role="status">
            {move || (fresh.get() > 0).then(|| view! {
                <div class="banner" data-tone="info">
                    <Icon name="info" />
                    <div><p>{t.count(fresh.get(), words.0, words.1)}</p></div>
                    <div class="actions"><button class="button small" type="button" on:click=show>{c.show_new}</button></div>
                </div>
            })}
        </div>
    }
}

/// Listens until the page is left. What was missed while the line was down counts as one.
fn listen(group: &str, of: &Of, fresh: RwSignal<u32>) {
    let Ok(source) = EventSource::new(&format!("/communities/{group}/events")) else { return };
    let news = {
        let of = of.clone();
        Listener::new(move |event: MessageEvent| {
            if of.is_about(&event.data().as_string().unwrap_or_default()) {
                fresh.update(|n| *n += 1);
            }
        })
    };
    let lost = RwSignal::new(false);
    let missed = Listener::new(move |_| fresh.update(|n| *n = (*n).max(1)));
    let down = Listener::new(move |_| lost.set(true));
    let up = Listener::new(move |_| {
        if lost.get_untracked() {
            lost.set(false);
            fresh.update(|n| *n = (*n).max(1));
        }
    });
    for (kind, listener) in [(of.event(), &news), ("reload", &missed), ("error", &down), ("open", &up)] {
        // A browser takes any listener.
        let _ = source.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    }
    let kept = StoredValue::new_local((source, [news, missed, down, up]));
    on_cleanup(move || {
        kept.with_value(|(source, _)| source.close());
        kept.dispose();
    });
}

#[cfg(test)]
mod tests {
    use super::Of;

    #[test]
    fn a_page_hears_of_its_own_post_only() {
        let of = Of::Comments("a1".to_owned());
        assert!(of.is_about("a1 b2") && !of.is_about("a10 b2") && !of.is_about(""));
        assert!(Of::Posts.is_about("a1"));
    }
}
