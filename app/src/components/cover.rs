//! A course's picture, or a drawing in its place. Either way 16:9 is reserved before it arrives.

use leptos::prelude::*;

/// `eager` for what is seen first; the others load as they come near.
#[component]
pub fn Cover(src: Option<String>, #[prop(optional)] eager: bool) -> impl IntoView {
    match src {
        Some(src) => view! { <img class="cover" src=src alt="" width="640" height="360" loading=(!eager).then_some("lazy") /> }.into_any(),
        None => view! {
            <svg class="cover" viewBox="0 0 640 360" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="6" stroke-linejoin="round" stroke-linecap="round">
                <circle cx="320" cy="180" r="118" stroke="none" fill="currentColor" opacity=".06" />
                <path d="M320 146c-22-18-50-24-84-24v104c34 0 62 6 84 24 22-18 50-24 84-24V122c-34 0-62 6-84 24zv104" opacity=".35" />
                <path d="M262 154c14 1 26 4 36 9M262 184c14 1 26 4 36 9M378 154c-14 1-26 4-36 9M378 184c-14 1-26 4-36 9" opacity=".2" />
            </svg>
        }
        .into_any(),
    }
}
