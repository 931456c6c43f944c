//! An instant: relative words, the exact ones on hover and to screen readers.

use domain::Timestamp;
use leptos::prelude::*;

use crate::viewer::{use_now, use_words};

#[component]
pub fn When(at: Timestamp) -> impl IntoView {
    let t = use_words();
    view! { <time datetime=at.iso() title=t.exact(at)>{t.relative(at, use_now())}</time> }
}
