//! The fields that say when a category opens.

use domain::drip::MOST_DAYS;
use domain::{Drip, DripKind};
use leptos::prelude::*;

use super::entered;
use crate::locales::fill;
use crate::viewer::use_words;

/// The fields `opens`, `days` and `date` of a form.
#[component]
pub fn DripFields(
    drip: Drip,
    /// Whether the category stands in another one.
    nested: bool,
    /// The portal's time zone.
    zone: String,
) -> impl IntoView {
    let t = use_words().sections();
    let kind = entered("opens", "").parse().unwrap_or(drip.kind());
    let days = entered("days", drip.days().map(|days| days.to_string()).unwrap_or_default());
    let date = entered("date", drip.day().map(domain::Timestamp::date).unwrap_or_default());
    let choices = DripKind::ALL.iter().map(move |choice| {
        let (label, hint) = match choice {
            DripKind::AtOnce => (t.at_once, None),
            DripKind::AfterGrant => (t.after_grant, Some(t.after_grant_hint)),
            DripKind::AfterFirstAccess => (t.after_first_access, None),
            DripKind::OnDate => (t.on_date, None),
        };
        view! {
            <label class="check">
                <input type="radio" name="opens" value=choice.word() checked=*choice == kind prop:checked=*choice == kind />
                <span>{label}{hint.map(|hint| view! { " "<small>{hint}</small> })}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field"><legend>{t.opens}</legend>{choices.collect_view()}</fieldset>
        <div class="fields">
            <div class="field">
                <label for="drip-days">{t.days}</label>
                <input class="short" id="drip-days" name="days" type="number" min="1" max=MOST_DAYS.to_string() inputmode="numeric" value=days />
            </div>
            <div class="field">
                <label for="drip-date">{t.date}</label>
                <input class="short" id="drip-date" name="date" type="date" aria-describedby="drip-date-hint" value=date />
                <p class="hint" id="drip-date-hint">{fill(t.on_date_hint, &[("zone", &zone)])}</p>
            </div>
        </div>
        {nested.then(|| view! { <p class="hint">{t.both}</p> })}
    }
}
