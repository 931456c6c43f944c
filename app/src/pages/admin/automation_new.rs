//! A new automation: blank, or from a recipe.

use domain::automation::TriggerKind;
use leptos::prelude::*;
use leptos_meta::Title;

use super::automations::HERE;
use crate::api::automations::CreateAutomation;
use crate::components::recipes::Recipes;
use crate::components::{Form, Icon, entered};
use crate::viewer::use_words;

#[component]
pub fn AutomationNewPage() -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let action = ServerAction::<CreateAutomation>::new();
    view! {
        <Title text=e.new />
        <main id="main" class="page">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href=HERE>{e.title}</a></nav>
                    <h1>{e.new}</h1>
                </div>
            </header>
            <section class="stack" aria-labelledby="recipes"><h2 id="recipes">{e.recipes}</h2><p class="muted">{e.recipes_text}</p><Recipes /></section>
            <section class="card" aria-labelledby="blank">
                <header><h2 id="blank">{e.blank}</h2></header>
                <Form action>
                    <NameField />
                    <div class="field">
                        <label for="kind">{e.begins_with}</label>
                        <select id="kind" name="kind">
                            {TriggerKind::ALL.iter().map(|kind| view! { <option value=kind.word()>{t.trigger_kind(*kind)}</option> }).collect_view()}
                        </select>
                    </div>
                    <div class="form-actions"><button class="button primary"><Icon name="plus" />{e.create}</button><a class="button quiet" href=HERE>{t.common().cancel}</a></div>
                </Form>
            </section>
        </main>
    }
}

#[component]
fn NameField() -> impl IntoView {
    let name = entered("name", "");
    view! {
        <div class="field">
            <label for="name">{use_words().editor().name}</label>
            <input id="name" name="name" required maxlength="80" autocomplete="off" value=name.clone() prop:value=name />
        </div>
    }
}
