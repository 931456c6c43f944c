//! What was done, said on the page that follows: `?done=created`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Notice;
use super::notice::Tone;

/// The message whose word the address names; nothing for any other.
#[component]
pub fn Done(
    /// Words and messages.
    texts: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let query = use_query_map();
    // What was done before does not count where the form of this page was just refused.
    let done = Memo::new(move |_| query.with(|query| query.get("done").filter(|_| query.get_str("__err").is_none())));
    move || {
        let text = done.with(|done| texts.iter().find(|(word, _)| done.as_deref() == Some(*word)).map(|(_, text)| *text));
        text.map(|text| view! { <Notice tone=Tone::Success><p>{text}</p></Notice> })
    }
}
