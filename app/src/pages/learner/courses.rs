//! The course grid: where was I, and what else is mine.

use leptos::prelude::*;

#[component]
pub fn CoursesPage() -> impl IntoView {
    view! { <main id="main" class="page"><h1>"Courses"</h1></main> }
}
