//! Rows of a file that cannot be imported, and why.

use domain::view::imports::{BadRow, RowProblem};
use leptos::prelude::*;

use crate::locales::{Words, fill};
use crate::viewer::use_words;

/// What is wrong with a row.
pub fn row_problem_text(t: Words, problem: RowProblem) -> String {
    let c = t.contacts();
    match problem {
        RowProblem::NoEmail => c.row_no_email.to_owned(),
        RowProblem::Email => c.row_email.to_owned(),
        RowProblem::Duplicate { line } => fill(c.row_duplicate, &[("line", &line.to_string())]),
        RowProblem::Phone => c.row_phone.to_owned(),
        RowProblem::TooLong => c.row_too_long.to_owned(),
        RowProblem::Unreadable => c.row_unreadable.to_owned(),
    }
}

/// The bad rows of a file, or the first of them.
#[component]
pub fn BadRows(
    rows: Vec<BadRow>,
    /// How many there are.
    total: u32,
) -> impl IntoView {
    let t = use_words();
    let c = t.contacts();
    let more = total.saturating_sub(domain::count(rows.len()));
    let rows = rows.into_iter().map(|row| {
        let cells = row.cells.into_iter().filter(|cell| !cell.trim().is_empty()).collect::<Vec<_>>().join(" · ");
        view! {
            <tr>
                <th scope="row">{fill(c.line_n, &[("n", &row.line.to_string())])}</th>
                <td data-label=c.problem>{row_problem_text(t, row.problem)}</td>
                <td data-label=c.content><span class="small">{shortened(&cells)}</span></td>
            </tr>
        }
    });
    view! {
        <section class="card flush" aria-labelledby="bad-rows">
            <header><h2 id="bad-rows">{c.bad_rows}" "<span class="count">{t.number(total)}</span></h2></header>
            <table class="table">
                <caption class="visually-hidden">{c.bad_rows}</caption>
                <thead><tr><th>{c.line}</th><th>{c.problem}</th><th>{c.content}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(more > 0).then(|| view! { <footer><p class="muted small">{t.count(more, c.more_row, c.more_rows)}</p></footer> })}
        </section>
    }
}

/// The beginning of a text that may be very long.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
