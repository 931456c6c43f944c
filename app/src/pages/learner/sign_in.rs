//! Signing in: with a link, and asking for one.

use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::prefs::here;
use crate::api::session::AskForLink;
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
                    <Ask />
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

/// Asks for a fresh link.
#[component]
fn Ask() -> impl IntoView {
    let t = use_words().learner();
    let query = use_query_map();
    let action = ServerAction::<AskForLink>::new();
    let asked = Memo::new(move |_| query.with(|query| query.get_str("done") == Some("asked")));
    let next = move || query.with(|query| query.get("next").unwrap_or_default());
    let left = query.with_untracked(|query| query.get_str("reason") == Some("signed-out"));
    let (title, back, now) = (t.sign_in_title.to_owned(), t.welcome_back.to_owned(), use_viewer().now);
    view! {
        <section class="card">
            <header><div><h1><Welcome title back left now /></h1><p>{t.sign_in_text}</p></div></header>
            {move || if asked.get() {
                view! { <Notice tone=Tone::Success><strong>{t.link_asked}</strong><p>{t.link_asked_text}</p></Notice> }.into_any()
            } else {
                view! {
                    <Form action>
                        <input type="hidden" name="next" value=next />
                        <div class="field">
                            <label for="email">{t.your_email}</label>
                            <input id="email" name="email" type="email" required autocomplete="email" />
                        </div>
                        <button class="button primary block">{t.ask_for_link}</button>
                    </Form>
                }
                .into_any()
            }}
        </section>
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
