//! The strip on the learners' side that says why an admin sees what they see (R5), or that they look in a contact's place (R6).

use domain::ContactId;
use domain::view::viewer::Who;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::link_dialog::Place;
use super::{Icon, page_resource};
use crate::api::links::opened_by_admin;
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
            </aside>
        }
        .into_any(),
        Who::Admin { .. } => view! { <StillAdmin /> }.into_any(),
        Who::Nobody | Who::Contact { .. } => ().into_any(),
    }
}

/// An admin, who sees everything; the address says whose link was opened, if one was.
#[component]
fn StillAdmin() -> impl IntoView {
    let t = use_words().links();
    let query = use_query_map();
    let opened = Memo::new(move |_| query.with(|query| query.get_str("opened").and_then(|id| id.parse::<ContactId>().ok())));
    let data = page_resource(
        move || opened.get(),
        |contact| async move {
            match contact {
                Some(contact) => opened_by_admin(contact).await.map(|name| Some((contact, name))),
                None => Ok(None),
            }
        },
    );
    view! {
        <aside class="banner strip" data-tone="info" aria-label=t.signed_in_as_admin>
            <Icon name="shield" />
            <div><strong>{t.still_admin}</strong>" "{t.still_admin_hint}</div>
            <Transition>
                {move || Suspend::new(async move {
                    // Whose link it was is said if it can be found out; the strip itself stands without it.
                    data.await.ok().flatten().map(|(contact, name)| view! { <Opened contact name /> })
                })}
            </Transition>
        </aside>
    }
}

#[component]
fn Opened(contact: ContactId, name: String) -> impl IntoView {
    let t = use_words().links();
    let at = use_location().pathname;
    view! {
        <div class="actions">
            <span>{fill(t.opened_link_of, &[("name", &name)])}</span>
            <form method="post" action="/fn/links/view-as">
                <input type="hidden" name="contact" value=contact.to_string() />
                <input type="hidden" name="at" value=at />
                <button class="button small">{t.view_as}</button>
            </form>
            <a class="button small" href=Place::of(contact, "").href() rel="external">{t.for_private_window}</a>
        </div>
    }
}
