//! What is switched on, and where the portal opens.

use domain::view::menus::{MenuRow, Opens};
use domain::{Landing, Lang, Module, Modules};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::menus::list_menus;
use crate::api::modules::ChangeModules;
use crate::api::settings::load_settings;
use crate::components::frame::area_name;
use crate::components::settings_tabs::SettingsTabs;
use crate::components::{Done, Form, Loaded, entered, entered_all, page_resource};
use crate::viewer::use_words;

#[component]
pub fn ModulesPage() -> impl IntoView {
    let words = use_words();
    let t = words.branding();
    let data = page_resource(|| (), |()| async { Ok((load_settings().await?.modules, list_menus().await?)) });
    let action = ServerAction::<ChangeModules>::new();
    view! {
        <Title text=t.modules />
        <main id="main" class="page narrow">
            <header class="page-header"><div><h1>{t.modules}</h1><p>{t.modules_text}</p></div></header>
            <SettingsTabs />
            <Done texts=vec![("saved", words.common().saved)] />
            <Loaded resource=data let:data>
                <Form action>
                    <Fields modules=data.0 menus=data.1 />
                    <div class="form-actions"><button class="button primary">{words.common().save}</button></div>
                </Form>
            </Loaded>
        </main>
    }
}

#[component]
fn Fields(modules: Modules, menus: Vec<MenuRow>) -> impl IntoView {
    let words = use_words();
    let t = words.branding();
    let landing = entered("form[landing]", modules.landing.to_string());
    let on = move |module: Module| entered_all("form[on][]").map_or(modules.has(module), |sent| sent.iter().any(|word| word == module.word()));
    let chosen = landing.clone();
    let option = move |place: Landing, text: String| {
        let place = place.to_string();
        let selected = place == landing;
        view! { <option value=place selected=selected>{text}</option> }
    };
    let label = move |entry: &MenuRow| match words.lang {
        Lang::En => entry.label_en.clone(),
        Lang::Fr => entry.label_fr.clone(),
    };
    view! {
        <section class="card" aria-labelledby="switches">
            <header><h2 id="switches">{t.switches}</h2></header>
            {Module::ALL.iter().map(|module| {
                let hint = match module {
                    Module::Courses => t.courses_hint,
                    Module::Communities => t.communities_hint,
                    Module::Menus => t.menus_hint,
                };
                view! {
                    <label class="check">
                        <input type="checkbox" name="form[on][]" value=module.word() checked=on(*module) />
                        <span>{area_name(words, *module)}<small>{hint}</small></span>
                    </label>
                }
            }).collect_view()}
        </section>
        <section class="card" aria-labelledby="landing-title">
            <header><h2 id="landing-title">{t.landing}</h2></header>
            <div class="field">
                <label for="landing">{t.landing_label}</label>
                <p class="hint" id="landing-hint">{t.landing_hint}</p>
                <select id="landing" name="form[landing]" aria-describedby="landing-hint">
                    {Module::AREAS.iter().map(|area| option(Landing::Area(*area), area_name(words, *area).to_owned())).collect_view()}
                    {menus.iter().filter(|entry| entry.opens == Opens::Embedded || chosen == Landing::Menu(entry.slug.clone()).to_string()).map(|entry| option(Landing::Menu(entry.slug.clone()), label(entry))).collect_view()}
                </select>
            </div>
        </section>
    }
}
