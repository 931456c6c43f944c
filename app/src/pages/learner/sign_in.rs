//! Signing in: with a link, asking for one, and with the code that comes with it.

use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::prefs::here;
use crate::api::session::{AskForLink, EnterCode};
use crate::components::notice::Tone;
use crate::components::{Form, Notice, PortalBrand};
use crate::islands::Welcome;
use crate::locales::fill;
use crate::viewer::{name, use_viewer, use_words};

#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_words();
    let signed_in = use_viewer().who != Who::Nobody;
    view! {
        <Title text=t.learner().sign_in_title />
        <main id="main" class=if signed_in { "page narrow" } else { "page" }>
            {if signed_in {
                view! { <AlreadyIn /> }.into_any()
            } else {
                view! {
                    <PortalBrand />
                    <Why />
                    <Step />
                }
                .into_any()
            }}
        </main>
    }
}

/// Why the reader is here.
#[component]
fn Why() -> impl IntoView {
    let t = use_words().learner();
    let query = use_query_map();
    let reason = Memo::new(move |_| query.with(|query| query.get("reason")));
    move || {
        let (tone, words) = reason.with(|reason| match reason.as_deref() {
            Some("signed-out") => Some((Tone::Success, t.signed_out)),
            Some("ended") => Some((Tone::Info, t.session_ended)),
            _ => None,
        })?;
        Some(view! { <Notice tone><p>{words}</p></Notice> })
    }
}

/// The form that there is a step for: asking for a link, or typing the code that came with one.
#[component]
fn Step() -> impl IntoView {
    let query = use_query_map();
    let step = Memo::new(move |_| {
        query.with(|query| match (query.get_str("done"), query.get_str("step")) {
            (Some("asked"), _) => Some(true),
            (_, Some("code")) => Some(false),
            _ => None,
        })
    });
    move || match step.get() {
        Some(asked) => view! { <TypeCode asked /> }.into_any(),
        None => view! { <Ask /> }.into_any(),
    }
}

/// Asks for a link.
#[component]
fn Ask() -> impl IntoView {
    let t = use_words().learner();
    let query = use_query_map();
    let action = ServerAction::<AskForLink>::new();
    let next = move || query.with(|query| query.get("next").unwrap_or_default());
    let left = query.with_untracked(|query| query.get_str("reason") == Some("signed-out"));
    let (title, back, now) = (t.sign_in_title.to_owned(), t.welcome_back.to_owned(), use_viewer().now);
    view! {
        <section class="card">
            <header><div><h1><Welcome title back left now /></h1><p>{t.sign_in_text}</p></div></header>
            <Form action>
                <input type="hidden" name="next" value=next />
                <div class="field">
                    <label for="email">{t.your_email}</label>
                    <input id="email" name="email" type="email" required autocomplete="email" maxlength="254" />
                </div>
                <button class="button primary block">{t.ask_for_link}</button>
            </Form>
        </section>
        <p class="muted"><a href="/sign-in?step=code">{t.have_code}</a></p>
    }
}

/// Says where to look, if a link was `asked` for just now, and takes the code that comes with it. The address is what was asked for in
/// this browser; elsewhere it is typed.
#[component]
fn TypeCode(asked: bool) -> impl IntoView {
    let t = use_words().learner();
    let action = ServerAction::<EnterCode>::new();
    let known = use_viewer().asked.map(|address| address.to_string());
    let (title, text) = match (&known, asked) {
        (Some(email), true) => (t.look_title, fill(t.look_text, &[("email", email)])),
        (None, true) => (t.look_title, t.look_text_any.to_owned()),
        (_, false) => (t.code_title, t.code_text.to_owned()),
    };
    let other = if asked { t.other_address } else { t.no_code };
    let address = match known.clone() {
        Some(email) if asked => view! { <input type="hidden" name="email" value=email /> }.into_any(),
        known => view! {
            <div class="field">
                <label for="email">{t.your_email}</label>
                <input id="email" name="email" type="email" required autocomplete="email" maxlength="254" value=known.unwrap_or_default() />
            </div>
        }
        .into_any(),
    };
    view! {
        <Title text=title />
        <section class="card">
            <header><div><h1>{title}</h1><p role=asked.then_some("status")>{text}</p></div></header>
            <Form action>
                {address}
                <div class="field">
                    <label for="code">{t.code}</label>
                    <p class="hint" id="code-hint">{t.code_hint}</p>
                    <input
                        id="code"
                        name="code"
                        class="code"
                        required
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        pattern="[0-9\\s\\-]{6,11}"
                        maxlength="11"
                        title=t.code_hint
                        aria-describedby="code-hint"
                    />
                </div>
                <button class="button primary block">{t.enter_code}</button>
            </Form>
        </section>
        {asked.then(|| view! { <p class="muted small">{t.look_hint}</p> })}
        <p class="muted"><a href="/sign-in">{other}</a></p>
    }
}

/// Nothing to do here: on to where they wanted to go.
#[component]
fn AlreadyIn() -> impl IntoView {
    let t = use_words().learner();
    let query = use_query_map();
    let home = use_viewer().header.home;
    let next = move || {
        query.with(|query| match query.get_str("next").map(here) {
            None | Some("/") => home.clone(),
            Some(next) => next.to_owned(),
        })
    };
    view! {
        <section class="card">
            <header><div><h1>{t.sign_in_title}</h1><p>{fill(t.already_in, &[("name", name(&use_viewer().who))])}</p></div></header>
            <a class="button primary block" href=next>{t.go_on}</a>
        </section>
    }
}
