//! A draft: what it says in each language, whom it is for, and beside it how it looks and how it is sent.

use domain::view::broadcasts::{BroadcastChoices, BroadcastDetails, BroadcastForm};
use domain::{BroadcastId, Destination, Lang};
use leptos::prelude::*;

use super::address;
use super::audience::AudienceFields;
use crate::api::broadcasts::{ChangeBroadcast, ScheduleBroadcast, SendTest};
use crate::components::variable_menu::VariableMenu;
use crate::components::{Form, Icon, TextArea, entered};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Draft(broadcast: BroadcastDetails) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let BroadcastDetails { id, form, audience, count, choices, own_address, zone, .. } = broadcast;
    let change = ServerAction::<ChangeBroadcast>::new();
    let languages: Vec<Lang> = Lang::ALL.iter().copied().filter(|lang| !form.text(*lang).0.is_empty()).collect();
    view! {
        <div class="columns">
            <Form action=change>
                <input type="hidden" name="id" value=id.to_string() />
                <Texts form choices=choices.clone() />
                <AudienceFields form=audience choices count />
                <div class="form-actions">
                    <button class="button primary">{t.common().save}</button>
                    <button class="button" name="then" value="count">{b.count}</button>
                </div>
            </Form>
            <aside class="stack">
                <Look id languages own_address />
                <Sending id zone />
                <section class="card danger-zone" aria-labelledby="delete">
                    <header><h2 id="delete">{b.delete}</h2></header>
                    <p class="muted">{b.delete_text}</p>
                    <div class="form-actions"><a class="button danger" href=address(id, Some("delete")) data-noscroll=true><Icon name="trash" />{b.delete}</a></div>
                </section>
            </aside>
        </div>
    }
}

#[component]
fn Texts(form: BroadcastForm, choices: BroadcastChoices) -> impl IntoView {
    let b = use_words().broadcasts();
    let sections = Lang::ALL.iter().map(|lang| view! { <InLanguage lang=*lang form=form.clone() /> }).collect_view();
    view! {
        <section class="card" aria-labelledby="what">
            <header><div><h2 id="what">{b.what}</h2><p>{b.what_text}</p></div></header>
            <div class="stack">
                <div class="field">
                    <label for="name">{b.name}</label>
                    <input id="name" name="form[name]" required maxlength="200" autocomplete="off" value=entered("form[name]", form.name.clone()) />
                </div>
                {sections}
                <DestinationField chosen=form.destination choices />
            </div>
        </section>
    }
}

/// Ids and names of the fields of a language.
const fn fields(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::En => ["subject-en", "form[subject_en]", "body-en", "form[body_en]"],
        Lang::Fr => ["subject-fr", "form[subject_fr]", "body-fr", "form[body_fr]"],
    }
}

#[component]
fn InLanguage(lang: Lang, form: BroadcastForm) -> impl IntoView {
    let b = use_words().broadcasts();
    let [subject_id, subject_name, body_id, body_name] = fields(lang);
    let (subject, body) = form.text(lang);
    let value = entered(subject_name, subject);
    view! {
        <fieldset class="field" lang=lang.word()>
            <legend>{lang.name()}</legend>
            <div class="field">
                <label for=subject_id>{b.subject}</label>
                <input id=subject_id name=subject_name maxlength="200" autocomplete="off" value=value />
            </div>
            <div class="field">
                <label for=body_id>{b.body}</label>
                <TextArea id=body_id name=body_name value=body.to_owned() rows=12 />
            </div>
            <VariableMenu field=body_id />
        </fieldset>
    }
}

#[component]
fn DestinationField(chosen: String, choices: BroadcastChoices) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let chosen = entered("form[destination]", chosen);
    let option = |destination: Destination, label: String| {
        let value = destination.to_string();
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen prop:selected=is_chosen>{label}</option> }
    };
    let BroadcastChoices { products, groups, .. } = choices;
    let courses: Vec<_> = products.into_iter().map(|(_, slug, title)| option(Destination::Product(slug), title)).collect();
    let communities: Vec<_> = groups.into_iter().map(|(slug, title)| option(Destination::Group(slug), title)).collect();
    view! {
        <div class="field">
            <label for="destination">{b.destination}</label>
            <p class="hint" id="destination-hint">{b.destination_hint}</p>
            <select id="destination" name="form[destination]" aria-describedby="destination-hint">
                {option(Destination::Home, b.home.to_owned())}
                {option(Destination::Courses, b.all_courses.to_owned())}
                {option(Destination::Communities, t.common().communities.to_owned())}
                {(!courses.is_empty()).then(|| view! { <optgroup label=t.common().courses>{courses}</optgroup> })}
                {(!communities.is_empty()).then(|| view! { <optgroup label=t.common().communities>{communities}</optgroup> })}
            </select>
        </div>
    }
}

/// Preview and tests, once something is saved.
#[component]
pub fn Look(id: BroadcastId, languages: Vec<Lang>, own_address: String) -> impl IntoView {
    let b = use_words().broadcasts();
    let test = ServerAction::<SendTest>::new();
    let nothing = languages.is_empty();
    let tests = languages.into_iter().map(|lang| {
        view! {
            <Form action=test class="">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="lang" value=lang.word() />
                <button class="button"><Icon name="mail" />{fill(b.test, &[("lang", lang.name())])}</button>
            </Form>
        }
    });
    let tests = tests.collect_view();
    view! {
        <section class="card" aria-labelledby="look">
            <header><div><h2 id="look">{b.look}</h2><p>{b.look_text}</p></div></header>
            <div class="stack">
                {(!nothing).then(|| view! {
                    <a class="button" href=address(id, Some("preview")) data-noscroll=true><Icon name="eye" />{b.preview}</a>
                    {tests}
                    <p class="hint">{fill(b.test_text, &[("address", &own_address)])}</p>
                })}
            </div>
        </section>
    }
}

/// Now, or at a time.
#[component]
fn Sending(id: BroadcastId, zone: String) -> impl IntoView {
    let b = use_words().broadcasts();
    let schedule = ServerAction::<ScheduleBroadcast>::new();
    view! {
        <section class="card" aria-labelledby="send">
            <header><h2 id="send">{b.send}</h2></header>
            <div class="stack">
                <a class="button" href=address(id, Some("send")) data-noscroll=true>{b.send_now}</a>
                <Form action=schedule>
                    <input type="hidden" name="id" value=id.to_string() />
                    <div class="field">
                        <label for="at">{b.schedule_at}</label>
                        <p class="hint" id="at-hint">{fill(b.schedule_hint, &[("zone", &zone)])}</p>
                        <At />
                    </div>
                    <button class="button"><Icon name="clock" />{b.schedule}</button>
                </Form>
            </div>
        </section>
    }
}

#[component]
fn At() -> impl IntoView {
    view! { <input id="at" name="at" type="datetime-local" required aria-describedby="at-hint" value=entered("at", "") /> }
}
