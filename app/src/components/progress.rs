//! How far a learner has come in a course, as a bar and in words.

use domain::view::learning::Steps;
use leptos::prelude::*;

use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn Progress(course: String, steps: Steps) -> impl IntoView {
    let t = use_words();
    let words = match steps {
        Steps { all: 0, .. } => t.learner().no_lessons.to_owned(),
        Steps { done: 0, all } => t.count(all, t.learner().lesson_count, t.learner().lessons_count),
        steps if steps.is_done() => t.learner().course_completed.to_owned(),
        Steps { done, all } => fill(t.count(all, t.learner().done_of_one, t.learner().done_of_many).as_str(), &[("done", &t.number(done))]),
    };
    view! {
        <div class=if steps.is_done() { "progress done" } else { "progress" }>
            <progress value=steps.done max=steps.all.max(1) aria-label=fill(t.learner().progress_in, &[("course", &course)])></progress>
            <span>{words}</span>
        </div>
    }
}
