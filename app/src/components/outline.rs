//! A course's sections and lessons, each with its state.

use domain::LessonState;
use domain::view::learning::{OutlineItem, Section};
use leptos::prelude::*;

use super::{Icon, LessonBadge};
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
            Self::Reading(slug) => section.all_lessons().any(|lesson| lesson.slug == *slug),
        }
    }
}

/// Sections as `<details>`, those in them below their lessons; `course` is the course's slug.
#[component]
pub fn Outline(course: String, sections: Vec<Section>, here: Here) -> impl IntoView {
    let t = use_words();
    sections
        .into_iter()
        .map(|section| {
            let count =
                |only_done: bool| section.all_lessons().filter(|lesson| lesson.state == LessonState::Published && (lesson.completed || !only_done)).count();
            let of = fill(t.learner().done_of, &[("done", &count(true).to_string()), ("all", &count(false).to_string())]);
            let open = here.opens(&section);
            let inside = section.sections.into_iter().map(|section| {
                view! { <h3>{section.title}</h3><Lessons course=course.clone() lessons=section.lessons here=here.clone() /> }
            });
            let inside = inside.collect_view();
            view! {
                <details open=open>
                    <summary><h2>{section.title}</h2><span class="muted">{of}</span></summary>
                    <Lessons course=course.clone() lessons=section.lessons here=here.clone() />
                    {inside}
                </details>
            }
        })
        .collect_view()
}

/// Nothing for a section that only holds others.
#[component]
fn Lessons(course: String, lessons: Vec<OutlineItem>, here: Here) -> impl IntoView {
    (!lessons.is_empty()).then(|| {
        view! { <ol>{lessons.into_iter().map(|lesson| view! { <Line course=course.clone() lesson here=here.clone() /> }).collect_view()}</ol> }
    })
}

/// A lesson that cannot be opened: a lock, and what opens it.
#[component]
fn Closed(lesson: OutlineItem) -> impl IntoView {
    let t = use_words();
    view! {
        <li data-state="locked">
            <span class="mark"><Icon name="lock" /><span class="visually-hidden">{t.drip().locked_mark}</span></span>
            <span class="grow">{lesson.title}</span>
            <small>{t.opens(lesson.gate)}</small>
        </li>
    }
}

#[component]
fn Line(course: String, lesson: OutlineItem, here: Here) -> impl IntoView {
    let t = use_words();
    if !lesson.gate.is_open() {
        return view! { <Closed lesson /> }.into_any();
    }
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
                {(lesson.state != LessonState::Published).then(|| view! { <LessonBadge state=lesson.state /> })}
                {lesson.minutes.map(|minutes| view! { <small>{t.count(minutes, t.learner().minute, t.learner().minutes)}</small> })}
            </a>
        </li>
    }
    .into_any()
}
