//! *And only if*: whom the automation is for. All of its filters must let a contact through.

use std::sync::Arc;

use domain::automation::check::MOST_FILTERS;
use domain::automation::{Condition, ConditionForm, Spot};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::condition::ConditionFields;
use super::focus::focus_on_arrival;
use super::open::{Open, page};
use super::{Draft, Flaws, PartActions};
use crate::api::automations::SetFilter;
use crate::components::{Form, Icon};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Filters(draft: Arc<Draft>, filters: Vec<Condition>) -> impl IntoView {
    let e = use_words().editor();
    let (none, full) = (filters.is_empty(), filters.len() >= MOST_FILTERS);
    let items = (1..).zip(filters).map(|(n, filter)| view! { <Filter draft=Arc::clone(&draft) n filter /> }).collect_view();
    let is_new = draft.open == Open::NewFilter;
    let add = Open::NewFilter.href(draft.id);
    view! {
        <section class="stack tight" aria-labelledby="only-if">
            <h2 id="only-if">{e.only_if}</h2>
            {none.then(|| view! { <p class="muted">{e.for_everyone}</p> })}
            {(!none).then(|| view! { <ol class="steps" aria-label=e.filters>{items}</ol> })}
            {is_new.then(|| view! { <NewFilter draft=Arc::clone(&draft) /> })}
            {(!is_new && !full).then(|| view! { <p><a class="button small quiet" id="add-filter" href=add data-noscroll=true><Icon name="plus" />{e.add_filter}</a></p> })}
        </section>
    }
}

#[component]
fn Filter(draft: Arc<Draft>, n: usize, filter: Condition) -> impl IntoView {
    let t = use_words();
    let (id, here) = (draft.id, Open::Filter(n));
    let is_open = draft.open == here;
    let href = if is_open { format!("{}#{}", page(draft.id), here.anchor()) } else { here.href(draft.id) };
    let sentence = t.condition(&filter, &draft.titles);
    let remove = fill(t.editor().remove_filter, &[("sentence", &sentence)]);
    let faults = draft.faults_at(&Spot::Filter(n));
    view! {
        <li>
            <div class="card step" id=here.anchor()>
                <div class="step-head">
                    <Icon name="user" />
                    <a class="grow" href=href aria-expanded=is_open.to_string() data-noscroll=true>{sentence}</a>
                    <ActionForm action=draft.actions.remove_filter>
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="place" value=n.to_string() />
                        <button class="button quiet icon-only" aria-label=remove><Icon name="trash" /></button>
                    </ActionForm>
                </div>
                <Flaws faults />
                {is_open.then(|| view! { <Fields draft=Arc::clone(&draft) place=n condition=ConditionForm::from(&filter) /> })}
            </div>
        </li>
    }
}

#[component]
fn NewFilter(draft: Arc<Draft>) -> impl IntoView {
    focus_on_arrival("filter-new");
    view! { <div class="card step" id="filter-new"><Fields draft place=0 condition=ConditionForm::default() /></div> }
}

#[component]
fn Fields(draft: Arc<Draft>, place: usize, condition: ConditionForm) -> impl IntoView {
    let action = ServerAction::<SetFilter>::new();
    view! {
        <Form action>
            <input type="hidden" name="id" value=draft.id.to_string() />
            <input type="hidden" name="place" value=place.to_string() />
            <ConditionFields condition choices=draft.choices.clone() />
            <PartActions draft=Arc::clone(&draft) />
        </Form>
    }
}
