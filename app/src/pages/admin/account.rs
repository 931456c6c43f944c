//! An admin's own password and second factor.

use domain::view::admins::{Account, TotpSetup};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::admins::{BeginTotp, ChangeOwnPassword, ConfirmTotp, DisableTotp, PutSecretsAway, RenewRecoveryCodes, load_own_account};
use crate::components::notice::Tone;
use crate::components::{Form, Icon, Loaded, Modal, Notice, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

const HERE: &str = "/admin/account";

#[component]
pub fn AccountPage() -> impl IntoView {
    let t = use_words().admins();
    let query = use_query_map();
    let account = page_resource(|| (), |()| load_own_account());
    let asked = move |key: &'static str| move || query.with(|query| query.get(key).unwrap_or_default());
    let (done, dialog) = (asked("done"), asked("dialog"));
    let notice = move || match done().as_str() {
        "password" => Some(t.password_changed),
        "on" => Some(t.turned_on),
        "off" => Some(t.turned_off),
        _ => None,
    };
    view! {
        <Title text=t.account_title />
        <main id="main" class="page narrow">
            {move || notice().map(|text| view! { <Notice tone=Tone::Success><p>{text}</p></Notice> })}
            <Loaded resource=account let:account>
                {move || match dialog().as_str() {
                    "turn-on" => view! { <TurnOn /> }.into_any(),
                    "turn-off" => view! { <TurnOff /> }.into_any(),
                    "new-codes" => view! { <NewCodes /> }.into_any(),
                    _ => ().into_any(),
                }}
                <AccountCards account />
            </Loaded>
        </main>
    }
}

/// The one thing to do next is the primary button: put the codes away, confirm the app, or else change the password.
#[component]
fn AccountCards(account: Account) -> impl IntoView {
    let words = use_words();
    let t = words.admins();
    let Account { name, email, two_step, setup, codes } = account;
    let quiet = setup.is_some() || codes.is_some();
    let subtitle = fill(t.account_of, &[("name", &name), ("email", &email)]);
    view! {
        <header class="page-header"><div><h1>{t.account_title}</h1><p>{subtitle}</p></div></header>
        {codes.map(|codes| view! { <RecoveryCodes codes /> })}
        <section class="card" aria-labelledby="two-step">
            <header>
                <h2 id="two-step">{t.two_step}</h2>
                {match two_step {
                    Some(_) => view! { <span class="badge" data-state="active">{t.two_step_on}</span> },
                    None => view! { <span class="badge" data-state="none">{t.two_step_off}</span> },
                }}
            </header>
            {match (two_step, setup) {
                (Some(left), _) => view! { <TwoStepOn left /> }.into_any(),
                (None, Some(setup)) => view! { <TwoStepSetup setup /> }.into_any(),
                (None, None) => view! { <TwoStepOff /> }.into_any(),
            }}
        </section>
        <PasswordCard email quiet />
        <section class="card" aria-labelledby="device">
            <header><h2 id="device">{t.this_device}</h2></header>
            <p>{t.sign_out_text}</p>
            <form method="post" action="/fn/admins/sign-out"><button class="button"><Icon name="sign-out" />{words.common().sign_out}</button></form>
        </section>
    }
}

#[component]
fn PasswordCard(email: String, quiet: bool) -> impl IntoView {
    let t = use_words().admins();
    let action = ServerAction::<ChangeOwnPassword>::new();
    view! {
        <section class="card" aria-labelledby="password-title">
            <header><div><h2 id="password-title">{t.change_password}</h2><p>{t.change_password_text}</p></div></header>
            <Form action>
                <input type="email" autocomplete="username" value=email hidden readonly />
                <div class="field">
                    <label for="current">{t.current_password}</label>
                    <input id="current" name="current" type="password" required autocomplete="current-password" />
                </div>
                <div class="field">
                    <label for="new">{t.new_password}</label>
                    <p class="hint" id="new-hint">{t.password_hint}</p>
                    <input id="new" name="new" type="password" required minlength="12" autocomplete="new-password" aria-describedby="new-hint" />
                </div>
                <div class="field">
                    <label for="again">{t.new_password_again}</label>
                    <input id="again" name="again" type="password" required minlength="12" autocomplete="new-password" />
                </div>
                <div class="form-actions"><button class=if quiet { "button" } else { "button primary" }>{t.change_password}</button></div>
            </Form>
        </section>
    }
}

#[component]
fn TwoStepOff() -> impl IntoView {
    let t = use_words().admins();
    view! {
        <p>{t.two_step_off_text}</p>
        <div class="row"><a class="button" href=format!("{HERE}?dialog=turn-on")><Icon name="shield" />{t.turn_on}</a></div>
    }
}

#[component]
fn TwoStepSetup(setup: TotpSetup) -> impl IntoView {
    let words = use_words();
    let t = words.admins();
    let TotpSetup { secret, url, qr } = setup;
    let confirm = ServerAction::<ConfirmTotp>::new();
    let cancel = ServerAction::<PutSecretsAway>::new();
    view! {
        <h3>{t.scan}</h3>
        <p>{t.scan_text}</p>
        <figure class="qr" role="img" aria-label=t.qr_caption inner_html=qr></figure>
        <dl class="facts"><div><dt>{t.type_secret}</dt><dd><code>{secret}</code></dd></div></dl>
        <p><a class="link" href=url rel="external">{t.open_app}</a></p>
        <Form action=confirm>
            <div class="field">
                <label for="code">{t.six_digits}</label>
                <input id="code" name="code" class="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="7" />
            </div>
            <div class="form-actions"><button class="button primary">{t.confirm}</button></div>
        </Form>
        <Form action=cancel><button class="button quiet">{words.common().cancel}</button></Form>
    }
}

#[component]
fn TwoStepOn(left: u32) -> impl IntoView {
    let words = use_words();
    let t = words.admins();
    view! {
        <p>{t.two_step_on_text}" "{words.count(left, t.codes_left_one, t.codes_left_many)}</p>
        <div class="row">
            <a class="button" href=format!("{HERE}?dialog=new-codes")><Icon name="key" />{t.new_codes}</a>
            <a class="button danger" href=format!("{HERE}?dialog=turn-off")>{t.turn_off}</a>
        </div>
    }
}

#[component]
fn RecoveryCodes(codes: Vec<String>) -> impl IntoView {
    let t = use_words().admins();
    let action = ServerAction::<PutSecretsAway>::new();
    view! {
        <section class="card" aria-labelledby="codes">
            <header><div><h2 id="codes">{t.codes_title}</h2><p>{t.codes_text}</p></div></header>
            <pre class="code-box"><code>{codes.join("\n")}</code></pre>
            <Form action><button class="button primary"><Icon name="check" />{t.codes_kept}</button></Form>
        </section>
    }
}

#[component]
fn NewCodes() -> impl IntoView {
    let t = use_words().admins();
    let action = ServerAction::<RenewRecoveryCodes>::new();
    view! {
        <Modal title=t.new_codes_title.to_owned() close=HERE.to_owned() small=true>
            <Form action>
                <PasswordBody text=t.new_codes_text />
                <footer><CancelLink /><button class="button primary">{t.new_codes_confirm}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn TurnOn() -> impl IntoView {
    let t = use_words().admins();
    let action = ServerAction::<BeginTotp>::new();
    view! {
        <Modal title=t.turn_on_title.to_owned() close=HERE.to_owned() small=true>
            <Form action>
                <PasswordBody text=t.turn_on_text />
                <footer><CancelLink /><button class="button primary">{t.turn_on_confirm}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn TurnOff() -> impl IntoView {
    let t = use_words().admins();
    let action = ServerAction::<DisableTotp>::new();
    view! {
        <Modal title=t.turn_off_title.to_owned() close=HERE.to_owned() small=true>
            <Form action>
                <PasswordBody text=t.turn_off_text />
                <footer><CancelLink /><button class="button primary danger">{t.turn_off_confirm}</button></footer>
            </Form>
        </Modal>
    }
}

#[component]
fn PasswordBody(text: &'static str) -> impl IntoView {
    let t = use_words().admins();
    view! {
        <div class="dialog-body">
            <p>{text}</p>
            <div class="field">
                <label for="proof">{t.current_password}</label>
                <input id="proof" name="password" type="password" required autocomplete="current-password" />
            </div>
        </div>
    }
}

#[component]
fn CancelLink() -> impl IntoView {
    view! { <a class="button quiet" href=HERE>{use_words().common().cancel}</a> }
}
