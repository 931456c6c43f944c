//! A message in words: where it stands, and why.

use domain::view::messages::MessageRow;
use domain::{Channel, MessageState, Trouble};
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

/// The word for a channel.
pub fn channel_word(t: Words, channel: Channel) -> &'static str {
    match channel {
        Channel::Email => t.messages().channel_email,
        Channel::Sms => t.messages().channel_sms,
    }
}

/// A sentence on where a message stands.
pub fn state_text(t: Words, row: &MessageRow) -> String {
    let m = t.messages();
    let dated = |text: &str, at| fill(text, &[("date", &t.exact(at))]);
    let by = |mail, sms| match row.channel {
        Channel::Email => mail,
        Channel::Sms => sms,
    };
    match (row.state, row.trouble) {
        (MessageState::Queued, _) if row.on_its_way => by(m.on_its_way_text, m.sms_on_its_way_text).to_owned(),
        (MessageState::Sent, _) => dated(by(m.sent_text, m.sms_sent_text), row.settled_at.unwrap_or(row.due_at)),
        (MessageState::Held, _) => m.held_text.to_owned(),
        (MessageState::Kept, _) => by(m.kept_state_text, m.sms_kept_state_text).to_owned(),
        (_, Some(Trouble::Unsubscribed)) => m.unsubscribed_text.to_owned(),
        (_, Some(Trouble::Suppressed)) => m.suppressed_text.to_owned(),
        (MessageState::Cancelled, _) => m.cancelled_text.to_owned(),
        (_, Some(Trouble::Delayed)) => fill(m.again_text, &[("n", &t.number(row.tries)), ("date", &t.exact(row.due_at))]),
        (_, Some(Trouble::Refused)) => by(m.refused_text, m.sms_refused_text).to_owned(),
        (_, Some(Trouble::TooManyTries)) => m.too_many_tries_text.to_owned(),
        (_, Some(Trouble::NoActiveOffer)) => m.no_active_offer_text.to_owned(),
        (_, Some(Trouble::Disabled)) => m.disabled_text.to_owned(),
        (_, Some(Trouble::NoPhone)) => m.no_phone_text.to_owned(),
        (_, Some(Trouble::NoDestination)) => m.no_destination_text.to_owned(),
        (MessageState::Queued | MessageState::Failed, None) => m.queued_text.to_owned(),
    }
}
