//! The dialogs of a course's page; its address says which one is open.

use domain::ProductId;
use domain::view::courses::{CategoryOutline, ProductEdit};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::category::CategorySettings;
use crate::api::courses::{DeleteCategory, DeleteCourse, RenameCategory};
use crate::components::{Form, Modal};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn Dialogs(course: ProductEdit) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| (query.get("dialog").unwrap_or_default(), query.get("category").unwrap_or_default())));
    move || {
        let (dialog, category) = chosen.get();
        let category = course.outline.iter().find(|found| found.id.to_string() == category).cloned();
        match (dialog.as_str(), category) {
            ("delete", _) => view! { <Delete course=course.clone() /> }.into_any(),
            ("category", Some(category)) => {
                view! { <CategorySettings product=course.id category outline=course.outline.clone() zone=course.time_zone.clone() /> }.into_any()
            }
            ("rename", Some(category)) => view! { <Rename product=course.id category /> }.into_any(),
            ("delete-category", Some(category)) => {
                let inside: Vec<_> = course.outline.iter().filter(|other| other.parent == Some(category.id)).cloned().collect();
                view! { <DeleteSection product=course.id category inside /> }.into_any()
            }
            _ => ().into_any(),
        }
    }
}

fn page(product: ProductId) -> String {
    format!("/admin/courses/{product}")
}

/// How many lessons go.
fn loss(t: Words, lessons: usize, none: &str, one: &str, many: &str) -> String {
    match domain::count(lessons) {
        0 => none.to_owned(),
        n => t.count(n, one, many),
    }
}

#[component]
fn Delete(course: ProductEdit) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let delete = ServerAction::<DeleteCourse>::new();
    let back = page(course.id);
    let lessons = loss(t, course.lessons(), b.delete_course_lessons_none, b.delete_course_lesson, b.delete_course_lessons);
    view! {
        <Modal title=fill(b.delete_course_title, &[("title", &course.title)]) close=back.clone() small=true>
            <Form action=delete class="">
                <input type="hidden" name="id" value=course.id.to_string() />
                <div class="dialog-body">
                    <p>{lessons}</p>
                    {if course.offers.is_empty() {
                        view! { <p>{b.delete_course_no_offer}</p> }.into_any()
                    } else {
                        view! {
                            <p>{b.delete_course_offers}</p>
                            <ul>{course.offers.into_iter().map(|(_, title)| view! { <li>{title}</li> }).collect_view()}</ul>
                        }.into_any()
                    }}
                    <p>{b.cannot_undo}</p>
                </div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{b.delete_course}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn Rename(product: ProductId, category: CategoryOutline) -> impl IntoView {
    let t = use_words();
    let rename = ServerAction::<RenameCategory>::new();
    let back = page(product);
    view! {
        <Modal title=t.builder().rename_title.to_owned() close=back.clone() small=true>
            <Form action=rename class="">
                <input type="hidden" name="product" value=product.to_string() />
                <input type="hidden" name="id" value=category.id.to_string() />
                <div class="dialog-body">
                    <div class="field">
                        <label for="category-title">{t.builder().course_title}</label>
                        <input id="category-title" name="title" required maxlength="200" autocomplete="off" value=category.title.clone() prop:value=category.title />
                    </div>
                </div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary">{t.common().save}</button>
                </footer>
            </Form>
        </Modal>
    }
}

#[component]
fn DeleteSection(product: ProductId, category: CategoryOutline, inside: Vec<CategoryOutline>) -> impl IntoView {
    let t = use_words();
    let b = t.builder();
    let delete = ServerAction::<DeleteCategory>::new();
    let back = page(product);
    let all = category.lessons.len() + inside.iter().map(|category| category.lessons.len()).sum::<usize>();
    let lessons = loss(t, all, b.delete_category_none, b.delete_category_lesson, b.delete_category_lessons);
    let sections = domain::count(inside.len());
    let sections = (sections > 0).then(|| t.count(sections, t.sections().goes_too, t.sections().goes_too_many));
    view! {
        <Modal title=fill(b.delete_category_title, &[("title", &category.title)]) close=back.clone() small=true>
            <Form action=delete class="">
                <input type="hidden" name="product" value=product.to_string() />
                <input type="hidden" name="id" value=category.id.to_string() />
                <div class="dialog-body">{sections.map(|text| view! { <p>{text}</p> })}<p>{lessons}</p><p>{b.cannot_undo}</p></div>
                <footer>
                    <a class="button quiet" href=back data-noscroll=true>{t.common().cancel}</a>
                    <button class="button primary danger">{t.common().delete}</button>
                </footer>
            </Form>
        </Modal>
    }
}
