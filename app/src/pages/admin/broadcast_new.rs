//! A new broadcast begins with its name; what it says and whom it is for follow on its own page.

use leptos::prelude::*;

use crate::api::broadcasts::CreateBroadcast;
use crate::components::{Form, entered};
use crate::viewer::use_words;

#[component]
pub fn BroadcastNewPage() -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let create = ServerAction::<CreateBroadcast>::new();
    view! {
        <leptos_meta::Title text=b.new />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/broadcasts">{b.title}</a></nav>
                    <h1>{b.new}</h1>
                    <p>{b.new_text}</p>
                </div>
            </header>
            <section class="card"><Form action=create><Fields /></Form></section>
        </main>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    view! {
        <div class="field">
            <label for="name">{b.name}</label>
            <input id="name" name="name" required maxlength="200" autocomplete="off" value=entered("name", "") />
        </div>
        <div class="form-actions">
            <button class="button primary">{b.create}</button>
            <a class="button quiet" href="/admin/broadcasts">{t.common().cancel}</a>
        </div>
    }
}
