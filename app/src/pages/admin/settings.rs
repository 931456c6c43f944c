//! The portal's settings.

use domain::view::settings::PortalSettings;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::settings::{ChangeSettings, load_settings};
use crate::components::notice::Tone;
use crate::components::settings_tabs::SettingsTabs;
use crate::components::time_zone::TimeZoneCard;
use crate::components::{Form, Loaded, Notice, TextArea, entered, entered_all, page_resource};
use crate::viewer::{open, use_words};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let words = use_words();
    let t = words.settings();
    let query = use_query_map();
    let settings = page_resource(|| (), |()| load_settings());
    let action = ServerAction::<ChangeSettings>::new();
    Effect::new(move |_| {
        if let Some(Ok(page)) = action.value().get() {
            open(&page);
        }
    });
    let saved = move || query.with(|query| query.get("done").is_some());
    view! {
        <Title text=t.title />
        <main id="main" class="page narrow">
            <header class="page-header"><div><h1>{t.title}</h1><p>{t.text}</p></div></header>
            <SettingsTabs />
            {move || saved().then(|| view! { <Notice tone=Tone::Success><p>{words.common().saved}</p></Notice> })}
            <Loaded resource=settings let:settings>
                <Form action>
                    <PortalFields settings=settings.clone() />
                    <LinkFields settings />
                    <div class="form-actions"><button class="button primary">{words.common().save}</button></div>
                </Form>
            </Loaded>
            <TimeZoneCard />
        </main>
    }
}

#[component]
fn PortalFields(settings: PortalSettings) -> impl IntoView {
    let words = use_words();
    let t = words.settings();
    let PortalSettings { name, description, welcome_en, welcome_fr, .. } = settings;
    view! {
        <section class="card" aria-labelledby="portal">
            <header><h2 id="portal">{t.portal}</h2></header>
            <div class="field">
                <label for="name">{t.name}</label>
                <p class="hint" id="name-hint">{t.name_hint}</p>
                <input id="name" name="name" required maxlength="80" value=entered("name", name) aria-describedby="name-hint" />
            </div>
            <div class="field">
                <label for="description">{t.description}" "<span class="optional">{words.common().optional}</span></label>
                <p class="hint" id="description-hint">{t.description_hint}</p>
                <input id="description" name="description" maxlength="300" value=entered("description", description) aria-describedby="description-hint" />
            </div>
            <div class="field">
                <label for="welcome_en">{t.welcome_en}" "<span class="optional">{words.common().optional}</span></label>
                <p class="hint" id="welcome-hint">{t.welcome_hint}</p>
                <TextArea id="welcome_en" name="welcome_en" rows=3 value=welcome_en described_by="welcome-hint" />
            </div>
            <div class="field">
                <label for="welcome_fr">{t.welcome_fr}" "<span class="optional">{words.common().optional}</span></label>
                <TextArea id="welcome_fr" name="welcome_fr" rows=3 value=welcome_fr described_by="welcome-hint" />
            </div>
        </section>
    }
}

#[component]
fn LinkFields(settings: PortalSettings) -> impl IntoView {
    let t = use_words().settings();
    view! {
        <section class="card" aria-labelledby="links">
            <header><div><h2 id="links">{t.links}</h2><p>{t.lifetimes_text}</p></div></header>
            <Lifetime name="copied_hours" label=t.copied_hours hint=t.copied_hint most=720 value=settings.copied_hours />
            <Lifetime name="sent_days" label=t.sent_days hint=t.sent_hint most=30 value=settings.sent_days />
            <Lifetime name="requested_minutes" label=t.requested_minutes hint=t.requested_hint most=43_200 value=settings.requested_minutes />
            <label class="check">
                <input type="checkbox" name="ask_first" value="true" checked=entered_all("ask_first").map_or(settings.ask_first, |sent| !sent.is_empty()) />
                <span>{t.ask_first}<small>{t.ask_first_text}</small></span>
            </label>
        </section>
    }
}

#[component]
fn Lifetime(name: &'static str, label: &'static str, hint: &'static str, most: u32, value: u32) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <input id=name name=name class="short" type="number" required min="1" max=most.to_string() value=entered(name, value.to_string()) aria-describedby=hint_id />
        </div>
    }
}
