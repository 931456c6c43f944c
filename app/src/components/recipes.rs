//! Ready-made automations (A6): what each does, and one click to have it as a draft.

use domain::automation::Recipe;
use leptos::prelude::*;

use super::{Form, Icon};
use crate::api::automations::UseRecipe;
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Recipes() -> impl IntoView {
    view! { <ul class="recipes">{Recipe::ALL.iter().map(|recipe| view! { <Card recipe=*recipe /> }).collect_view()}</ul> }
}

#[component]
fn Card(recipe: Recipe) -> impl IntoView {
    let e = use_words().editor();
    let action = ServerAction::<UseRecipe>::new();
    let (icon, title, text) = match recipe {
        Recipe::Welcome => ("mail", e.welcome, e.welcome_text),
        Recipe::AccessEnds => ("clock", e.access_ends, e.access_ends_text),
        Recipe::NotStarted => ("play", e.not_started, e.not_started_text),
    };
    view! {
        <li class="card">
            <header><h3><Icon name=icon />{title}</h3></header>
            <p>{text}</p>
            <Form action class="">
                <input type="hidden" name="recipe" value=recipe.word() />
                <button class="button" aria-label=fill(e.use_named, &[("title", title)])>{e.use_it}</button>
            </Form>
        </li>
    }
}
