//! The strip on the learners' side that says why an admin sees what they see (R5), or that they look in a contact's place (R6).

use domain::LinkId;
use domain::view::links::LinkCard;
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::link_state::state_text;
use super::{Icon, once_there, page_resource};
use crate::api::links::show_link;
use crate::islands::Copying;
use crate::locales::fill;
use crate::viewer::{use_viewer, use_words};

/// Nothing for a contact; the strip for an admin.
#[component]
pub fn LookingOn() -> impl IntoView {
    let t = use_words().links();
    match use_viewer().who {
        Who::Preview { name, .. } => view! {
            <aside class="banner strip" data-tone="warning" aria-label=t.view_as>
                <Icon name="eye" />
                <div><strong>{fill(t.seen_as, &[("name", &name)])}</strong>" "{t.read_only}</div>
                <form class="actions" method="post" action="/fn/links/stop-viewing"><button class="button small">{t.stop}</button></form>
                <Opened />
            </aside>
        }
        .into_any(),
        Who::Admin { .. } => view! {
            <aside class="banner strip" data-tone="info" aria-label=t.signed_in_as_admin>
                <Icon name="shield" />
                <div><strong>{t.still_admin}</strong>" "{t.still_admin_hint}</div>
                <Opened />
            </aside>
        }
        .into_any(),
        Who::Nobody | Who::Contact { .. } => ().into_any(),
    }
}

/// The address says which link was opened, if one was.
#[component]
fn Opened() -> impl IntoView {
    let query = use_query_map();
    let opened = Memo::new(move |_| query.with(|query| query.get_str("opened").and_then(|id| id.parse::<LinkId>().ok())));
    let data = page_resource(
        move || opened.get(),
        |link| async move {
            match link {
                Some(link) => show_link(link).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! {
        <Transition>
            // Whose link it was is said if it can be found out; the strip itself stands without it.
            {once_there(data, |found| found.ok().flatten().map(|card| view! { <OpenedLinkOf card /> }))}
        </Transition>
    }
}

/// Whose link it was and why it is dead, if it is; else the same link once more, to be copied.
#[component]
fn OpenedLinkOf(card: LinkCard) -> impl IntoView {
    let t = use_words();
    let at = use_location().pathname;
    let LinkCard { row, contact, url } = card;
    let said = if url.is_some() { t.links().opened_link_of } else { t.links().opened_dead_link_of };
    let why = url.is_none().then(|| view! { " "{state_text(t, row.state)} });
    view! {
        <div class="actions">
            <span>{fill(said, &[("name", &contact.name)])}{why}</span>
            <form method="post" action="/fn/links/view-as">
                <input type="hidden" name="contact" value=contact.id.to_string() />
                <input type="hidden" name="at" value=at />
                <button class="button small">{t.links().view_as}</button>
            </form>
        </div>
        {url.map(|url| view! { <div><Copying value=url.text label=t.links().magic_link.to_owned() action=t.links().for_private_window.to_owned() /></div> })}
    }
}
