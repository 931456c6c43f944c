//! How many learners have completed each lesson, at a glance.

use domain::view::progress::{LessonBar, MOST_COUNTED};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// `10,000+` for more than are counted.
fn counted(t: Words, n: u32) -> String {
    if n > MOST_COUNTED { format!("{}+", t.number(MOST_COUNTED)) } else { t.number(n) }
}

/// A bar a lesson, of all who have begun; the numbers are written beside.
#[component]
pub fn LessonBars(bars: Vec<LessonBar>, started: u32) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let text = t.count(started, p.chart_text_one, p.chart_text);
    let empty = bars.is_empty();
    let most = started.max(1);
    let bars = bars.into_iter().map(|LessonBar { title, completed }| {
        let share = t.percent(completed.min(started), started).map(|share| view! { " "<small>{share}</small> });
        view! {
            <li>
                <span>{title}</span>
                <progress value=completed.min(most) max=most aria-hidden="true"></progress>
                <strong>{counted(t, completed)}{share}</strong>
            </li>
        }
    });
    let bars = bars.collect_view();
    view! {
        <section class="card" aria-labelledby="lessons-completed">
            <header><div><h2 id="lessons-completed">{p.chart}</h2><p>{fill(&text, &[("started", &counted(t, started))])}</p></div></header>
            {if empty {
                view! { <p class="muted">{p.chart_none}</p> }.into_any()
            } else {
                view! { <ol class="bars">{bars}</ol> }.into_any()
            }}
        </section>
    }
}
