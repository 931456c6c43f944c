//! The fields of an offer, for a new one and for one that is there.

use domain::view::offers::{AccessKind, Choices, GroupChoice, LONGEST_ACCESS_DAYS, OfferForm, ProductChoice};
use domain::{GroupId, ProductId, Publication};
use leptos::prelude::*;

use super::{Cover, TextArea, entered, entered_all};
use crate::viewer::use_words;

#[component]
pub fn OfferFields(form: OfferForm, choices: Choices) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let access = match entered("form[access]", "").as_str() {
        "forever" => AccessKind::Forever,
        "days" => AccessKind::Days,
        _ => form.access,
    };
    let state = entered("form[state]", "").parse().unwrap_or(form.state);
    let chosen = entered_all("form[products][]").map_or(form.products, |ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
    let groups = entered_all("form[groups][]").map_or(form.groups, |ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
    view! {
        <div class="field">
            <label for="offer-title">{o.name}</label>
            <input id="offer-title" name="form[title]" required maxlength="120" autocomplete="off" value=entered("form[title]", form.title) />
        </div>
        <div class="field">
            <label for="offer-description">{o.description}" "<span class="optional">{t.common().optional}</span></label>
            <p class="hint" id="offer-description-hint">{o.description_hint}</p>
            <TextArea id="offer-description" name="form[description]" value=form.description rows=3 described_by="offer-description-hint" />
        </div>
        <Courses choices=choices.products chosen />
        <Groups choices=choices.groups chosen=groups />
        <fieldset class="field">
            <legend>{o.access_label}</legend>
            <Choice name="form[access]" value="forever" chosen=access == AccessKind::Forever label=o.forever hint=o.forever_hint />
            <Choice name="form[access]" value="days" chosen=access == AccessKind::Days label=o.limited hint=o.limited_hint />
        </fieldset>
        <div class="field">
            <label for="offer-days">{o.days_label}</label>
            <p class="hint" id="offer-days-hint">{o.days_hint}</p>
            <input class="short" id="offer-days" name="form[days]" type="number" min="1" max=LONGEST_ACCESS_DAYS inputmode="numeric" aria-describedby="offer-days-hint" value=entered("form[days]", form.days) />
        </div>
        <fieldset class="field">
            <legend>{o.state_label}</legend>
            <Choice name="form[state]" value=Publication::Draft.word() chosen=state == Publication::Draft label=t.common().draft hint=o.draft_hint />
            <Choice name="form[state]" value=Publication::Published.word() chosen=state == Publication::Published label=t.common().published hint=o.published_hint />
        </fieldset>
    }
}

#[component]
fn Choice(name: &'static str, value: &'static str, chosen: bool, label: &'static str, hint: &'static str) -> impl IntoView {
    view! { <label class="check"><input type="radio" name=name value=value checked=chosen /><span>{label}<small>{hint}</small></span></label> }
}

#[component]
fn Courses(choices: Vec<ProductChoice>, chosen: Vec<ProductId>) -> impl IntoView {
    let t = use_words();
    let o = t.offers();
    let nothing = choices.is_empty().then(|| view! { <p class="hint">{o.no_courses}" "<a href="/admin/courses/new">{o.add_course}</a></p> });
    let list = choices
        .into_iter()
        .map(|product| {
            let draft = (product.state == Publication::Draft).then(|| view! { <small>{t.common().draft}</small> });
            view! {
                <li><label class="check">
                    <input type="checkbox" name="form[products][]" value=product.id.to_string() checked=chosen.contains(&product.id) />
                    <Cover src=product.cover />
                    <span>{product.title}{draft}</span>
                </label></li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{o.courses_label}</legend>
            {nothing}
            <ul class="choices">{list}</ul>
        </fieldset>
    }
}

/// Nothing while there is no community.
#[component]
fn Groups(choices: Vec<GroupChoice>, chosen: Vec<GroupId>) -> impl IntoView {
    let t = use_words();
    (!choices.is_empty()).then(|| {
        let list = choices
            .into_iter()
            .map(|group| {
                let draft = (group.state == Publication::Draft).then(|| view! { <small>{t.common().draft}</small> });
                view! {
                    <li><label class="check">
                        <input type="checkbox" name="form[groups][]" value=group.id.to_string() checked=chosen.contains(&group.id) />
                        <span>{group.title}{draft}</span>
                    </label></li>
                }
            })
            .collect_view();
        view! { <fieldset class="field"><legend>{t.common().communities}</legend><ul class="choices">{list}</ul></fieldset> }
    })
}
