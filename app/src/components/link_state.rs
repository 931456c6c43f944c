//! A link in words: where it stands, where it leads.

use domain::view::links::LinkRow;
use domain::{Destination, Lang, LinkState};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn LinkBadge(state: LinkState) -> impl IntoView {
    let t = use_words().links();
    let (kind, word) = match state {
        LinkState::Live { .. } => ("live", t.live),
        LinkState::Expired { .. } => ("expired", t.expired),
        LinkState::Replaced { .. } => ("replaced", t.replaced),
        LinkState::Revoked { .. } => ("revoked", t.revoked),
        LinkState::KeyGone => ("key-gone", t.key_gone),
        LinkState::UsedUp => ("used-up", t.used_up),
        LinkState::NoOffer => ("no-offer", t.without_offer),
        LinkState::Disabled => ("disabled", t.contact_disabled),
    };
    view! { <span class="badge" data-state=kind>{word}</span> }
}

/// A sentence on the state.
pub fn state_text(t: Words, state: LinkState) -> String {
    let l = t.links();
    let dated = |text: &str, at| fill(text, &[("date", &t.exact(at))]);
    match state {
        LinkState::Live { until } => dated(l.live_text, until),
        LinkState::Expired { at } => dated(l.expired_text, at),
        LinkState::Replaced { at: Some(at) } => dated(l.replaced_text, at),
        LinkState::Replaced { at: None } => l.replaced_text_undated.to_owned(),
        LinkState::Revoked { at } => dated(l.revoked_text, at),
        LinkState::KeyGone => l.key_gone_text.to_owned(),
        LinkState::UsedUp => l.used_up_text.to_owned(),
        LinkState::NoOffer => l.without_offer_text.to_owned(),
        LinkState::Disabled => l.disabled_text.to_owned(),
    }
}

/// Of an English and a French label the reader's; of one alone that one.
fn in_language(t: Words, labels: &[String]) -> &str {
    let place = usize::from(t.lang == Lang::Fr);
    labels.get(place).or(labels.first()).map_or("", String::as_str)
}

/// Where the link leads.
pub fn destination_text(t: Words, row: &LinkRow) -> String {
    match row.destination {
        Destination::Home => t.links().home.to_owned(),
        Destination::Courses => t.links().courses.to_owned(),
        Destination::Menu(_) => in_language(t, &row.titles).to_owned(),
        Destination::Communities => t.common().communities.to_owned(),
        Destination::Product(_) | Destination::Lesson(..) | Destination::Group(_) | Destination::Post(..) => row.titles.join(" › "),
    }
}
