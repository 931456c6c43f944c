//! Beside a contact: who it is, what it sees now, its devices, and what can be done to it.

use domain::view::broadcasts::{MailStanding, Suppressed};
use domain::view::contacts::{ContactDetail, ContactDevice};
use domain::view::links::PreFlight;
use domain::{ContactId, ContactState};
use leptos::prelude::*;

use super::link_dialog::{Confirm, Place};
use super::notice::Tone;
use super::{Form, Icon, Notice, When};
use crate::api::broadcasts::LiftSuppression;
use crate::api::contacts::{DisableContact, EnableContact, SignOutDevice, SignOutEverywhere};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Aside(contact: ContactDetail) -> impl IntoView {
    let (id, state) = (contact.id, contact.state);
    let revocable = contact.sees.live_links > 0 || !contact.devices.is_empty();
    view! {
        <Facts contact=contact.clone() />
        <Mail contact=id mail=contact.mail />
        <Sees state sees=contact.sees />
        <Devices contact=id devices=contact.devices />
        <Danger id state revocable />
    }
}

#[component]
fn Facts(contact: ContactDetail) -> impl IntoView {
    let c = use_words().contacts();
    let ContactDetail { email, phone, lang, tags, created_at, joined_at, last_seen_at, .. } = contact;
    let tags = tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span>" " }).collect_view();
    let has_tags = !tags.is_empty();
    view! {
        <section class="card" aria-labelledby="facts">
            <header><h2 id="facts">{c.details}</h2></header>
            <dl class="facts">
                <div><dt>{c.email}</dt><dd>{email}</dd></div>
                {phone.map(|phone| view! { <div><dt>{c.phone}</dt><dd class="num">{phone}</dd></div> })}
                <div><dt>{c.language}</dt><dd>{lang.name()}</dd></div>
                {has_tags.then(|| view! { <div><dt>{c.tags}</dt><dd>{tags}</dd></div> })}
                <div><dt>{c.added}</dt><dd><When at=created_at /></dd></div>
                {joined_at.map(|at| view! { <div><dt>{c.joined}</dt><dd><When at /></dd></div> })}
                <div><dt>{c.last_seen}</dt><dd>{match last_seen_at {
                    Some(at) => view! { <When at /> }.into_any(),
                    None => c.never.into_any(),
                }}</dd></div>
            </dl>
        </section>
    }
}

/// Whether the contact is written to, and why not.
#[component]
fn Mail(contact: ContactId, mail: MailStanding) -> impl IntoView {
    let t = use_words();
    let b = t.broadcasts();
    let lift = ServerAction::<LiftSuppression>::new();
    let wants = mail.unsubscribed_at.map_or_else(|| b.mail_on.to_owned(), |at| fill(b.mail_off, &[("date", &t.date(at))]));
    let out_of_reach = mail.suppressed.map(|Suppressed { detail, at, .. }| {
        view! {
            <Notice tone=Tone::Warning>
                <strong>{b.suppressed_title}</strong>
                <p>{fill(b.suppressed_text, &[("date", &t.date(at))])}</p>
                <p><code>{detail}</code></p>
                <Form action=lift class="">
                    <input type="hidden" name="contact" value=contact.to_string() />
                    <button class="button small">{b.lift}</button>
                </Form>
            </Notice>
        }
    });
    view! {
        <section class="card" aria-labelledby="mail">
            <header><h2 id="mail">{b.mail}</h2></header>
            <p class="muted">{wants}</p>
            {out_of_reach}
        </section>
    }
}

#[component]
fn Sees(state: ContactState, sees: PreFlight) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let products = sees.products.into_iter().map(|product| {
        let lessons = t.count(domain::count(product.lessons.len()), t.links().lesson, t.links().lessons);
        let waiting = product.waiting.into_iter().map(|(title, gate)| view! { <p>{title}": "{t.opens_for(gate)}</p> }).collect_view();
        view! { <li><Icon name="book" /><div class="grow"><strong>{product.title}</strong><p>{lessons}</p>{waiting}</div></li> }
    });
    let groups = sees.groups.into_iter().map(|(_, title)| view! { <li><Icon name="users" /><div class="grow"><strong>{title}</strong></div></li> });
    let (products, groups) = (products.collect_view(), groups.collect_view());
    let nothing = if state == ContactState::Disabled {
        Some(c.sees_disabled)
    } else if sees.offers.is_empty() {
        Some(c.sees_no_offer)
    } else if products.is_empty() && groups.is_empty() {
        Some(c.sees_no_course)
    } else {
        None
    };
    view! {
        <section class="card" aria-labelledby="sees">
            <header><h2 id="sees">{c.sees_now}</h2></header>
            {match nothing {
                Some(text) => view! { <p class="muted">{text}</p> }.into_any(),
                None => view! { <ul class="list">{products}{groups}</ul> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Devices(contact: ContactId, devices: Vec<ContactDevice>) -> impl IntoView {
    let c = use_words().contacts();
    let one = ServerAction::<SignOutDevice>::new();
    let all = ServerAction::<SignOutEverywhere>::new();
    let some = !devices.is_empty();
    let rows = devices.into_iter().map(|device| {
        let name = if device.name.is_empty() { c.unknown_device.to_owned() } else { device.name };
        view! {
            <li>
                <Icon name="laptop" />
                <div class="grow"><strong>{name.clone()}</strong><p>{c.last_seen}" "<When at=device.last_seen_at /></p></div>
                <Form action=one class="">
                    <input type="hidden" name="id" value=contact.to_string() />
                    <input type="hidden" name="device" value=device.id.to_string() />
                    <button class="button small" aria-label=fill(c.sign_out_device, &[("device", &name)])>{c.sign_out}</button>
                </Form>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card" aria-labelledby="devices">
            <header><h2 id="devices">{c.devices}</h2></header>
            {if some {
                view! {
                    <ul class="list">{rows}</ul>
                    <footer>
                        <Form action=all class="">
                            <input type="hidden" name="id" value=contact.to_string() />
                            <button class="button small">{c.sign_out_everywhere}</button>
                        </Form>
                    </footer>
                }
                .into_any()
            } else {
                view! { <p class="muted">{c.no_devices}</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Danger(
    id: ContactId,
    state: ContactState,
    /// There are links or devices to take away.
    revocable: bool,
) -> impl IntoView {
    let c = use_words().contacts();
    let revoke = Place::of(id, Place::CONTACT).with_confirm(Confirm::Access).href();
    view! {
        <section class="card danger-zone" aria-labelledby="danger">
            <header><h2 id="danger">{c.danger}</h2></header>
            <p class="muted">{if state == ContactState::Disabled { c.enable_text } else { c.disable_text }}</p>
            <div class="row">
                <StateSwitch id state class="button danger" />
                {revocable.then(|| view! { <a class="button danger" href=revoke><Icon name="lock" />{c.revoke_access}</a> })}
                <a class="button danger" href="?dialog=delete" data-noscroll=true><Icon name="trash" />{c.delete_more}</a>
            </div>
        </section>
    }
}

/// The button that disables a contact, or enables it again.
#[component]
pub fn StateSwitch(
    id: ContactId,
    state: ContactState,
    /// Of the button.
    class: &'static str,
) -> impl IntoView {
    let c = use_words().contacts();
    if state == ContactState::Disabled {
        let action = ServerAction::<EnableContact>::new();
        let class = if class.is_empty() { "" } else { "button" };
        return view! { <Form action class=""><input type="hidden" name="id" value=id.to_string() /><button class=class><Icon name="check" />{c.enable}</button></Form> }.into_any();
    }
    let action = ServerAction::<DisableContact>::new();
    view! { <Form action class=""><input type="hidden" name="id" value=id.to_string() /><button class=class><Icon name="ban" />{c.disable}</button></Form> }
        .into_any()
}
