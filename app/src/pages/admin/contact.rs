//! A contact: grants, links, history, what they see, devices.

use domain::view::contacts::ContactDetail;
use domain::{ContactId, ContactState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::contacts::{DeleteContact, find_contact, show_contact};
use crate::api::messages::Invite;
use crate::components::avatar::Avatar;
use crate::components::certificates_card::CertificatesCard;
use crate::components::contact_aside::{Aside, StateSwitch};
use crate::components::contact_progress::ContactProgress;
use crate::components::contact_runs::ContactRuns;
use crate::components::contact_state::ContactBadge;
use crate::components::link_dialog::{Confirm, Place};
use crate::components::links_card::LinksCard;
use crate::components::{Done, Form, GrantsCard, Icon, Loaded, Modal, When, page_resource, resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn ContactPage() -> impl IntoView {
    let params = use_params_map();
    // Not loaded anew after a change: the cards, which load by themselves, stay where they are.
    let found = resource(move || params.with(|params| params.get("id").unwrap_or_default()), find_contact);
    view! {
        <main id="main" class="page">
            <Loaded resource=found let:id><Contact id /></Loaded>
        </main>
    }
}

#[component]
fn Contact(id: ContactId) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let contact = page_resource(move || id, |id| show_contact(id.to_string()));
    let done = vec![
        ("created", c.done_created),
        ("saved", t.common().saved),
        ("disabled", c.done_disabled),
        ("enabled", c.done_enabled),
        ("signed-out", c.done_signed_out),
        ("access-revoked", c.done_access_revoked),
        ("suppression-lifted", t.broadcasts().done_lifted),
        ("certificate-revoked", t.certificates().done_revoked),
    ];
    view! {
        <Loaded resource=contact let:contact><Header contact /></Loaded>
        <Done texts=done />
        <div class="columns">
            <div class="stack">
                <GrantsCard contact=id />
                <ContactProgress contact=id />
                <LinksCard contact=id />
                <CertificatesCard contact=id />
                <ContactRuns contact=id />
                <Loaded resource=contact let:contact><History contact /></Loaded>
            </div>
            <aside class="stack">
                <Loaded resource=contact let:contact><Aside contact /></Loaded>
            </aside>
        </div>
        <Loaded resource=contact let:contact><DeleteDialog contact /></Loaded>
    }
}

#[component]
fn Header(contact: ContactDetail) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let revocable = contact.sees.live_links > 0 || !contact.devices.is_empty();
    let can_be_invited = contact.state == ContactState::Invited && !contact.sees.offers.is_empty();
    let ContactDetail { id, name, email, state, .. } = contact;
    let invite = ServerAction::<Invite>::new();
    let place = Place::of(id, Place::CONTACT);
    let revoke = place.clone().with_confirm(Confirm::Access).href();
    view! {
        <Title text=name.clone() />
        <header class="page-header">
            <div class="row">
                <Avatar id name=name.clone() large=true />
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/contacts">{c.title}</a></nav>
                    <h1>{name.clone()}" "<ContactBadge state /></h1>
                    <p>{email}</p>
                </div>
            </div>
            <div class="actions">
                <form method="post" action="/fn/links/view-as">
                    <input type="hidden" name="contact" value=id.to_string() />
                    <button class="button"><Icon name="eye" />{c.view_as}</button>
                </form>
                <a class="button" href=format!("/admin/contacts/{id}/edit")><Icon name="edit" />{t.common().edit}</a>
                <details class="menu end" name="contact-actions">
                    <summary class="button quiet icon-only" aria-label=fill(c.actions_for, &[("name", &name)])><Icon name="more" /></summary>
                    <div class="menu-panel">
                        <StateSwitch id state class="" />
                        {revocable.then(|| view! { <a href=revoke><Icon name="lock" />{c.revoke_access}</a> })}
                        <hr />
                        <a class="danger" href="?dialog=delete" data-noscroll=true><Icon name="trash" />{c.delete_more}</a>
                    </div>
                </details>
                {can_be_invited.then(|| view! {
                    <Form action=invite class=""><input type="hidden" name="contact" value=id.to_string() /><button class="button"><Icon name="mail" />{c.invite}</button></Form>
                })}
                <a class="button primary" href=place.href()><Icon name="link" />{t.links().generate}</a>
            </div>
        </header>
    }
}

#[component]
fn History(contact: ContactDetail) -> impl IntoView {
    let t = use_words();
    let lines = contact.history.into_iter().map(|line| {
        let what = line.action.map_or(t.audit().unknown_action, |action| t.action(action));
        let detail = (!line.detail.is_empty()).then(|| format!(" · {}", line.detail));
        view! { <li><p><strong>{what}</strong>{detail}</p><p class="muted small">{t.actor(&line.actor)}" · "<When at=line.at /></p></li> }
    });
    let lines = lines.collect_view();
    view! {
        <section class="card" aria-labelledby="history">
            <header><h2 id="history">{t.contacts().history}</h2></header>
            {if lines.is_empty() {
                view! { <p class="muted">{t.contacts().history_empty}</p> }.into_any()
            } else {
                view! { <ol class="timeline">{lines}</ol> }.into_any()
            }}
        </section>
    }
}

/// Asks before the contact is deleted: `?dialog=delete`.
#[component]
fn DeleteDialog(contact: ContactDetail) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let query = use_query_map();
    let action = ServerAction::<DeleteContact>::new();
    let ContactDetail { id, name, grants, sees, devices, .. } = contact;
    let counted = [
        (grants, c.grant_one, c.grant_many),
        (sees.live_links, c.live_link_one, c.live_link_many),
        (domain::count(devices.len()), c.device_one, c.device_many),
    ];
    let counted = counted.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| t.count(n, one, many));
    let goes: Vec<String> = counted.chain([c.delete_progress.to_owned()]).collect();
    let open = Memo::new(move |_| query.with(|query| query.get("dialog")).as_deref() == Some("delete"));
    move || {
        let (here, goes) = (format!("/admin/contacts/{id}"), goes.clone());
        let (title, now) = (fill(c.delete_title, &[("name", &name)]), fill(c.delete_now, &[("name", &name)]));
        open.get().then(|| view! {
            <Modal title close=here.clone() small=true>
                <Form action>
                    <div class="dialog-body">
                        <input type="hidden" name="id" value=id.to_string() />
                        <p>{c.delete_text}</p>
                        <ul>{goes.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                        <p>{c.delete_final}</p>
                    </div>
                    <footer><a class="button quiet" href=here data-noscroll=true>{t.common().cancel}</a><button class="button primary danger">{now}</button></footer>
                </Form>
            </Modal>
        })
    }
}
