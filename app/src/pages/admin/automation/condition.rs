//! The fields for something that can be true of a contact: what a filter or a question asks.

use domain::automation::ConditionForm;
use domain::view::automations::AutomationChoices;
use leptos::prelude::*;

use super::fields::TagField;
use crate::components::entered;
use crate::viewer::use_words;

/// Inside of a form; the names are those of the argument `condition`.
#[component]
pub fn ConditionFields(condition: ConditionForm, choices: AutomationChoices) -> impl IntoView {
    let s = use_words().steps();
    let about = entered("condition[about]", condition.about);
    let not = entered("condition[holds]", condition.holds) == "not";
    let percent = entered("condition[percent]", if condition.percent.is_empty() { "100".to_owned() } else { condition.percent });
    let AutomationChoices { offers, products, groups, tags } = choices;
    let option = move |value: String, title: String| {
        let chosen = value == about;
        view! { <option value=value selected=chosen prop:selected=chosen>{title}</option> }
    };
    let products: Vec<(String, String)> = products.into_iter().map(|product| (product.id.to_string(), product.title)).collect();
    let group = |label: &'static str, kind: &'static str, things: Vec<(String, String)>| {
        let options = things.into_iter().map(|(id, title)| option(format!("{kind}/{id}"), title)).collect_view();
        view! { <optgroup label=label>{options}</optgroup> }
    };
    view! {
        <div class="condition">
            <div class="field">
                <label for="about">{s.about}</label>
                <select id="about" name="condition[about]" required>
                    <option value="">{s.choose_about}</option>
                    {group(s.about_offers, "offer", offers.into_iter().map(|(id, title)| (id.to_string(), title)).collect())}
                    {group(s.about_products, "product", products.clone())}
                    {group(s.about_groups, "group", groups.into_iter().map(|group| (group.id.to_string(), group.title)).collect())}
                    {group(s.about_progress, "progress", products)}
                    {option("tag".to_owned(), s.about_tag.to_owned())}
                </select>
            </div>
            <div class="for-tag"><TagField name="condition[tag]" tag=condition.tag tags /></div>
            <div class="field for-progress">
                <label for="percent">{s.percent}</label>
                <input class="short" id="percent" name="condition[percent]" type="number" min="1" max="100" inputmode="numeric" value=percent.clone() prop:value=percent />
            </div>
            <fieldset class="field">
                <legend>{s.holds}</legend>
                <label class="check"><input type="radio" name="condition[holds]" value="" checked=!not prop:checked=!not /><span>{s.holds_yes}</span></label>
                <label class="check"><input type="radio" name="condition[holds]" value="not" checked=not prop:checked=not /><span>{s.holds_no}</span></label>
            </fieldset>
        </div>
    }
}
