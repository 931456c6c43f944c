//! A course: its outline on one side, its details on the other.

mod category;
mod certificate;
mod comments;
pub mod details;
mod dialogs;
mod outline;

use domain::view::courses::ProductEdit;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::courses::load_course;
use crate::components::reorder::Pressed;
use crate::components::{Done, Icon, Loaded, PublicationBadge, page_resource};
use crate::viewer::use_words;

#[component]
pub fn CoursePage() -> impl IntoView {
    Pressed::provide();
    let params = use_params_map();
    let data = page_resource(move || params.with(|params| params.get("id").unwrap_or_default()), load_course);
    view! {
        <main id="main" class="page wide">
            <Loaded resource=data let:course><Course course /></Loaded>
        </main>
    }
}

#[component]
fn Course(course: ProductEdit) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let done = vec![
        ("created", b.created),
        ("saved", t.common().saved),
        ("cover", b.cover_saved),
        ("cover-removed", b.cover_removed),
        ("category-saved", t.sections().saved),
        ("category-deleted", b.category_deleted),
        ("lesson-deleted", b.lesson_deleted),
    ];
    view! {
        <leptos_meta::Title text=course.title.clone() />
        <header class="page-header">
            <div>
                <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/courses">{b.title}</a></nav>
                <h1>{course.title.clone()}" "<PublicationBadge state=course.state /></h1>
            </div>
            <div class="actions">
                <a class="button" href=format!("/admin/courses/{}/progress", course.id)><Icon name="users" />{t.progress().title}</a>
                <LearnerLink path=format!("/courses/{}", course.slug) />
            </div>
        </header>
        <Done texts=done />
        <dialogs::Dialogs course=course.clone() />
        <div class="builder">
            <div class="stack"><outline::OutlineEditor product=course.id outline=course.outline.clone() /></div>
            <aside class="stack">
                <details::Details course=course.clone() />
                <details::CoverCard id=course.id cover=course.cover.clone() />
                <details::Offers offers=course.offers.clone() />
                <certificate::CertificateCard id=course.id />
                <comments::CommentsCard id=course.id />
                <details::Danger id=course.id />
            </aside>
        </div>
    }
}

/// To the learners' side, which is another app.
#[component]
pub fn LearnerLink(path: String) -> impl IntoView {
    let t = use_words().builder();
    view! {
        <a class="button" href=path target="_blank"><Icon name="external" />{t.view_as_learner}<span class="visually-hidden">" ("{t.new_window}")"</span></a>
    }
}
