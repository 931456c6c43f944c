//! *Generate magic link*, the dialog: pick a contact, see what they will see, generate, copy (L1–L10). Each step is an
//! address ([`Place`]) and a file: [`prepare`] before there is a link, [`shown`] with it, [`confirm`] before one is killed.

use domain::view::links::ContactHit;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::avatar::Avatar;
use super::contact_picker::ContactPicker;
use super::modal::Modal;
use crate::viewer::use_words;

mod confirm;
mod place;
mod prepare;
mod shown;

pub use place::{Confirm, DASHBOARD, Place};

/// The dialog, if the address says that it is open.
#[component]
pub fn LinkDialog() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::read));
    // The modal stays as it is from step to step; only a question that wants an answer has one of its own.
    let frame = Memo::new(move |_| place.get().map(|place| (place.way_back(), place.confirm.is_some())));
    move || {
        frame.get().map(|(close, asks)| {
            if asks { place.get_untracked().map(|place| view! { <confirm::Question place /> }).into_any() } else { view! { <Steps place close /> }.into_any() }
        })
    }
}

#[component]
fn Steps(place: Memo<Option<Place>>, close: String) -> impl IntoView {
    let t = use_words().links();
    view! {
        <Modal title=t.generate.to_owned() close>
            {move || place.get().filter(|place| place.confirm.is_none()).map(|place| match (place.contact, place.link) {
                (_, Some(link)) => view! { <shown::Shown place link /> }.into_any(),
                (Some(contact), None) => view! { <prepare::Prepare place contact /> }.into_any(),
                (None, None) => view! { <Pick place /> }.into_any(),
            })}
        </Modal>
    }
}

/// Whom the link is for.
#[component]
fn Pick(place: Place) -> impl IntoView {
    let t = use_words().common();
    view! {
        <div class="dialog-body">
            <ContactPicker typed=place.typed.clone() action=DASHBOARD kept=vec![("dialog", "link")] href=|(id,)| Place::of(id, "").href() />
        </div>
        <footer><a class="button quiet" href=place.way_back() data-noscroll=true>{t.cancel}</a></footer>
    }
}

/// The contact that was picked.
#[component]
fn Picked(contact: ContactHit) -> impl IntoView {
    let t = use_words().links();
    view! {
        <div class="picked">
            <Avatar id=contact.id name=contact.name.clone() />
            <span class="who"><strong>{contact.name}</strong><small>{contact.email}</small></span>
            <a class="button quiet small" href=Place::default().href() data-noscroll=true>{t.change}</a>
        </div>
    }
}

/// The form behind the *View as this contact* buttons (R6): leaves the admins' side, so it is a plain one.
#[component]
fn ViewAsForm(contact: domain::ContactId) -> impl IntoView {
    view! { <form id="view-as" method="post" action="/fn/links/view-as"><input type="hidden" name="contact" value=contact.to_string() /></form> }
}
