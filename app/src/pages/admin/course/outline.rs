//! The outline of a course: categories and lessons in their order.

use domain::view::courses::{CategoryOutline, LessonHead, Outline};
use domain::{CategoryId, LessonId, ProductId};
use leptos::html::Input;
use leptos::prelude::*;

use crate::api::courses::{CreateCategory, CreateLesson, MoveCategory, MoveLesson, ReorderOutline};
use crate::components::reorder::{Drag, Grip, MoveButtons, Place};
use crate::components::{Form, Icon, Outcome, PublicationBadge};
use crate::locales::fill;
use crate::viewer::use_words;

/// A place in the outline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spot {
    Category(CategoryId),
    Lesson(LessonId),
    /// Below the last lesson of a category.
    End(CategoryId),
}

/// A lesson goes anywhere, a category only among categories.
fn fits(moved: Spot, on: Spot) -> bool {
    matches!((moved, on), (Spot::Lesson(_), _) | (Spot::Category(_), Spot::Category(_)))
}

/// The actions of the whole outline.
#[derive(Clone, Copy)]
struct Moves {
    drag: Drag<Spot>,
    category: ServerAction<MoveCategory>,
    lesson: ServerAction<MoveLesson>,
}

#[component]
pub fn OutlineEditor(product: ProductId, outline: Vec<CategoryOutline>) -> impl IntoView {
    let t = use_words().builder();
    let reorder = ServerAction::<ReorderOutline>::new();
    let add_lesson = ServerAction::<CreateLesson>::new();
    let order: Outline = outline.iter().map(|category| (category.id, category.lessons.iter().map(|lesson| lesson.id).collect())).collect();
    let drag = Drag::new(fits, move |moved, on| {
        reorder.dispatch(ReorderOutline { product, order: written(&dropped(order.clone(), moved, on)) });
    });
    let moves = Moves { drag, category: ServerAction::new(), lesson: ServerAction::new() };
    let last = outline.len().saturating_sub(1);
    let empty = outline.is_empty();
    view! {
        <section class="card" aria-labelledby="outline">
            <header><h2 id="outline">{t.outline}</h2></header>
            <Outcome action=moves.category />
            <Outcome action=moves.lesson />
            <Outcome action=reorder />
            <Outcome action=add_lesson />
            {empty.then(|| view! { <p class="muted">{t.outline_empty}</p> })}
            <ol class="reorder" data-js=move || drag.ready()>
                {outline.into_iter().enumerate().map(|(n, category)| view! {
                    <Category product category moves add_lesson first=n == 0 last=n == last />
                }).collect_view()}
            </ol>
            <AddCategory product />
        </section>
    }
}

#[component]
fn Category(product: ProductId, category: CategoryOutline, moves: Moves, add_lesson: ServerAction<CreateLesson>, first: bool, last: bool) -> impl IntoView {
    let t = use_words().builder();
    let CategoryOutline { id, title, lessons } = category;
    let named = |text: &str| fill(text, &[("title", &title)]);
    let dialog = move |word: &str| format!("/admin/courses/{product}?dialog={word}&category={id}");
    let (rename, delete) = (named(t.rename), named(t.delete_named));
    let (up, down) = (named(t.move_up), named(t.move_down));
    let new_lesson = named(t.new_lesson_in);
    let bottom = lessons.len().saturating_sub(1);
    let empty = lessons.is_empty();
    view! {
        <Place drag=moves.drag at=Spot::Category(id)>
            <div class="reorder-row heading">
                <Grip drag=moves.drag at=Spot::Category(id) />
                <h3 class="grow">{title}</h3>
                <div class="row">
                    <a class="button quiet icon-only" href=dialog("rename") aria-label=rename data-noscroll=true><Icon name="edit" /></a>
                    <a class="button quiet icon-only" href=dialog("delete-category") aria-label=delete data-noscroll=true><Icon name="trash" /></a>
                </div>
                <MoveButtons action=moves.category id=id.to_string() up down first last />
            </div>
            <ol class="reorder">
                {lessons.into_iter().enumerate().map(|(n, lesson)| view! {
                    <Lesson product lesson moves first=first && n == 0 last=last && n == bottom />
                }).collect_view()}
                <Place drag=moves.drag at=Spot::End(id)>
                    {empty.then(|| view! { <p class="muted small">{t.category_empty}</p> })}
                    <AddLesson action=add_lesson category=id label=new_lesson />
                </Place>
            </ol>
        </Place>
    }
}

#[component]
fn Lesson(product: ProductId, lesson: LessonHead, moves: Moves, first: bool, last: bool) -> impl IntoView {
    let t = use_words();
    let LessonHead { id, title, minutes, state } = lesson;
    let named = |text: &str| fill(text, &[("title", &title)]);
    let (up, down) = (named(t.builder().move_up), named(t.builder().move_down));
    let minutes = minutes.map(|minutes| fill(t.builder().minutes_short, &[("n", &t.number(minutes))]));
    view! {
        <Place drag=moves.drag at=Spot::Lesson(id)>
            <div class="reorder-row">
                <Grip drag=moves.drag at=Spot::Lesson(id) />
                <a class="grow" href=format!("/admin/courses/{product}/lessons/{id}")>{title}</a>
                {minutes.map(|minutes| view! { <small class="muted wide-only">{minutes}</small> })}
                <PublicationBadge state />
                <MoveButtons action=moves.lesson id=id.to_string() up down first last />
            </div>
        </Place>
    }
}

/// Its outcome is told above the outline: it is the same action for every category.
#[component]
fn AddLesson(action: ServerAction<CreateLesson>, category: CategoryId, label: String) -> impl IntoView {
    let t = use_words().builder();
    view! {
        <ActionForm action attr:class="row">
            <input type="hidden" name="category" value=category.to_string() />
            <input class="grow" name="title" required maxlength="200" autocomplete="off" aria-label=label placeholder=t.new_lesson />
            <button class="button small"><Icon name="plus" />{t.add_lesson}</button>
        </ActionForm>
    }
}

#[component]
fn AddCategory(product: ProductId) -> impl IntoView {
    let t = use_words().builder();
    let add = ServerAction::<CreateCategory>::new();
    let (value, input) = (add.value(), NodeRef::<Input>::new());
    // Ready for the next one.
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Ok(()))))
            && let Some(input) = input.get_untracked()
        {
            input.set_value("");
        }
    });
    view! {
        <Form action=add>
            <input type="hidden" name="product" value=product.to_string() />
            <div class="row">
                <input class="grow" name="title" required maxlength="200" autocomplete="off" aria-label=t.new_category placeholder=t.new_category node_ref=input />
                <button class="button"><Icon name="plus" />{t.add_category}</button>
            </div>
        </Form>
    }
}

/// The order after `moved` was dropped on `on`: it takes that place.
fn dropped(mut order: Outline, moved: Spot, on: Spot) -> Outline {
    match moved {
        Spot::Category(moved) => {
            let place = |id: CategoryId| order.iter().position(|(category, _)| *category == id);
            if let Spot::Category(on) = on
                && let (Some(from), Some(to)) = (place(moved), place(on))
            {
                let category = order.remove(from);
                order.insert(to, category);
            }
        }
        Spot::Lesson(moved) => {
            let target = match on {
                Spot::Category(category) => order.iter().position(|(id, _)| *id == category).map(|n| (n, 0)),
                Spot::End(category) => order.iter().position(|(id, _)| *id == category).map(|n| (n, usize::MAX)),
                Spot::Lesson(lesson) => order.iter().enumerate().find_map(|(n, (_, lessons))| Some((n, lessons.iter().position(|id| *id == lesson)?))),
            };
            if let Some((category, place)) = target {
                for (_, lessons) in &mut order {
                    lessons.retain(|id| *id != moved);
                }
                let lessons = &mut order[category].1;
                lessons.insert(place.min(lessons.len()), moved);
            }
        }
        Spot::End(_) => {}
    }
    order
}

/// As the server reads it: `category,lesson,lesson;category;`.
fn written(order: &Outline) -> String {
    order.iter().fold(String::new(), |mut text, (category, lessons)| {
        text.push_str(&category.to_string());
        for lesson in lessons {
            text.push(',');
            text.push_str(&lesson.to_string());
        }
        text.push(';');
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(n: u8) -> CategoryId {
        format!("{n:032}").parse().unwrap()
    }
    fn lesson(n: u8) -> LessonId {
        format!("{n:032}").parse().unwrap()
    }
    fn course() -> Outline {
        vec![(category(1), vec![lesson(1), lesson(2), lesson(3)]), (category(2), vec![])]
    }

    #[test]
    fn what_is_dropped_takes_the_place() {
        let after = |moved, on| dropped(course(), moved, on).into_iter().map(|(_, lessons)| lessons).collect::<Vec<_>>();
        assert_eq!(after(Spot::Lesson(lesson(1)), Spot::Lesson(lesson(3)))[0], [lesson(2), lesson(3), lesson(1)]);
        assert_eq!(after(Spot::Lesson(lesson(3)), Spot::Lesson(lesson(1)))[0], [lesson(3), lesson(1), lesson(2)]);
        assert_eq!(after(Spot::Lesson(lesson(3)), Spot::Category(category(2)))[1], [lesson(3)]);
        assert_eq!(after(Spot::Lesson(lesson(1)), Spot::End(category(1)))[0], [lesson(2), lesson(3), lesson(1)]);
        assert_eq!(dropped(course(), Spot::Category(category(2)), Spot::Category(category(1)))[0].0, category(2));
        assert_eq!(dropped(course(), Spot::Lesson(lesson(1)), Spot::Lesson(lesson(9))), course());
    }

    #[test]
    fn is_written_for_the_server() {
        assert_eq!(written(&vec![(category(1), vec![lesson(2)]), (category(3), vec![])]), format!("{},{};{};", category(1), lesson(2), category(3)));
    }
}
