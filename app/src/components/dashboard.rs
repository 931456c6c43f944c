//! The cards of the dashboard.

use domain::contact::RequestKind;
use domain::view::dashboard::{Begun, People, RequestRow};
use domain::{OfferId, RequestId};
use leptos::prelude::*;

use super::avatar::Avatar;
use super::link_dialog::Place;
use super::offer_options::OfferOptions;
use super::{Form, Icon, When};
use crate::api::dashboard::{CloseRequest, GrantRequest};
use crate::locales::fill;
use crate::viewer::use_words;

/// What an admin comes here to do; letting somebody in comes first (L1).
#[component]
pub fn Actions() -> impl IntoView {
    let (t, c) = (use_words().dashboard(), use_words().comments());
    let others = [
        ("/admin/contacts", "gift", t.grant, t.grant_hint),
        ("/admin/contacts/new", "plus", t.add_contact, t.add_contact_hint),
        ("/admin/contacts/import", "upload", t.import, t.import_hint),
        ("/admin/comments", "mail", c.new, c.new_hint),
    ];
    view! {
        <section class="card actions-panel" aria-labelledby="actions">
            <header><h2 id="actions">{t.actions}</h2></header>
            <a class="action primary" href=Place::default().href() data-noscroll=true>
                <Icon name="link" /><span><strong>{t.generate}</strong><small>{t.generate_hint}</small></span>
            </a>
            {others.map(|(href, icon, title, hint)| view! {
                <a class="action" href=href><Icon name=icon /><span><strong>{title}</strong><small>{hint}</small></span></a>
            }).collect_view()}
        </section>
    }
}

/// What contacts ask for: a fresh link, access.
#[component]
pub fn Requests(
    requests: Vec<RequestRow>,
    more: bool,
    /// Offers that can be granted.
    grantable: Vec<(OfferId, String)>,
) -> impl IntoView {
    let t = use_words();
    let n = t.number(domain::count(requests.len()));
    let count = if more { format!("{n}+") } else { n };
    let empty = requests.is_empty();
    view! {
        <section class="card flush" aria-labelledby="requests">
            <header><h2 id="requests">{t.dashboard().requests}{(!empty).then(|| view! { " "<span class="count">{count}</span> })}</h2></header>
            {if empty {
                view! { <div class="empty"><Icon name="check" /><p>{t.dashboard().no_requests}</p></div> }.into_any()
            } else {
                view! { <ul class="list">{requests.into_iter().map(|request| view! { <Request request grantable=grantable.clone() /> }).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Request(request: RequestRow, grantable: Vec<(OfferId, String)>) -> impl IntoView {
    let t = use_words().dashboard();
    let close = ServerAction::<CloseRequest>::new();
    let RequestRow { id, contact, kind, destination, at, fitting } = request;
    let asks = match kind {
        RequestKind::FreshLink => t.asks_for_link,
        RequestKind::Access => t.asks_for_access,
    };
    let named = |text: &str| fill(text, &[("name", &contact.name)]);
    let (generate, dismiss) = (named(t.generate_for), named(t.dismiss_for));
    view! {
        <li>
            <Avatar id=contact.id name=contact.name.clone() />
            <div class="grow">
                <a class="link" href=format!("/admin/contacts/{}", contact.id)><strong>{contact.name.clone()}</strong></a>
                <p>{asks}" · "<When at /></p>
            </div>
            <a class="button small" href=Place::of(contact.id, "").leading_to(destination).href() aria-label=generate data-noscroll=true><Icon name="link" />{t.generate_short}</a>
            {(kind == RequestKind::Access).then(|| view! { <GrantForm request=id name=contact.name.clone() fitting grantable /> })}
            <Form action=close class="row">
                <input type="hidden" name="request" value=id.to_string() />
                <button class="button quiet small" aria-label=dismiss>{t.dismiss}</button>
            </Form>
        </li>
    }
}

/// One click grants the offer that was lost, or the one that is chosen (C7).
#[component]
fn GrantForm(request: RequestId, name: String, fitting: Option<(OfferId, String)>, grantable: Vec<(OfferId, String)>) -> impl IntoView {
    let t = use_words().dashboard();
    let grant = ServerAction::<GrantRequest>::new();
    let named = |text: &str| fill(text, &[("name", &name)]);
    let fields = match fitting {
        Some((offer, title)) => {
            let label = fill(&named(t.grant_to), &[("title", &title)]);
            view! {
                <input type="hidden" name="offer" value=offer.to_string() />
                <button class="button small" aria-label=label><Icon name="gift" />{fill(t.grant_named, &[("title", &title)])}</button>
            }
            .into_any()
        }
        None if grantable.is_empty() => return ().into_any(),
        None => view! {
            <select class="grow" name="offer" required=true aria-label=named(t.offer_for)><OfferOptions offers=grantable /></select>
            <button class="button small" aria-label=named(t.grant_chosen_to)><Icon name="gift" />{t.grant_chosen}</button>
        }
        .into_any(),
    };
    view! {
        <Form action=grant class="row">
            <input type="hidden" name="request" value=request.to_string() />
            {fields}
        </Form>
    }
    .into_any()
}

/// Contacts, joined, active (I1).
#[component]
pub fn PeopleCard(people: People) -> impl IntoView {
    let t = use_words();
    let share = |n: u32| t.percent(n, people.contacts);
    view! {
        <section class="card" aria-labelledby="people">
            <header><h2 id="people">{t.dashboard().people}</h2></header>
            <dl class="stats">
                <div><dt>{t.dashboard().contacts}</dt><dd>{t.number(people.contacts)}</dd></div>
                <div><dt>{t.dashboard().joined}</dt><dd>{t.number(people.joined)}" "<small>{share(people.joined)}</small></dd></div>
                <div><dt>{t.dashboard().active}</dt><dd>{t.number(people.active)}" "<small>{share(people.active)}</small></dd></div>
            </dl>
        </section>
    }
}

/// What a new portal still lacks before anyone can be let in.
#[component]
pub fn FirstSteps(begun: Begun) -> impl IntoView {
    let t = use_words().dashboard();
    let steps = [
        (begun.course, "/admin/courses/new", "book", t.step_course, t.step_course_hint, t.step_course_do),
        (begun.offer, "/admin/offers/new", "gift", t.step_offer, t.step_offer_hint, t.step_offer_do),
        (begun.contact, "/admin/contacts/new", "users", t.step_contact, t.step_contact_hint, t.step_contact_do),
    ];
    view! {
        <section class="card flush" aria-labelledby="first-steps">
            <header><h2 id="first-steps">{t.welcome}</h2></header>
            <ol class="list">
                {steps.map(|(done, href, icon, title, hint, go)| view! {
                    <li>
                        <Icon name=icon />
                        <div class="grow"><strong>{title}</strong><p>{hint}</p></div>
                        {if done {
                            view! { <span class="badge" data-state="completed">{t.step_done}</span> }.into_any()
                        } else {
                            view! { <a class="button small" href=href>{go}</a> }.into_any()
                        }}
                    </li>
                }).collect_view()}
            </ol>
        </section>
    }
}
