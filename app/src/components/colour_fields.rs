//! Picking the portal's two colours: each is checked while it is typed, and where white text on it could not be read, the
//! nearest shade on which it can is proposed. Without scripts the page that follows says the same.

use domain::colour::WHITE;
use domain::{Colour, Lang};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::notice::Tone;
use super::{Form, Icon, Notice};
use crate::api::branding::SetColours;
use crate::locales::fill;
use crate::viewer::{open, use_words};

/// What the picker of the browser shows where no colour is chosen at all: the one that came with the portal.
const OURS: &str = "#2c5dbd";

/// Both fields, with the colours that are kept.
#[component]
pub fn ColourFields(brand: Option<Colour>, accent: Option<Colour>) -> impl IntoView {
    let words = use_words();
    let t = words.branding();
    let query = use_query_map();
    // What was just refused comes back in the address.
    let typed = move |name: &str, kept: Option<Colour>| {
        let refused = query.with_untracked(|query| query.get(name));
        RwSignal::new(refused.unwrap_or_else(|| kept.map(|colour| colour.to_string()).unwrap_or_default()))
    };
    let (brand, accent) = (typed("brand", brand), typed("accent", accent));
    let action = ServerAction::<SetColours>::new();
    Effect::new(move |_| {
        if let Some(Ok(page)) = action.value().get() {
            open(&page);
        }
    });
    view! {
        <section class="card" aria-labelledby="colours">
            <header><div><h2 id="colours">{t.colours}</h2><p>{t.colours_text}</p></div></header>
            <Proposal brand accent action />
            <Form action>
                <div class="fields">
                    <ColourField name="brand" label=t.brand hint=t.brand_hint typed=brand otherwise=brand />
                    <ColourField name="accent" label=t.accent hint=t.accent_hint typed=accent otherwise=brand />
                </div>
                <div class="form-actions"><button class="button primary">{words.common().save}</button></div>
            </Form>
        </section>
    }
}

#[component]
fn ColourField(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    typed: RwSignal<String>,
    /// The colour in its place while it is empty.
    otherwise: RwSignal<String>,
) -> impl IntoView {
    let words = use_words();
    let t = words.branding();
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let hint_id = format!("{name}-hint");
    let picker = move || {
        let of = |typed: RwSignal<String>| typed.with(|text| text.parse::<Colour>().ok());
        let colour = move || of(typed).or_else(|| of(otherwise)).map_or_else(|| OURS.to_owned(), |colour| colour.to_string());
        let pick = move |event| typed.set(event_target_value(&event));
        scripted.get().then(|| view! { <input type="color" aria-label=fill(t.pick, &[("colour", label)]) prop:value=colour on:input=pick /> })
    };
    let first = typed.get_untracked();
    view! {
        <div class="field">
            <label for=name>{label}" "<span class="optional">{words.common().optional}</span></label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <div class="colour">
                <input id=name name=name class="short" pattern="\\s*#[0-9A-Fa-f]{6}\\s*" title=t.pattern maxlength="12" autocomplete="off" spellcheck="false" placeholder="#rrggbb"
                    aria-describedby=hint_id value=first prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) />
                {picker}
            </div>
        </div>
    }
}

/// Says of each colour that is too pale what is wrong, and offers to keep the nearest ones that are not.
#[component]
fn Proposal(brand: RwSignal<String>, accent: RwSignal<String>, action: ServerAction<SetColours>) -> impl IntoView {
    let words = use_words();
    let (t, lang) = (words.branding(), words.lang);
    let better = |typed: RwSignal<String>| typed.with(|text| text.parse::<Colour>().ok()).map(|colour| (colour, colour.nearest_readable()));
    let checked = Memo::new(move |_| (better(brand), better(accent)));
    move || {
        let (brand, accent) = checked.get();
        let poor: Vec<(&str, Colour, Colour)> = [(t.brand, brand), (t.accent, accent)]
            .into_iter()
            .filter_map(|(name, pair)| pair.map(|(picked, best)| (name, picked, best)))
            .filter(|(_, picked, best)| picked != best)
            .collect();
        let names = poor.iter().map(|(.., best)| best.to_string()).collect::<Vec<_>>().join(", ");
        let kept = |pair: Option<(Colour, Colour)>| pair.map(|(_, best)| best.to_string()).unwrap_or_default();
        (!poor.is_empty()).then(|| view! {
            <Notice tone=Tone::Warning>
                {poor.iter().map(|(name, picked, best)| {
                    let (ratio, better) = (contrast(lang, *picked), contrast(lang, *best));
                    let (picked, best) = (picked.to_string(), best.to_string());
                    let values = [("name", *name), ("picked", picked.as_str()), ("ratio", ratio.as_str()), ("best", best.as_str()), ("better", better.as_str())];
                    view! { <p><Swatch colour=picked.clone() />{fill(t.too_pale, &values)}<Swatch colour=best.clone() /></p> }
                }).collect_view()}
                <ActionForm action>
                    <input type="hidden" name="brand" value=kept(brand) />
                    <input type="hidden" name="accent" value=kept(accent) />
                    <button class="button"><Icon name="check" />{fill(t.take, &[("colour", &names)])}</button>
                </ActionForm>
            </Notice>
        })
    }
}

/// `3.1`; never rounded up to what is asked.
fn contrast(lang: Lang, colour: Colour) -> String {
    let number = format!("{:.1}", (colour.contrast(WHITE) * 10.0).floor() / 10.0);
    if lang == Lang::Fr { number.replace('.', ",") } else { number }
}

/// A drawing: the policy allows no style in the page.
#[component]
fn Swatch(colour: String) -> impl IntoView {
    view! { <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4" fill=colour /></svg> }
}
