//! The ways through a list that is read a page at a time: plain links, by keyboard and without scripts as by mouse.

use leptos::prelude::*;

use super::Icon;
use crate::viewer::use_words;

/// Nothing for a list of one page.
#[component]
pub fn Pages(
    /// The address of the first page.
    first: String,
    /// The address of the page before, if there is one.
    #[prop(optional_no_strip)]
    previous: Option<String>,
    /// The address of the page after, if there is one.
    #[prop(optional_no_strip)]
    next: Option<String>,
) -> impl IntoView {
    let t = use_words().common();
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=t.pages>
                <span></span>
                {previous.map(|href| view! {
                    <a class="button small quiet" href=first>{t.first_page}</a>
                    <a class="button small" rel="prev" href=href><Icon name="chevron-left" />{t.previous}</a>
                })}
                {next.map(|href| view! { <a class="button small" rel="next" href=href>{t.next}<Icon name="chevron-right" /></a> })}
            </nav>
        }
    })
}
