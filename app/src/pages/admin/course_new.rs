//! Adding a course.

use domain::Lang;
use leptos::prelude::*;

use crate::api::courses::CreateCourse;
use crate::components::{Form, entered};
use crate::pages::admin::course::details::TitleField;
use crate::viewer::use_words;

#[component]
pub fn CourseNewPage() -> impl IntoView {
    let t = use_words();
    let create = ServerAction::<CreateCourse>::new();
    view! {
        <leptos_meta::Title text=t.builder().new_course />
        <main id="main" class="page narrow">
            <header class="page-header">
                <div>
                    <nav class="crumbs" aria-label=t.common().breadcrumb><a href="/admin/courses">{t.builder().title}</a></nav>
                    <h1>{t.builder().new_course}</h1>
                    <p>{t.builder().new_course_intro}</p>
                </div>
            </header>
            <section class="card">
                <Form action=create>
                    <TitleField label=t.builder().course_title title=String::new() />
                    <LangField lang=t.lang />
                    <div class="form-actions">
                        <button class="button primary">{t.builder().create_course}</button>
                        <a class="button quiet" href="/admin/courses">{t.common().cancel}</a>
                    </div>
                </Form>
            </section>
        </main>
    }
}

/// The field `lang`.
#[component]
pub fn LangField(lang: Lang) -> impl IntoView {
    let t = use_words();
    let lang = entered("lang", "").parse().unwrap_or(lang);
    view! {
        <div class="field">
            <label for="lang">{t.builder().language}</label>
            <select id="lang" name="lang">
                {Lang::ALL.iter().map(|choice| view! {
                    <option value=choice.word() selected=*choice == lang prop:selected=*choice == lang>{choice.name()}</option>
                }).collect_view()}
            </select>
        </div>
    }
}
