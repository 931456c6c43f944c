//! A message in words: where it stands, and why.

use domain::view::messages::MessageRow;
use domain::{MessageState, Trouble};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// The word for a state.
pub fn state_word(t: Words, state: MessageState) -> &'static str {
    let m = t.messages();
    match state {
        MessageState::Queued => m.queued,
        MessageState::Held => m.held,
        MessageState::Sent => m.sent,
        MessageState::Kept => m.kept,
        MessageState::Failed => m.failed,
        MessageState::Cancelled => m.cancelled,
    }
}

#[component]
pub fn MessageBadge(state: MessageState, on_its_way: bool) -> impl IntoView {
    let t = use_words();
    let word = if on_its_way { t.messages().on_its_way } else { state_word(t, state) };
    view! { <span class="badge" data-state=state.word()>{word}</span> }
}

/// A sentence on where a message stands.
pub fn state_text(t: Words, row: &MessageRow) -> String {
    let m = t.messages();
    let dated = |text: &str, at| fill(text, &[("date", &t.exact(at))]);
    match (row.state, row.trouble) {
        (MessageState::Queued, _) if row.on_its_way => m.on_its_way_text.to_owned(),
        (MessageState::Sent, _) => dated(m.sent_text, row.settled_at.unwrap_or(row.due_at)),
        (MessageState::Held, _) => m.held_text.to_owned(),
        (MessageState::Kept, _) => m.kept_state_text.to_owned(),
        (_, Some(Trouble::Unsubscribed)) => m.unsubscribed_text.to_owned(),
        (_, Some(Trouble::Suppressed)) => m.suppressed_text.to_owned(),
        (MessageState::Cancelled, _) => m.cancelled_text.to_owned(),
        (_, Some(Trouble::Delayed)) => fill(m.again_text, &[("n", &t.number(row.tries)), ("date", &t.exact(row.due_at))]),
        (_, Some(Trouble::Refused)) => m.refused_text.to_owned(),
        (_, Some(Trouble::TooManyTries)) => m.too_many_tries_text.to_owned(),
        (_, Some(Trouble::NoActiveOffer)) => m.no_active_offer_text.to_owned(),
        (_, Some(Trouble::Disabled)) => m.disabled_text.to_owned(),
        (_, Some(Trouble::NoDestination)) => m.no_destination_text.to_owned(),
        (MessageState::Queued | MessageState::Failed, None) => m.queued_text.to_owned(),
    }
}
