//! A broadcast in words: where it stands, and how far it is.

use domain::BroadcastState;
use domain::view::broadcasts::Tally;
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// The word for a state.
pub fn state_word(t: Words, state: BroadcastState) -> &'static str {
    let b = t.broadcasts();
    match state {
        BroadcastState::Draft => b.draft,
        BroadcastState::Scheduled => b.scheduled,
        BroadcastState::Running => b.running,
        BroadcastState::Paused => b.paused,
        BroadcastState::Stopped => b.stopped,
        BroadcastState::Done => b.done,
    }
}

#[component]
pub fn BroadcastBadge(state: BroadcastState) -> impl IntoView {
    let look = match state {
        BroadcastState::Draft => "draft",
        BroadcastState::Scheduled => "scheduled",
        BroadcastState::Running => "in-progress",
        BroadcastState::Paused => "warning",
        BroadcastState::Stopped => "ended",
        BroadcastState::Done => "completed",
    };
    view! { <span class="badge" data-state=look>{state_word(use_words(), state)}</span> }
}

/// How far it is, as a bar and in words.
#[component]
pub fn BroadcastProgress(name: String, tally: Tally) -> impl IntoView {
    let t = use_words();
    let (done, total) = (tally.settled(), tally.total.max(tally.settled()));
    let words = fill(t.broadcasts().settled_of, &[("done", &t.number(done)), ("total", &t.number(total))]);
    view! { <div class="progress"><progress value=done.to_string() max=total.max(1).to_string() aria-label=name></progress><span>{words}</span></div> }
}

/// `4,998 sent · 2 failed`, without what there is none of.
pub fn tally_text(t: Words, tally: Tally) -> String {
    let b = t.broadcasts();
    let counted = [
        (tally.sent, b.sent_one, b.sent_many),
        (tally.kept, b.kept_one, b.kept_many),
        (tally.waiting, b.waiting_one, b.waiting_many),
        (tally.failed, b.failed_one, b.failed_many),
        (tally.cancelled, b.cancelled_one, b.cancelled_many),
    ];
    let parts: Vec<String> = counted.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| t.count(n, one, many)).collect();
    parts.join(" · ")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn a_tally_names_what_there_is() {
        let tally = Tally { total: 5000, sent: 4998, failed: 2, ..Tally::default() };
        assert_eq!(tally_text(Words::of(Lang::En), tally), "4,998 sent · 2 failed");
        assert_eq!(tally_text(Words::of(Lang::En), Tally::default()), "");
    }
}
