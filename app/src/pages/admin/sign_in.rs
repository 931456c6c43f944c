//! Signing in as an admin. Without scripts the code of the second step is asked for by a second page.

use domain::view::admins::Entry;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::admins::SignInAdmin;
use crate::components::notice::Tone;
use crate::components::{Form, Notice, PortalBrand};
use crate::viewer::{open, use_words};

#[component]
pub fn SignInPage() -> impl IntoView {
    let words = use_words();
    let t = words.admins();
    let query = use_query_map();
    let asked = query.with_untracked(|query| query.get("code").is_some());
    let email = query.with_untracked(|query| query.get("email").unwrap_or_default());
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let code_needed = RwSignal::new(asked);
    let action = ServerAction::<SignInAdmin>::new();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(Entry::In { to })) => open(&to),
        Some(Ok(Entry::CodeNeeded)) => code_needed.set(true),
        _ => {}
    });
    view! {
        <Title text=t.sign_in_title />
        <main id="main" class="page">
            <PortalBrand />
            <section class="card">
                <header><div><h1>{t.sign_in_title}</h1><p>{t.sign_in_text}</p></div></header>
                <Form action>
                    <input type="hidden" name="next" value=next />
                    <div class="field">
                        <label for="email">{t.email}</label>
                        <input id="email" name="email" type="email" required autocomplete="username" maxlength="254" value=email />
                    </div>
                    <div class="field">
                        <label for="password">{t.password}</label>
                        <input id="password" name="password" type="password" required autocomplete="current-password" />
                    </div>
                    <Show when=move || code_needed.get()><CodeField /></Show>
                    <button class="button primary block">{t.sign_in}</button>
                </Form>
            </section>
            <p class="muted">{t.learner_hint}" "<a href="/sign-in" rel="external">{t.learner_link}</a></p>
            <p class="muted small">{t.forgotten}</p>
        </main>
    }
}

#[component]
fn CodeField() -> impl IntoView {
    let t = use_words().admins();
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the focus can still be filled in.
            let _ = field.focus();
        }
    });
    view! {
        <Notice tone=Tone::Info><p>{t.code_needed}</p></Notice>
        <div class="field">
            <label for="code">{t.code}</label>
            <p class="hint" id="code-hint">{t.code_hint}</p>
            <input id="code" name="code" required autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="40" aria-describedby="code-hint" node_ref=field />
        </div>
    }
}
