//! A page of contacts as a table, with a form around it that grants those that are ticked an offer, or sends them their link.

use domain::OfferId;
use domain::view::Page;
use domain::view::contacts::{ContactQuery, ContactRow, ContactSort};
use leptos::html::Form;
use leptos::prelude::*;
use web_sys::FormData;

use super::avatar::Avatar;
use super::contact_state::ContactBadge;
use super::offer_options::OfferOptions;
use super::{Icon, Pages, When};
use crate::locales::fill;
use crate::pages::admin::contacts::address;
use crate::viewer::use_words;

#[component]
pub fn ContactTable(
    query: ContactQuery,
    page: Page<ContactRow>,
    /// Offers that can be granted.
    grantable: Vec<(OfferId, String)>,
) -> impl IntoView {
    let c = use_words().contacts();
    let form = NodeRef::<Form>::new();
    let selected = RwSignal::new(0_u32);
    let everyone = RwSignal::new(false);
    let all = RwSignal::new(false);
    let scripted = RwSignal::new(false);
    let look = move || {
        if let Some(data) = form.get_untracked().and_then(|form| FormData::new_with_form(&form).ok()) {
            selected.set(data.get_all("contact").length());
            everyone.set(data.has("all_matching"));
        }
    };
    // A browser that came back to the page may have kept the ticks.
    Effect::new(move |_| {
        scripted.set(true);
        look();
    });
    let Page { items: contacts, previous, next } = page;
    let count = domain::count(contacts.len());
    let on_select_all = move |event: web_sys::Event| {
        // The form hears of it too, but only once the boxes follow.
        event.stop_propagation();
        all.set(event_target_checked(&event));
        selected.set(if all.get_untracked() { count } else { 0 });
    };
    let whole = query.is_narrowed() || previous.is_some() || next.is_some();
    let start = query.from_the_start();
    let previous = previous.map(|before| address(&ContactQuery { before: Some(before), ..start.clone() }));
    let next = next.map(|cursor| address(&ContactQuery { cursor: Some(cursor), ..start.clone() }));
    let rows = contacts.into_iter().map(|contact| view! { <Row contact all /> }).collect_view();
    view! {
        <form class="stack" method="post" action="/fn/offers/grant-selected" node_ref=form on:change=move |_| look()>
            <Filters query=query.clone() />
            <div class="row">
                <p class="muted small grow">{c.select_hint}</p>
                {whole.then(|| view! { <label class="check"><input type="checkbox" name="all_matching" value="true" /><span>{c.all_that_match}</span></label> })}
            </div>
            <div class="card flush">
                <table class="table">
                    <caption class="visually-hidden">{c.title}</caption>
                    <thead><tr>
                        <th class="select">{move || scripted.get().then(|| view! { <input type="checkbox" aria-label=c.select_all prop:checked=all on:change=on_select_all /> })}</th>
                        <SortableHead query=query.clone() sort=ContactSort::Name direction="ascending" label=c.name />
                        <th class="wide-only">{c.phone}</th>
                        <th>{c.state}</th>
                        <th class="num">{c.offers}</th>
                        <th class="wide-only">{c.tags}</th>
                        <SortableHead query sort=ContactSort::LastSeen direction="descending" label=c.last_seen />
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                <Pages first=address(&start) previous next />
            </div>
            <Bulk grantable selected everyone scripted />
        </form>
    }
}

/// What the list was asked for, for “all that match”.
#[component]
fn Filters(query: ContactQuery) -> impl IntoView {
    view! {
        <input type="hidden" name="text" value=query.text />
        <input type="hidden" name="in_offer" value=query.offer.map(|offer| offer.to_string()).unwrap_or_default() />
        <input type="hidden" name="state" value=query.state.map(domain::ContactState::word).unwrap_or_default() />
        <input type="hidden" name="tag" value=query.tag.unwrap_or_default() />
    }
}

/// A heading that sorts; once more, and the list is as it was. A list that is narrowed has an order of its own.
#[component]
fn SortableHead(query: ContactQuery, sort: ContactSort, direction: &'static str, label: &'static str) -> impl IntoView {
    if query.is_narrowed() {
        return view! { <th>{label}</th> }.into_any();
    }
    let sorted = query.sort == sort;
    let to = ContactQuery { sort: if sorted { ContactSort::Newest } else { sort }, ..query.from_the_start() };
    view! { <th aria-sort=if sorted { direction } else { "none" }><a href=address(&to)>{label}</a></th> }.into_any()
}

#[component]
fn Row(contact: ContactRow, all: RwSignal<bool>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let ContactRow { id, name, email, phone, state, active_offers, tags, last_seen_at } = contact;
    let tags = tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span>" " }).collect_view();
    view! {
        <tr>
            <td class="select"><input type="checkbox" name="contact" value=id.to_string() aria-label=fill(c.select, &[("name", &name)]) prop:checked=all /></td>
            <th scope="row">
                <a class="row-link" href=format!("/admin/contacts/{id}")>
                    <Avatar id name=name.clone() />
                    <span class="who"><strong>{name}</strong><small>{email}</small></span>
                </a>
            </th>
            <td class="wide-only nowrap">{phone}</td>
            <td data-label=c.state><ContactBadge state /></td>
            <td data-label=c.offers class="num">{t.number(active_offers)}</td>
            <td class="wide-only">{tags}</td>
            <td data-label=c.last_seen>{match last_seen_at {
                Some(at) => view! { <When at /> }.into_any(),
                None => view! { <span class="muted">{c.never}</span> }.into_any(),
            }}</td>
        </tr>
    }
}

/// What is done to the ticked contacts. With scripts it comes with the first tick and stays in view; without, it ends the list.
#[component]
fn Bulk(grantable: Vec<(OfferId, String)>, selected: RwSignal<u32>, everyone: RwSignal<bool>, scripted: RwSignal<bool>) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let summary = move || match (everyone.get(), selected.get()) {
        (true, _) => c.everyone_selected.to_owned(),
        (false, 0) => c.selection.to_owned(),
        (false, n) => t.count(n, c.selected_one, c.selected_many),
    };
    let can_grant = !grantable.is_empty();
    let idle = move || scripted.get() && selected.get() == 0 && !everyone.get();
    view! {
        <div class="bulk" role="region" aria-label=c.selection hidden=idle data-js=move || scripted.get().then_some("")>
            <strong role="status">{summary}</strong>
            {can_grant.then(|| view! {
                <select name="offer" aria-label=c.offer_to_grant required><option value="">{c.choose_offer}</option><OfferOptions offers=grantable /></select>
                <button class="button small"><Icon name="gift" />{c.grant_selected}</button>
            })}
            <button class="button small" formaction="/fn/messages/send-selected" formnovalidate=true><Icon name="mail" />{c.send_selected}</button>
        </div>
    }
}
