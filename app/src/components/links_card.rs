//! A contact's magic links, for the contact's page.

use domain::view::links::LinkRow;
use domain::{ContactId, LinkPurpose};
use leptos::prelude::*;

use super::link_dialog::{Confirm, Place};
use super::link_state::{LinkBadge, destination_text};
use super::{Icon, Loaded, When, page_resource};
use crate::api::links::list_links;
use crate::locales::fill;
use crate::viewer::use_words;

/// The links, newest first; what is done to one is done in the dialog on the dashboard, which leads back here.
#[component]
pub fn LinksCard(contact: ContactId) -> impl IntoView {
    let t = use_words().links();
    let data = page_resource(move || contact, list_links);
    let place = Place::of(contact, Place::CONTACT);
    view! {
        <section class="card flush" aria-labelledby="links">
            <header><h2 id="links">{t.title}</h2><div class="actions"><a class="button small" href=place.href()><Icon name="link" />{t.generate_short}</a></div></header>
            <Loaded resource=data let:rows>
                {if rows.is_empty() {
                    view! { <div class="empty"><Icon name="link" /><p>{t.none_yet}</p></div> }.into_any()
                } else {
                    view! { <ul class="list">{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</ul> }.into_any()
                }}
            </Loaded>
        </section>
    }
}

#[component]
fn Row(row: LinkRow) -> impl IntoView {
    let t = use_words();
    let place = Place::of(row.contact, Place::CONTACT).with_link(row.id);
    let live = row.state.is_live();
    let leads_to = destination_text(t, &row);
    let purpose = match row.purpose {
        LinkPurpose::Copied => t.links().purpose_copied,
        LinkPurpose::Sent => t.links().purpose_sent,
        LinkPurpose::Requested => t.links().purpose_requested,
    };
    let uses = fill(t.links().used_times, &[("uses", &t.number(row.uses)), ("limit", &t.number(row.use_limit))]);
    let named = |text: &str| fill(text, &[("place", &leads_to), ("date", &t.exact(row.created_at))]);
    let (show, revoke) = (named(t.links().show_this), named(t.links().revoke_this));
    view! {
        <li>
            <Icon name="link" />
            <div class="grow">
                <strong>{leads_to.clone()}</strong>" "<LinkBadge state=row.state />
                <p>{purpose}" "<When at=row.created_at />" · "{uses}{live.then(|| view! { " · "{t.links().expires}" "<When at=row.expires_at /> })}</p>
            </div>
            <a class="button small" href=place.href() aria-label=show>{t.links().show}</a>
            {live.then(|| view! { <a class="button danger small" href=place.with_confirm(Confirm::Revoke).href() aria-label=revoke>{t.links().revoke}</a> })}
        </li>
    }
}
