//! How far a contact is in each course, for the contact's page.

use domain::ContactId;
use domain::view::progress::CourseSteps;
use leptos::prelude::*;

use super::{Icon, Loaded, Progress, When, page_resource};
use crate::api::progress::progress_of_contact;
use crate::viewer::use_words;

#[component]
pub fn ContactProgress(contact: ContactId) -> impl IntoView {
    let t = use_words().progress();
    let data = page_resource(move || contact, progress_of_contact);
    view! {
        <section class="card flush" aria-labelledby="progress">
            <header><h2 id="progress">{t.courses}</h2></header>
            <Loaded resource=data let:courses>
                {if courses.is_empty() {
                    view! { <div class="empty"><Icon name="book" /><p>{t.no_courses}</p></div> }.into_any()
                } else {
                    view! { <ul class="list">{courses.into_iter().map(|course| view! { <Row contact course /> }).collect_view()}</ul> }.into_any()
                }}
            </Loaded>
        </section>
    }
}

#[component]
fn Row(contact: ContactId, course: CourseSteps) -> impl IntoView {
    let t = use_words().progress();
    let CourseSteps { product, title, steps, seen_at } = course;
    view! {
        <li>
            <Icon name="book" />
            <div class="grow">
                <a class="link" href=format!("/admin/courses/{product}/progress/{contact}")><strong>{title.clone()}</strong></a>
                <Progress course=title steps />
                {seen_at.map(|at| view! { <p>{t.last_lesson}" "<When at /></p> })}
            </div>
        </li>
    }
}
