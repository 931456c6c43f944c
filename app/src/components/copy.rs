//! An address to hand on, and the button that copies it.

use std::time::Duration;

use leptos::html::{Button, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Icon;
use crate::viewer::use_words;

/// How a try to copy went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    /// The browser does not allow it: the text is selected instead.
    Selected,
}

/// Shows `value` and copies it, which is seen and heard. Where the browser refuses, the text is selected to be copied by hand.
#[component]
pub fn CopyBox(
    value: String,
    /// What the value is.
    #[prop(into)]
    label: String,
    /// What the button is called; `Copy` where there is one only.
    #[prop(optional, into)]
    action: Option<String>,
    /// Copying is what the screen is for.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    let t = use_words().common();
    let input = NodeRef::<Input>::new();
    let button = NodeRef::<Button>::new();
    let outcome = RwSignal::new(None);
    let text = StoredValue::new(value.clone());
    let copy = move |_| {
        outcome.set(None);
        spawn_local(async move {
            let Some(text) = text.try_get_value() else { return };
            let done = if write(&text).await {
                Outcome::Copied
            } else {
                if let Some(input) = input.try_get_untracked().flatten() {
                    input.select();
                }
                Outcome::Selected
            };
            outcome.try_set(Some(done));
            set_timeout(
                move || {
                    outcome.try_set(None);
                },
                Duration::from_secs(3),
            );
        });
    };
    Effect::new(move |_| {
        if main && let Some(button) = button.get() {
            request_animation_frame(move || {
                let _ = button.focus();
            });
        }
    });
    let said = move || match outcome.get() {
        None => "",
        Some(Outcome::Copied) => t.copied_said,
        Some(Outcome::Selected) => t.copy_selected,
    };
    view! {
        <div class="url-box">
            <input node_ref=input readonly=true aria-label=label value=value />
            <button node_ref=button class=if main { "button primary copy" } else { "button copy" } type="button" autofocus=main aria-label=action.unwrap_or_else(|| t.copy.to_owned())
                data-copied=move || (outcome.get() == Some(Outcome::Copied)).then_some("true") on:click=copy>
                <span><Icon name="copy" />{t.copy}</span>
                <span><Icon name="check" />{t.copied}</span>
            </button>
        </div>
        <noscript inner_html=format!("<p class=\"hint\">{}</p>", t.copy_by_hand)></noscript>
        <p class=move || if outcome.get() == Some(Outcome::Selected) { "hint" } else { "visually-hidden" } role="status">{said}</p>
    }
}

/// Whether the text is on the clipboard now. Browsers have one only on safe pages.
async fn write(text: &str) -> bool {
    window().is_secure_context() && JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
