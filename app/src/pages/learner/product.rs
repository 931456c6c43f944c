//! A course and its outline.

use domain::Publication;
use domain::view::learning::CourseView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::learning::load_course;
use crate::components::outline::Here;
use crate::components::{Cover, Icon, Loaded, Outline, Progress, page_resource};
use crate::locales::fill;
use crate::viewer::use_words;

#[component]
pub fn ProductPage() -> impl IntoView {
    let t = use_words();
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("product").unwrap_or_default()), load_course);
    view! {
        <main id="main" class="page">
            <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/courses"><Icon name="chevron-left" />{t.common().courses}</a></nav>
            <Loaded resource=data let:view><Course view /></Loaded>
        </main>
    }
}

#[component]
fn Course(view: CourseView) -> impl IntoView {
    let t = use_words();
    let CourseView { course, sections, next, begun, certificate } = view;
    let words = if begun { t.learner().go_on_with } else { t.learner().start_with };
    let start = next.as_ref().map(|lesson| {
        let href = format!("/courses/{}/lessons/{}", course.slug, lesson.slug);
        view! { <a class="button primary" href=href><Icon name="play" />{fill(words, &[("lesson", &lesson.title)])}</a> }
    });
    // All that is left is not open yet.
    let waiting = next.is_none() && !course.steps.is_done() && course.steps.all > 0;
    // Where nothing is left to start with, it is what one came for.
    let class = if next.is_none() { "button primary" } else { "button" };
    let certificate =
        certificate.then(|| view! { <a class=class href=format!("/courses/{}/certificate", course.slug)><Icon name="shield" />{t.certificates().see}</a> });
    let outline = if sections.is_empty() {
        view! { <div class="empty"><Icon name="book" /><p>{t.learner().no_lessons_text}</p></div> }.into_any()
    } else {
        view! {
            <section class="outline" aria-label=t.learner().lessons>
                <Outline course=course.slug sections here=Here::Next(next.map(|lesson| lesson.slug)) />
            </section>
        }
        .into_any()
    };
    view! {
        <Title text=course.title.clone() />
        <header class="product-header">
            <Cover src=course.cover eager=true />
            <div>
                <h1 lang=course.lang.word()>{course.title.clone()}</h1>
                {(course.state == Publication::Draft).then(|| view! { <p><span class="badge" data-state="draft">{t.common().draft}</span></p> })}
                {(!course.summary.is_empty()).then(|| view! { <p class="lead" lang=course.lang.word()>{course.summary}</p> })}
                <Progress course=course.title steps=course.steps />
                {start}
                {waiting.then(|| view! { <p class="muted">{t.drip().waiting}</p> })}
                {certificate}
            </div>
        </header>
        {outline}
    }
}
