//! My account: who I am, language, theme, devices.

use domain::view::learning::Device;
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::session::{ChangeSubscription, SignOutDevice, load_devices, load_subscription};
use crate::components::frame::{LanguageSwitch, ThemeSwitch};
use crate::components::notice::Tone;
use crate::components::{Form, Icon, Loaded, Notice, When, page_resource};
use crate::islands::Dialog;
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

/// The address of this page, and of it with the question whether to sign out everywhere.
const HERE: &str = "/account";
const EVERYWHERE: &str = "/account?dialog=everywhere";

#[component]
pub fn AccountPage() -> impl IntoView {
    let t = use_words();
    let query = use_query_map();
    let data = page_resource(|| (), |()| load_devices());
    let sign_out = ServerAction::<SignOutDevice>::new();
    let own = matches!(use_viewer().who, Who::Contact { .. });
    let subscription = page_resource(|| (), |()| load_subscription());
    let done = move || {
        query.with(|query| match query.get_str("done") {
            Some("device") => Some(t.learner().device_signed_out),
            Some("messages-on") => Some(t.learner().messages_turned_on),
            Some("messages-off") => Some(t.learner().messages_turned_off),
            _ => None,
        })
    };
    let asking = move || own && query.with(|query| query.get_str("dialog") == Some("everywhere"));
    view! {
        <Title text=t.learner().account />
        <main id="main" class="page narrow">
            <header class="page-header"><div><h1>{t.learner().account}</h1></div></header>
            {move || done().map(|text| view! { <Notice tone=Tone::Success><p>{text}</p></Notice> })}
            {move || asking().then(|| view! { <Everywhere /> })}
            <AboutYou />
            <section class="card">
                <header><h2>{t.learner().on_this_device}</h2></header>
                <div class="stack tight"><p class="muted">{t.common().language}</p><LanguageSwitch /></div>
                <div class="stack tight"><p class="muted">{t.common().theme}</p><ThemeSwitch /></div>
            </section>
            <Loaded resource=subscription let:on>{on.map(|on| view! { <Messages on own /> })}</Loaded>
            <Loaded resource=data let:devices><Devices devices own sign_out /></Loaded>
        </main>
    }
}

#[component]
fn AboutYou() -> impl IntoView {
    let t = use_words().learner();
    match use_viewer().who {
        Who::Contact { name, email, .. } => view! {
            <section class="card">
                <header><div><h2>{t.about_you}</h2><p>{t.about_hint}</p></div></header>
                <dl class="facts"><div><dt>{t.name}</dt><dd>{name}</dd></div><div><dt>{t.email}</dt><dd>{email}</dd></div></dl>
            </section>
        }
        .into_any(),
        Who::Preview { name, .. } => view! { <Notice tone=Tone::Info><p>{fill(t.preview_account, &[("name", &name)])}</p></Notice> }.into_any(),
        Who::Admin { .. } | Who::Nobody => view! {
            <Notice tone=Tone::Info><p>{t.admin_account}" "<a href="/admin/account">{t.admin_account_link}</a></p></Notice>
        }
        .into_any(),
    }
}

/// Whether one takes messages that one did not ask for.
#[component]
fn Messages(on: bool, own: bool) -> impl IntoView {
    let t = use_words().learner();
    let change = ServerAction::<ChangeSubscription>::new();
    view! {
        <section class="card" aria-labelledby="messages">
            <header><h2 id="messages">{t.messages}</h2></header>
            <p class="muted">{if on { t.messages_on } else { t.messages_off }}</p>
            {own.then(|| view! {
                <Form action=change class="">
                    <input type="hidden" name="on" value=(!on).to_string() />
                    <button class="button">{if on { t.turn_messages_off } else { t.turn_messages_on }}</button>
                </Form>
            })}
        </section>
    }
}

#[component]
fn Devices(devices: Vec<Device>, own: bool, sign_out: ServerAction<SignOutDevice>) -> impl IntoView {
    let t = use_words().learner();
    (!devices.is_empty()).then(|| {
        view! {
            <section class="card flush">
                <header><div><h2>{t.devices}</h2><p>{t.devices_hint}</p></div></header>
                <ul class="list">{devices.into_iter().map(|device| view! { <DeviceRow device own sign_out /> }).collect_view()}</ul>
                {own.then(|| view! { <footer><a class="button danger" href=EVERYWHERE data-stay="">{t.everywhere}</a></footer> })}
            </section>
        }
    })
}

#[component]
fn DeviceRow(device: Device, own: bool, sign_out: ServerAction<SignOutDevice>) -> impl IntoView {
    let t = use_words();
    let icon = if ["iPhone", "Android"].iter().any(|word| device.name.contains(word)) { "phone" } else { "laptop" };
    let name = if device.name.is_empty() { t.learner().unknown_device.to_owned() } else { device.name };
    let label = fill(t.learner().sign_out_of, &[("device", &name)]);
    view! {
        <li>
            <Icon name=icon />
            <div class="grow">
                <strong>{name}</strong>
                {device.this.then(|| view! { <span class="badge" data-state="active">{t.learner().this_device}</span> })}
                <p>{t.learner().last_seen}" "<When at=device.last_seen_at /></p>
            </div>
            {(own && !device.this).then(|| view! {
                <Form action=sign_out>
                    <input type="hidden" name="device" value=device.id.to_string() />
                    <button class="button small" aria-label=label>{t.common().sign_out}</button>
                </Form>
            })}
        </li>
    }
}

/// The question before signing out everywhere.
#[component]
fn Everywhere() -> impl IntoView {
    let t = use_words();
    view! {
        <Dialog title=t.learner().everywhere_title.to_owned() close=HERE.to_owned() small=true>
            <form method="post" action="/fn/session/sign-out-everywhere">
                <div class="dialog-body"><p>{t.learner().everywhere_text}</p></div>
                <footer>
                    <a class="button quiet" href=HERE>{t.common().cancel}</a>
                    <button class="button primary danger">{t.learner().everywhere}</button>
                </footer>
            </form>
        </Dialog>
    }
}
