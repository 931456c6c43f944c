//! Whether learners can see and open a lesson: as a badge, as a choice.

use domain::LessonState;
use leptos::prelude::*;

use super::entered;
use crate::locales::Words;
use crate::viewer::use_words;

fn text(t: Words, state: LessonState) -> &'static str {
    match state {
        LessonState::Draft => t.common().draft,
        LessonState::Published => t.common().published,
        LessonState::Locked => t.drip().locked,
    }
}

#[component]
pub fn LessonBadge(state: LessonState) -> impl IntoView {
    view! { <span class="badge" data-state=state.word()>{text(use_words(), state)}</span> }
}

/// The field `state` of a lesson's form.
#[component]
pub fn LessonStateField(legend: &'static str, state: LessonState) -> impl IntoView {
    let t = use_words();
    let state = entered("state", "").parse().unwrap_or(state);
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {LessonState::ALL.iter().map(|choice| {
                let hint = match choice {
                    LessonState::Locked => Some(t.sections().locked_hint),
                    LessonState::Draft | LessonState::Published => None,
                };
                view! {
                    <label class="check">
                        <input type="radio" name="state" value=choice.word() checked=*choice == state prop:checked=*choice == state />
                        <span>{text(t, *choice)}{hint.map(|hint| view! { " "<small>{hint}</small> })}</span>
                    </label>
                }
            }).collect_view()}
        </fieldset>
    }
}
