//! Whether learners can see a thing yet: as a badge, as a choice.

use domain::Publication;
use leptos::prelude::*;

use super::entered;
use crate::locales::Words;
use crate::viewer::use_words;

pub fn publication_text(t: Words, state: Publication) -> &'static str {
    match state {
        Publication::Draft => t.common().draft,
        Publication::Published => t.common().published,
    }
}

#[component]
pub fn PublicationBadge(state: Publication) -> impl IntoView {
    view! { <span class="badge" data-state=state.word()>{publication_text(use_words(), state)}</span> }
}

/// The field `state` of a form.
#[component]
pub fn PublicationField(legend: &'static str, state: Publication) -> impl IntoView {
    let t = use_words();
    let state = entered("state", "").parse().unwrap_or(state);
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {Publication::ALL.iter().map(|choice| view! {
                <label class="check">
                    <input type="radio" name="state" value=choice.word() checked=*choice == state prop:checked=*choice == state />
                    <span>{publication_text(t, *choice)}</span>
                </label>
            }).collect_view()}
        </fieldset>
    }
}
