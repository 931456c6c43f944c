//! The portal's time zone: a card of its own on the page of settings.

use domain::view::settings::TimeZonePage;
use leptos::prelude::*;

use super::{Form, Loaded, entered, page_resource};
use crate::api::settings::{ChangeTimeZone, load_time_zone};
use crate::viewer::use_words;

#[component]
pub fn TimeZoneCard() -> impl IntoView {
    let t = use_words().sections();
    let page = page_resource(|| (), |()| load_time_zone());
    let change = ServerAction::<ChangeTimeZone>::new();
    view! {
        <section class="card" aria-labelledby="time-zone-title">
            <header><div><h2 id="time-zone-title">{t.time_zone}</h2><p>{t.time_zone_text}</p></div></header>
            <Loaded resource=page let:page>
                <Form action=change>
                    <ZoneField page />
                    <div class="form-actions"><button class="button">{t.time_zone_save}</button></div>
                </Form>
            </Loaded>
        </section>
    }
}

#[component]
fn ZoneField(page: TimeZonePage) -> impl IntoView {
    let chosen = entered("time_zone", page.name);
    let options = page.names.into_iter().map(|name| {
        let is_chosen = name == chosen;
        view! { <option value=name.clone() selected=is_chosen prop:selected=is_chosen>{name.clone()}</option> }
    });
    view! {
        <div class="field">
            <label for="time_zone">{use_words().sections().time_zone_label}</label>
            <select id="time_zone" name="time_zone" required=true>{options.collect_view()}</select>
        </div>
    }
}
