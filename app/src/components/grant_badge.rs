//! Where a grant stands, as a badge and in words.

use domain::{GrantState, Timestamp};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn GrantBadge(state: GrantState) -> impl IntoView {
    let o = use_words().offers();
    let (word, text) = match state {
        GrantState::Active { .. } => ("active", o.grant_state_active),
        GrantState::Scheduled { .. } => ("scheduled", o.grant_state_scheduled),
        GrantState::Ended { .. } => ("ended", o.grant_state_ended),
        GrantState::Revoked { .. } => ("revoked", o.grant_state_revoked),
    };
    view! { <span class="badge" data-state=word>{text}</span> }
}

/// From when until when, in words. An end at midnight reads as the day before, the last one of access.
pub fn period(t: Words, starts_at: Timestamp, state: GrantState) -> String {
    let o = t.offers();
    let from = t.date(starts_at);
    let last_day = |end: Timestamp| t.date(Timestamp(end.0.saturating_sub(1)));
    match state {
        GrantState::Active { until: None } => fill(o.since_for_good, &[("from", &from)]),
        GrantState::Active { until: Some(end) } => fill(o.since_until, &[("from", &from), ("until", &last_day(end))]),
        GrantState::Scheduled { .. } => fill(o.from_on, &[("from", &from)]),
        GrantState::Ended { at } => fill(o.was_ended, &[("from", &from), ("until", &last_day(at))]),
        GrantState::Revoked { at } => fill(o.was_revoked, &[("from", &from), ("at", &t.date(at))]),
    }
}
