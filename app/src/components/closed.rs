//! A lesson that is listed and cannot be opened: when it opens, and the way back to its course.

use domain::Gate;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::Icon;
use crate::viewer::use_words;

#[component]
pub fn Closed(gate: Gate) -> impl IntoView {
    let t = use_words();
    let path = use_location().pathname;
    let course = path.with_untracked(|path| path.split("/lessons/").next().unwrap_or("/courses").to_owned());
    view! {
        <Title text=t.drip().closed_title />
        <div class="empty">
            <Icon name="lock" />
            <h1>{t.drip().closed_title}</h1>
            <p>{t.opens_sentence(gate)}</p>
            <div class="actions"><a class="button" href=course>{t.drip().back}</a></div>
        </div>
    }
}
