//! The list of courses, in the order in which learners see them.

use domain::ProductId;
use domain::view::courses::ProductRow;
use leptos::prelude::*;

use crate::api::courses::{MoveCourse, ReorderCourses, list_courses};
use crate::components::reorder::{Drag, Grip, MoveButtons, Place, Pressed};
use crate::components::{Cover, Done, Icon, Loaded, Outcome, PublicationBadge, page_resource};
use crate::locales::{Words, fill};
use crate::viewer::use_words;

#[component]
pub fn CoursesPage() -> impl IntoView {
    let t = use_words().builder();
    Pressed::provide();
    let data = page_resource(|| (), |()| list_courses());
    view! {
        <leptos_meta::Title text=t.title />
        <main id="main" class="page">
            <header class="page-header">
                <div><h1>{t.title}</h1><p>{t.intro}</p></div>
                <div class="actions"><a class="button primary" href="/admin/courses/new"><Icon name="plus" />{t.new_course}</a></div>
            </header>
            <Done texts=vec![("deleted", t.deleted)] />
            <Loaded resource=data let:rows><Courses rows /></Loaded>
        </main>
    }
}

#[component]
fn Courses(rows: Vec<ProductRow>) -> impl IntoView {
    let t = use_words().builder();
    let (step, reorder) = (ServerAction::<MoveCourse>::new(), ServerAction::<ReorderCourses>::new());
    if rows.is_empty() {
        return view! {
            <div class="empty"><Icon name="book" /><h2>{t.none_title}</h2><p>{t.none_text}</p></div>
        }
        .into_any();
    }
    let ids: Vec<ProductId> = rows.iter().map(|row| row.id).collect();
    let last = rows.len() - 1;
    let drag = Drag::new(
        |_, _| true,
        move |moved, on| {
            reorder.dispatch(ReorderCourses { order: order(&ids, moved, on) });
        },
    );
    view! {
        <Outcome action=step />
        <Outcome action=reorder />
        <section class="card" aria-label=t.list>
            <ol class="reorder" data-js=move || drag.ready()>
                {rows.into_iter().enumerate().map(|(n, row)| view! { <Row row drag step first=n == 0 last=n == last /> }).collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Row(row: ProductRow, drag: Drag<ProductId>, step: ServerAction<MoveCourse>, first: bool, last: bool) -> impl IntoView {
    let t = use_words();
    let named = |text: &str| fill(text, &[("title", &row.title)]);
    let (up, down) = (named(t.builder().move_up), named(t.builder().move_down));
    let facts = facts(t, &row);
    view! {
        <Place drag at=row.id>
            <div class="reorder-row course-row">
                <Grip drag at=row.id />
                <Cover src=row.cover />
                <div class="grow">
                    <a href=format!("/admin/courses/{}", row.id)>{row.title}</a>
                    <p class="muted small">{facts}</p>
                </div>
                <PublicationBadge state=row.state />
                <MoveButtons action=step id=row.id.to_string() up down first last />
            </div>
        </Place>
    }
}

/// `12 lessons · In 2 offers · English`
fn facts(t: Words, row: &ProductRow) -> String {
    let lessons = t.count(row.lessons, t.builder().lesson, t.builder().lessons);
    let offers = match u32::try_from(row.offers.len()) {
        Ok(0) | Err(_) => t.builder().in_no_offer.to_owned(),
        Ok(n) => t.count(n, t.builder().in_offer, t.builder().in_offers),
    };
    format!("{lessons} · {offers} · {}", row.lang.name())
}

/// All ids with `moved` in the place of `on`, as the server reads them.
fn order(ids: &[ProductId], moved: ProductId, on: ProductId) -> String {
    let place = ids.iter().position(|id| *id == on).unwrap_or_default();
    let mut ids: Vec<_> = ids.iter().filter(|id| **id != moved).map(ToString::to_string).collect();
    ids.insert(place.min(ids.len()), moved.to_string());
    ids.join(",")
}
