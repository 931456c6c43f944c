//! The first admin, through the one-time link.

use domain::view::admins::Entry;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::admins::{SIGN_IN, SetUpPortal, check_set_up};
use crate::components::{Form, Loaded, PortalBrand, resource};
use crate::viewer::{open, use_words};

#[component]
pub fn SetUpPage() -> impl IntoView {
    let t = use_words().admins();
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    // Not anew after the form was sent: the link is used up then.
    let check = resource(token, check_set_up);
    let action = ServerAction::<SetUpPortal>::new();
    Effect::new(move |_| {
        if let Some(Ok(Entry::In { to })) = action.value().get() {
            open(&to);
        }
    });
    view! {
        <Title text=t.set_up_title />
        <main id="main" class="page">
            <PortalBrand />
            <section class="card">
                <header><div><h1>{t.set_up_title}</h1><p>{t.set_up_text}</p></div></header>
                <Loaded resource=check let:_ready>
                    <Form action>
                        <input type="hidden" name="token" value=token />
                        <div class="field">
                            <label for="name">{t.name}</label>
                            <input id="name" name="name" required autocomplete="name" maxlength="200" />
                        </div>
                        <div class="field">
                            <label for="email">{t.email}</label>
                            <input id="email" name="email" type="email" required autocomplete="username" maxlength="254" />
                        </div>
                        <div class="field">
                            <label for="password">{t.password}</label>
                            <p class="hint" id="password-hint">{t.password_hint}</p>
                            <input id="password" name="password" type="password" required minlength="12" autocomplete="new-password" aria-describedby="password-hint" />
                        </div>
                        <div class="field">
                            <label for="again">{t.password_again}</label>
                            <input id="again" name="again" type="password" required minlength="12" autocomplete="new-password" />
                        </div>
                        <button class="button primary block">{t.set_up}</button>
                    </Form>
                </Loaded>
            </section>
            <p class="muted">{t.set_up_done}" "<a href=SIGN_IN>{t.sign_in}</a></p>
        </main>
    }
}
