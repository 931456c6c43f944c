//! A page of a course's learners.

use domain::ProductId;
use domain::view::Page;
use domain::view::progress::{LearnerRow, Stage};
use leptos::prelude::*;

use super::avatar::Avatar;
use super::{Pages, When};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

pub fn stage_text(t: Words, stage: Stage) -> &'static str {
    let p = t.progress();
    match stage {
        Stage::NotStarted => p.not_started,
        Stage::InProgress => p.in_progress,
        Stage::Completed => p.completed,
    }
}

#[component]
pub fn LearnerTable(
    course: ProductId,
    page: Page<LearnerRow>,
    /// The address of the first page.
    first: String,
    /// The addresses of the pages beside it.
    previous: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    let p = use_words().progress();
    let rows = page.items.into_iter().map(|learner| view! { <Row course learner /> }).collect_view();
    view! {
        <div class="card flush">
            <table class="table">
                <caption class="visually-hidden">{p.learners}</caption>
                <thead>
                    <tr>
                        <th>{p.learner}</th>
                        <th>{p.stage}</th>
                        <th class="num">{p.steps}</th>
                        <th>{p.started}</th>
                        <th>{p.last_lesson}</th>
                        <th>{p.completed_on}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pages first previous next />
        </div>
    }
}

#[component]
fn Row(course: ProductId, learner: LearnerRow) -> impl IntoView {
    let t = use_words();
    let p = t.progress();
    let LearnerRow { contact, stage, steps, started_at, seen_at, completed_at } = learner;
    let href = format!("/admin/courses/{course}/progress/{}", contact.id);
    let of = fill(t.learner().done_of, &[("done", &t.number(steps.done)), ("all", &t.number(steps.all))]);
    let at = move |at: Option<domain::Timestamp>| match at {
        Some(at) => view! { <When at /> }.into_any(),
        None => view! { <span class="muted">{p.never}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=href>
                    <Avatar id=contact.id name=contact.name.clone() />
                    <span class="who"><strong>{contact.name}</strong><small>{contact.email}</small></span>
                </a>
            </th>
            <td data-label=p.stage><span class="badge" data-state=stage.word()>{stage_text(t, stage)}</span></td>
            <td data-label=p.steps class="num">{of}</td>
            <td data-label=p.started>{at(started_at)}</td>
            <td data-label=p.last_lesson>{at(seen_at)}</td>
            <td data-label=p.completed_on>{at(completed_at)}</td>
        </tr>
    }
}
