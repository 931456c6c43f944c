//! A course's sections and lessons, each with its state.

use domain::Publication;
use domain::view::learning::{OutlineItem, Section};
use leptos::prelude::*;

use super::Icon;
use crate::locales::fill;
use crate::viewer::use_words;

/// Which lesson of an outline stands out.
#[derive(Clone, PartialEq, Eq)]
pub enum Here {
    /// The one to go on with, by its slug.
    Next(Option<String>),
    /// The one that is being read; only its section is open.
    Reading(String),
}

impl Here {
    fn opens(&self, section: &Section) -> bool {
        match self {
            Self::Next(_) => true,
            Self::Reading(slug) => section.lessons.iter().any(|lesson| lesson.slug == *slug),
        }
    }
}

/// Sections as `<details>`; `course` is the course's slug.
#[component]
pub fn Outline(course: String, sections: Vec<Section>, here: Here) -> impl IntoView {
    let t = use_words();
    sections
        .into_iter()
        .map(|section| {
            let done = section.lessons.iter().filter(|lesson| lesson.completed).count();
            let of = fill(t.learner().done_of, &[("done", &done.to_string()), ("all", &section.lessons.len().to_string())]);
            let open = here.opens(&section);
            view! {
                <details open=open>
                    <summary><h2>{section.title}</h2><span class="muted">{of}</span></summary>
                    <ol>{section.lessons.into_iter().map(|lesson| view! { <Line course=course.clone() lesson here=here.clone() /> }).collect_view()}</ol>
                </details>
            }
        })
        .collect_view()
}

#[component]
fn Line(course: String, lesson: OutlineItem, here: Here) -> impl IntoView {
    let t = use_words();
    let (next, current) = match here {
        Here::Next(next) => (next.as_deref() == Some(&lesson.slug), None),
        Here::Reading(slug) => (false, (slug == lesson.slug).then_some("page")),
    };
    let (state, mark) = match (lesson.completed, next) {
        (true, _) => (Some("completed"), Some(("check", t.learner().completed_mark))),
        (false, true) => (Some("current"), Some(("play", t.learner().next_mark))),
        (false, false) => (None, None),
    };
    view! {
        <li data-state=state>
            <a href=format!("/courses/{course}/lessons/{}", lesson.slug) aria-current=current.or(next.then_some("true"))>
                <span class="mark">{mark.map(|(icon, words)| view! { <Icon name=icon /><span class="visually-hidden">{words}</span> })}</span>
                <span class="grow">{lesson.title}</span>
                {(lesson.state == Publication::Draft).then(|| view! { <span class="badge" data-state="draft">{t.common().draft}</span> })}
                {lesson.minutes.map(|minutes| view! { <small>{t.count(minutes, t.learner().minute, t.learner().minutes)}</small> })}
            </a>
        </li>
    }
}
