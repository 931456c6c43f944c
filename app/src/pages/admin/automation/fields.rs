//! The fields of a step, by its kind. Each stands inside of a form; the names are those of the argument `form`.

use domain::automation::step::{StepKind, Unit};
use domain::automation::{ConditionForm, StepForm, Variable};
use domain::view::automations::AutomationChoices;
use leptos::prelude::*;

use super::condition::ConditionFields;
use super::message::MessageFields;
use crate::components::entered;
use crate::viewer::use_words;

#[component]
pub fn StepFields(kind: StepKind, form: StepForm, condition: ConditionForm, choices: AutomationChoices, variables: Vec<Variable>) -> impl IntoView {
    let s = use_words().steps();
    match kind {
        StepKind::Email | StepKind::Sms => view! { <MessageFields kind form choices variables /> }.into_any(),
        StepKind::Wait => view! { <WaitFields form /> }.into_any(),
        StepKind::If => view! { <ConditionFields condition choices /> }.into_any(),
        StepKind::GrantOffer => view! { <OfferField form choices /> }.into_any(),
        StepKind::RevokeOffer => view! { <OfferField form choices hint=s.revoke_hint /> }.into_any(),
        StepKind::AddTag | StepKind::RemoveTag => view! { <TagField name="form[tag]" tag=form.tag tags=choices.tags /> }.into_any(),
        StepKind::Webhook => view! { <AddressField url=form.url /> }.into_any(),
    }
}

#[component]
fn WaitFields(form: StepForm) -> impl IntoView {
    let s = use_words().steps();
    let amount = entered("form[amount]", if form.amount.is_empty() { "1".to_owned() } else { form.amount });
    let chosen = entered("form[unit]", form.unit).parse().unwrap_or(Unit::Days);
    let word = move |unit| match unit {
        Unit::Minutes => s.minutes,
        Unit::Hours => s.hours,
        Unit::Days => s.days,
    };
    view! {
        <div class="fields">
            <div class="field">
                <label for="amount">{s.amount}</label>
                <input class="short" id="amount" name="form[amount]" type="number" min="1" max="9999" required inputmode="numeric" value=amount.clone() prop:value=amount />
            </div>
            <div class="field">
                <label for="unit">{s.unit}</label>
                <select id="unit" name="form[unit]">
                    {Unit::ALL.iter().map(|unit| view! {
                        <option value=unit.word() selected=*unit == chosen prop:selected=*unit == chosen>{word(*unit)}</option>
                    }).collect_view()}
                </select>
            </div>
        </div>
    }
}

#[component]
fn OfferField(form: StepForm, choices: AutomationChoices, #[prop(optional)] hint: Option<&'static str>) -> impl IntoView {
    let t = use_words();
    let s = t.steps();
    if choices.offers.is_empty() {
        return view! { <p class="muted">{s.no_offers}" "<a class="link" href="/admin/offers/new">{t.offers().add}</a></p> }.into_any();
    }
    let chosen = entered("form[offer]", form.offer);
    view! {
        <div class="field">
            <label for="offer">{s.offer}</label>
            {hint.map(|hint| view! { <p class="hint" id="offer-hint">{hint}</p> })}
            <select id="offer" name="form[offer]" required aria-describedby=hint.map(|_| "offer-hint")>
                <option value="">{s.choose_offer}</option>
                {choices.offers.into_iter().map(|(id, title)| {
                    let is_chosen = id.to_string() == chosen;
                    view! { <option value=id.to_string() selected=is_chosen prop:selected=is_chosen>{title}</option> }
                }).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

/// A tag to type, or one there is to choose.
#[component]
pub fn TagField(name: &'static str, tag: String, tags: Vec<String>) -> impl IntoView {
    let s = use_words().steps();
    let tag = entered(name, tag);
    view! {
        <div class="field">
            <label for="tag">{s.tag}</label>
            <p class="hint" id="tag-hint">{s.tag_hint}</p>
            <input id="tag" name=name maxlength="60" list="tags" autocomplete="off" aria-describedby="tag-hint" value=tag.clone() prop:value=tag />
            <datalist id="tags">{tags.into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}</datalist>
        </div>
    }
}

#[component]
fn AddressField(url: String) -> impl IntoView {
    let s = use_words().steps();
    let url = entered("form[url]", url);
    view! {
        <div class="field">
            <label for="url">{s.url}</label>
            <p class="hint" id="url-hint">{s.url_hint}</p>
            <input id="url" name="form[url]" type="url" maxlength="2000" autocomplete="off" aria-describedby="url-hint" value=url.clone() prop:value=url />
        </div>
    }
}
