//! *When*: what the automation begins with.

use std::sync::Arc;

use domain::automation::{Spot, Trigger, TriggerForm, TriggerKind};
use domain::view::automations::{AutomationChoices, ProductChoice};
use leptos::prelude::*;

use super::open::{Open, page};
use super::{Draft, Flaws, PartActions};
use crate::api::automations::SetTrigger;
use crate::components::{Form, Icon, entered};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn TriggerPart(draft: Arc<Draft>, trigger: Trigger) -> impl IntoView {
    let t = use_words();
    let action = ServerAction::<SetTrigger>::new();
    let is_open = draft.open == Open::Trigger;
    let href = if is_open { format!("{}#trigger", page(draft.id)) } else { Open::Trigger.href(draft.id) };
    let sentence = t.trigger_after_when(&trigger, &draft.titles);
    let faults = draft.faults_at(&Spot::Trigger);
    view! {
        <section class="stack tight" aria-labelledby="when">
            <h2 id="when">{t.editor().when}</h2>
            <div class="card step" id="trigger">
                <div class="step-head">
                    <Icon name="star" />
                    <a class="grow" href=href aria-expanded=is_open.to_string() data-noscroll=true>{sentence}</a>
                </div>
                <Flaws faults />
                {is_open.then(|| view! {
                    <Form action>
                        <input type="hidden" name="id" value=draft.id.to_string() />
                        <TriggerFields trigger choices=draft.choices.clone() />
                        <PartActions draft=Arc::clone(&draft) />
                    </Form>
                })}
            </div>
        </section>
    }
}

/// A value and a title.
type Choice = (String, String);

#[component]
fn TriggerFields(trigger: Trigger, choices: AutomationChoices) -> impl IntoView {
    let t = use_words();
    let e = t.editor();
    let kind = entered("form[kind]", trigger.kind.word()).parse().unwrap_or(trigger.kind);
    let days = entered("form[days]", trigger.days.unwrap_or(7).to_string());
    let named = TriggerForm::named(&trigger.only);
    let AutomationChoices { offers, products, groups, .. } = choices;
    let offers = offers.into_iter().map(|(id, title)| (format!("offer/{id}"), title)).collect();
    let groups = groups.into_iter().map(|group| (format!("group/{}", group.id), group.title)).collect();
    let courses = products.iter().map(|product| (format!("product/{}", product.id), product.title.clone())).collect();
    view! {
        <div class="trigger">
            <div class="field">
                <label for="kind">{e.begins_with}</label>
                <select id="kind" name="form[kind]">
                    {TriggerKind::ALL.iter().map(|one| view! {
                        <option value=one.word() selected=*one == kind prop:selected=*one == kind>{t.trigger_kind(*one)}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="field for-offer">
                <label for="offer">{e.which_offer}</label>
                <Which id="offer" any=e.any_offer named=named.clone() single=offers groups=Vec::new() />
            </div>
            <div class="field for-product">
                <label for="product">{e.which_product}</label>
                <Which id="product" any=e.any_product named=named.clone() single=courses groups=Vec::new() />
            </div>
            <div class="field for-category">
                <label for="category">{e.which_category}</label>
                <Which id="category" any=e.any_category named=named.clone() single=Vec::new() groups=products.iter().map(|product| categories(product, e.any_category_of)).collect() />
            </div>
            <div class="field for-lesson">
                <label for="lesson">{e.which_lesson}</label>
                <Which id="lesson" any=e.any_lesson named=named.clone() single=Vec::new() groups=products.iter().map(|product| lessons(product, e.any_lesson_of)).collect() />
            </div>
            <div class="field for-group">
                <label for="group">{e.which_group}</label>
                <Which id="group" any=e.any_group named single=groups groups=Vec::new() />
            </div>
            <div class="field for-days">
                <label for="days">{e.how_many_days}</label>
                <input class="short" id="days" name="form[days]" type="number" min="1" max="365" inputmode="numeric" value=days.clone() prop:value=days />
            </div>
        </div>
    }
}

/// A course's name, and the choices in it: any section of it, then each.
fn categories(product: &ProductChoice, any: &str) -> (String, Vec<Choice>) {
    let whole = (format!("product/{}", product.id), fill(any, &[("title", &product.title)]));
    let each = product.categories.iter().map(|(id, title)| (format!("category/{id}"), title.clone()));
    (product.title.clone(), std::iter::once(whole).chain(each).collect())
}

/// A course's name, and the choices in it: any lesson of it, any of a section, then each.
fn lessons(product: &ProductChoice, any: &str) -> (String, Vec<Choice>) {
    let any_of = |title: &str| fill(any, &[("title", title)]);
    let whole = (format!("product/{}", product.id), any_of(&product.title));
    let sections = product.categories.iter().map(|(id, title)| (format!("category/{id}"), any_of(title)));
    let each = product.lessons.iter().map(|(id, _, title)| (format!("lesson/{id}"), title.clone()));
    (product.title.clone(), std::iter::once(whole).chain(sections).chain(each).collect())
}

/// One of the things there are, or any.
#[component]
fn Which(id: &'static str, any: &'static str, named: String, single: Vec<Choice>, groups: Vec<(String, Vec<Choice>)>) -> impl IntoView {
    let name = format!("form[{id}]");
    let chosen = entered(&name, named);
    let option = move |(value, title): Choice| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen prop:selected=is_chosen>{title}</option> }
    };
    let single: Vec<_> = single.into_iter().map(&option).collect();
    let groups: Vec<_> =
        groups.into_iter().map(|(label, choices)| view! { <optgroup label=label>{choices.into_iter().map(&option).collect_view()}</optgroup> }).collect();
    view! { <select id=id name=name><option value="">{any}</option>{single}{groups}</select> }
}

#[cfg(test)]
mod tests {
    use domain::{CategoryId, LessonId, ProductId};

    use super::*;

    #[test]
    fn a_course_is_chosen_whole_or_in_part() {
        let product = ProductChoice {
            id: ProductId::MAX,
            slug: "knots".to_owned(),
            title: "Knots".to_owned(),
            categories: vec![(CategoryId::MIN, "Basics".to_owned())],
            lessons: vec![(LessonId::MIN, "bowline".to_owned(), "Bowline".to_owned())],
        };
        let titles = |(_, choices): (String, Vec<Choice>)| choices.into_iter().map(|(_, title)| title).collect::<Vec<_>>();
        assert_eq!(titles(categories(&product, "Any in “{title}”")), ["Any in “Knots”", "Basics"]);
        assert_eq!(titles(lessons(&product, "Any in “{title}”")), ["Any in “Knots”", "Any in “Basics”", "Bowline"]);
    }
}
