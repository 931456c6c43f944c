//! The fields of a menu entry, for a new one and for one that is there.

use domain::OfferId;
use domain::view::menus::{Audience, MenuForm, MenuIcon, Opens};
use leptos::prelude::*;

use super::{Icon, entered, entered_all};
use crate::locales::Words;
use crate::viewer::use_words;

#[component]
pub fn MenuFields(form: MenuForm, offers: Vec<(OfferId, String)>) -> impl IntoView {
    let t = use_words().menus();
    let opens = entered("form[opens]", form.opens.word()).parse().unwrap_or(form.opens);
    let audience = entered("form[audience]", form.audience.word()).parse().unwrap_or(form.audience);
    let chosen = entered_all("form[offers][]").map_or(form.offers, |ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
    view! {
        <div class="fields">
            <Label name="form[label_en]" id="label-en" label=t.label_en value=form.label_en />
            <Label name="form[label_fr]" id="label-fr" label=t.label_fr value=form.label_fr />
        </div>
        <p class="hint">{t.label_hint}</p>
        <div class="field">
            <label for="url">{t.url}</label>
            <p class="hint" id="url-hint">{t.url_hint}</p>
            <input id="url" name="form[url]" type="url" required maxlength="2000" placeholder="https://" autocomplete="off" aria-describedby="url-hint" value=entered("form[url]", form.url) />
        </div>
        <Icons chosen=form.icon />
        <fieldset class="field">
            <legend>{t.opens}</legend>
            <Choice name="form[opens]" value=Opens::Embedded.word() chosen=opens == Opens::Embedded label=t.embedded hint=t.embedded_hint />
            <Choice name="form[opens]" value=Opens::SameTab.word() chosen=opens == Opens::SameTab label=t.same_tab hint=t.same_tab_hint />
            <Choice name="form[opens]" value=Opens::NewTab.word() chosen=opens == Opens::NewTab label=t.new_tab hint=t.new_tab_hint />
        </fieldset>
        <fieldset class="field">
            <legend>{t.audience}</legend>
            <Choice name="form[audience]" value=Audience::Everyone.word() chosen=audience == Audience::Everyone label=t.everyone hint=t.everyone_hint />
            <Choice name="form[audience]" value=Audience::Offers.word() chosen=audience == Audience::Offers label=t.holders hint=t.holders_hint />
        </fieldset>
        <Offers offers chosen />
    }
}

#[component]
fn Label(name: &'static str, id: &'static str, label: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id name=name maxlength="40" autocomplete="off" value=entered(name, value) />
        </div>
    }
}

#[component]
fn Icons(chosen: MenuIcon) -> impl IntoView {
    let t = use_words();
    let chosen = entered("form[icon]", chosen.word()).parse().unwrap_or(chosen);
    view! {
        <fieldset class="field">
            <legend>{t.menus().icon}</legend>
            <div class="icon-choices">
                {MenuIcon::ALL.iter().map(|icon| view! {
                    <label class="check">
                        <input type="radio" name="form[icon]" value=icon.word() checked=*icon == chosen />
                        <Icon name=icon.word() />
                        <span>{icon_name(t, *icon)}</span>
                    </label>
                }).collect_view()}
            </div>
        </fieldset>
    }
}

const fn icon_name(t: Words, icon: MenuIcon) -> &'static str {
    let t = t.menus();
    match icon {
        MenuIcon::Link => t.icon_link,
        MenuIcon::Calendar => t.icon_calendar,
        MenuIcon::Chat => t.icon_chat,
        MenuIcon::Help => t.icon_help,
        MenuIcon::Cart => t.icon_cart,
        MenuIcon::Star => t.icon_star,
        MenuIcon::Globe => t.icon_globe,
        MenuIcon::Book => t.icon_book,
        MenuIcon::Users => t.icon_users,
        MenuIcon::Mail => t.icon_mail,
        MenuIcon::File => t.icon_file,
        MenuIcon::Play => t.icon_play,
        MenuIcon::Gift => t.icon_gift,
    }
}

#[component]
fn Choice(name: &'static str, value: &'static str, chosen: bool, label: &'static str, hint: &'static str) -> impl IntoView {
    view! { <label class="check"><input type="radio" name=name value=value checked=chosen /><span>{label}<small>{hint}</small></span></label> }
}

#[component]
fn Offers(offers: Vec<(OfferId, String)>, chosen: Vec<OfferId>) -> impl IntoView {
    let t = use_words().menus();
    let nothing = offers.is_empty().then(|| view! { <p class="hint">{t.no_offers}</p> });
    view! {
        <fieldset class="field">
            <legend>{t.offers}</legend>
            {nothing}
            {offers.into_iter().map(|(id, title)| view! {
                <label class="check"><input type="checkbox" name="form[offers][]" value=id.to_string() checked=chosen.contains(&id) /><span>{title}</span></label>
            }).collect_view()}
        </fieldset>
    }
}
