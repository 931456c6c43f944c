//! Adding a contact by hand.

use domain::view::contacts::ContactForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::contacts::CreateContact;
use crate::components::Form;
use crate::components::contact_fields::{ContactFields, use_invalid};
use crate::viewer::{use_viewer, use_words};

#[component]
pub fn ContactNewPage() -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let action = ServerAction::<CreateContact>::new();
    let form = ContactForm { language: use_viewer().lang.word().to_owned(), ..ContactForm::default() };
    view! {
        <Title text=c.new_title />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/contacts">{c.title}</a></nav>
                    <h1>{c.new_title}</h1>
                </div>
            </header>
            <section class="card">
                <Form action>
                    <ContactFields form invalid=use_invalid(action) email_hint=c.email_hint />
                    <div class="form-actions"><button class="button primary">{c.add}</button><a class="button quiet" href="/admin/contacts">{t.common().cancel}</a></div>
                </Form>
            </section>
            <p class="muted">{c.many_at_once}" "<a href="/admin/contacts/import">{c.import_title}</a></p>
        </main>
    }
}
