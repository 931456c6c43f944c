//! Before links are killed: how many, and what that means.

use domain::view::links::PreFlight;
use domain::{ContactId, LinkId};
use leptos::prelude::*;

use super::{Confirm, Place};
use crate::api::links::{RegenerateLink, RevokeAccess, RevokeLink, load_pre_flight};
use crate::components::modal::focus_on_arrival;
use crate::components::{Form, Loaded, Modal, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

/// A step that asks. What it needs to ask is missing: nothing happens, and closing it leads back.
#[component]
pub fn Question(place: Place) -> impl IntoView {
    let t = use_words().links();
    let title = match place.confirm {
        Some(Confirm::Regenerate) => t.regenerate_title,
        Some(Confirm::Access) => t.access_title,
        Some(Confirm::Revoke) | None => t.revoke_title,
    };
    let back = if place.link.is_some() { place.clone().without_confirm().href() } else { place.way_back() };
    view! {
        <Modal title=title.to_owned() close=back.clone() small=true>
            {match (place.confirm, place.contact, place.link) {
                (Some(Confirm::Regenerate), Some(contact), Some(link)) => view! { <Regenerate contact link place back /> }.into_any(),
                (Some(Confirm::Revoke), _, Some(link)) => view! { <Revoke link place back /> }.into_any(),
                (Some(Confirm::Access), Some(contact), _) => view! { <Access contact back /> }.into_any(),
                _ => view! { <footer><a class="button" href=back data-noscroll=true>{use_words().common().close}</a></footer> }.into_any(),
            }}
        </Modal>
    }
}

#[component]
fn Regenerate(contact: ContactId, link: LinkId, place: Place, back: String) -> impl IntoView {
    let t = use_words();
    let data = page_resource(move || contact, load_pre_flight);
    let action = ServerAction::<RegenerateLink>::new();
    let (from, back) = (place.origin(), StoredValue::new(back));
    let killed = move |flight: &PreFlight| fill(&t.count(flight.live_links, t.links().kills_one, t.links().kills_many), &[("name", &flight.contact.name)]);
    view! {
        <Loaded resource=data let:flight>
            {
                focus_on_arrival();
                view! {
                    <Form action>
                        <input type="hidden" name="link" value=link.to_string() />
                        <input type="hidden" name="from" value=from />
                        <div class="dialog-body"><p><strong>{killed(&flight)}</strong></p><p>{t.links().kills_hint}</p></div>
                        <footer>
                            <a class="button quiet" href=back.get_value() data-noscroll=true>{t.common().cancel}</a>
                            <button class="button primary danger" aria-busy=move || action.pending().get().then_some("true")>{t.links().regenerate}</button>
                        </footer>
                    </Form>
                }
            }
        </Loaded>
    }
}

#[component]
fn Revoke(link: LinkId, place: Place, back: String) -> impl IntoView {
    let t = use_words();
    let action = ServerAction::<RevokeLink>::new();
    view! {
        <Form action>
            <input type="hidden" name="link" value=link.to_string() />
            <input type="hidden" name="from" value=place.origin() />
            <div class="dialog-body"><p>{t.links().revoke_text}</p></div>
            <footer>
                <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                <button class="button primary danger" aria-busy=move || action.pending().get().then_some("true")>{t.links().revoke}</button>
            </footer>
        </Form>
    }
}

#[component]
fn Access(contact: ContactId, back: String) -> impl IntoView {
    let t = use_words();
    let action = ServerAction::<RevokeAccess>::new();
    view! {
        <Form action>
            <input type="hidden" name="contact" value=contact.to_string() />
            <div class="dialog-body"><p>{t.links().access_text}</p></div>
            <footer>
                <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                <button class="button primary danger" aria-busy=move || action.pending().get().then_some("true")>{t.links().revoke_access}</button>
            </footer>
        </Form>
    }
}
