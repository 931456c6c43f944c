//! Changing a contact.

use domain::view::contacts::{ContactDetail, ContactForm};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::contacts::{ChangeContact, show_contact};
use crate::components::contact_fields::{ContactFields, use_invalid};
use crate::components::{Form, Loaded, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn ContactEditPage() -> impl IntoView {
    let params = use_params_map();
    let contact = page_resource(move || params.with(|params| params.get("id").unwrap_or_default()), show_contact);
    view! {
        <main id="main" class="page narrow">
            <Loaded resource=contact let:contact><Edit contact /></Loaded>
        </main>
    }
}

#[component]
fn Edit(contact: ContactDetail) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let action = ServerAction::<ChangeContact>::new();
    let ContactDetail { id, name, email, phone, lang, tags, .. } = contact;
    let title = fill(c.edit_title, &[("name", &name)]);
    let back = format!("/admin/contacts/{id}");
    let form = ContactForm { name: name.clone(), email, phone: phone.unwrap_or_default(), language: lang.word().to_owned(), tags: tags.join(", ") };
    view! {
        <Title text=title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/contacts">{c.title}</a><a href=back.clone()>{name}</a></nav>
                <h1>{title}</h1>
            </div>
        </header>
        <section class="card">
            <Form action>
                <input type="hidden" name="id" value=id.to_string() />
                <ContactFields form invalid=use_invalid(action) email_hint=c.email_change_hint />
                <div class="form-actions"><button class="button primary">{t.common().save}</button><a class="button quiet" href=back>{t.common().cancel}</a></div>
            </Form>
        </section>
    }
}
