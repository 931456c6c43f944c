//! Where an automation or one of its runs stands, in words.

use domain::automation::{Outcome, SkipReason, StopReason};
use domain::view::automations::{MOST_COUNTED, RunCounts};
use domain::{AutomationState, RunState};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn AutomationBadge(state: AutomationState) -> impl IntoView {
    let t = use_words().runs();
    let word = match state {
        AutomationState::Draft => t.draft,
        AutomationState::Published => t.published,
        AutomationState::Paused => t.paused,
    };
    view! { <span class="badge" data-state=state.word()>{word}</span> }
}

/// The word for where a run stands.
pub fn run_word(t: Words, state: RunState) -> &'static str {
    let r = t.runs();
    match state {
        RunState::Running => r.running,
        RunState::Waiting => r.waiting,
        RunState::Done => r.done,
        RunState::Stopped => r.stopped,
        RunState::Failed => r.failed,
    }
}

#[component]
pub fn RunBadge(state: RunState) -> impl IntoView {
    let shape = match state {
        RunState::Running => "in-progress",
        RunState::Waiting => "scheduled",
        RunState::Done => "completed",
        RunState::Stopped => "ended",
        RunState::Failed => "failed",
    };
    view! { <span class="badge" data-state=shape>{run_word(use_words(), state)}</span> }
}

/// Why a run did not go on.
pub fn stop_text(t: Words, reason: StopReason) -> &'static str {
    let r = t.runs();
    match reason {
        StopReason::Loop => r.stop_loop,
        StopReason::TooDeep => r.stop_too_deep,
        StopReason::Cancelled => r.stop_cancelled,
        StopReason::TooManyTries => r.stop_too_many_tries,
    }
}

/// What became of a step; a badge's state and its word.
pub fn outcome_word(t: Words, outcome: Outcome) -> (&'static str, &'static str) {
    let r = t.runs();
    match outcome {
        Outcome::Done => ("completed", r.step_done),
        Outcome::Waits => ("scheduled", r.step_waits),
        Outcome::Yes => ("completed", r.step_yes),
        Outcome::No => ("ended", r.step_no),
        Outcome::Skipped => ("warning", r.step_skipped),
        Outcome::Failed => ("failed", r.step_failed),
    }
}

/// Why a step was, or would be, left out.
pub fn skip_text(t: Words, reason: SkipReason) -> &'static str {
    let r = t.runs();
    match reason {
        SkipReason::NoPhone => r.skip_no_phone,
        SkipReason::NoActiveOffer => r.skip_no_active_offer,
        SkipReason::Disabled => r.skip_disabled,
        SkipReason::OfferGone => r.skip_offer_gone,
        SkipReason::HasOffer => r.skip_has_offer,
        SkipReason::HasNotOffer => r.skip_has_not_offer,
        SkipReason::HasTag => r.skip_has_tag,
        SkipReason::HasNotTag => r.skip_has_not_tag,
        SkipReason::Unwritable => r.skip_unwritable,
    }
}

/// `2 under way · 340 done`; what there is none of is left out.
pub fn counts_text(t: Words, counts: RunCounts) -> String {
    let r = t.runs();
    let parts = [(counts.under_way, r.count_under_way), (counts.done, r.count_done), (counts.stopped, r.count_stopped)];
    let said: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, text)| fill(text, &[("n", &at_most(t, n))])).collect();
    if said.is_empty() { r.count_none.to_owned() } else { said.join(" · ") }
}

fn at_most(t: Words, n: u32) -> String {
    if n >= MOST_COUNTED { fill(t.runs().or_more, &[("n", &t.number(MOST_COUNTED))]) } else { t.number(n) }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn counts_say_only_what_there_is() {
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        assert_eq!(counts_text(en, RunCounts::default()), "No runs yet");
        assert_eq!(counts_text(en, RunCounts { under_way: 2, done: 1000, stopped: 0 }), "2 under way · 1,000+ done");
        assert_eq!(counts_text(fr, RunCounts { under_way: 0, done: 0, stopped: 3 }), "arrêtés\u{a0}: 3");
    }
}
