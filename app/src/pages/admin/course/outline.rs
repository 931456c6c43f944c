//! The outline of a course: categories and lessons in their order.

use domain::view::courses::{CategoryOutline, LessonHead, Outline};
use domain::{CategoryId, Drip, LessonId, ProductId};
use leptos::html::Input;
use leptos::prelude::*;

use crate::api::courses::{CreateCategory, CreateLesson, MoveCategory, MoveLesson, ReorderOutline};
use crate::components::reorder::{Drag, Grip, MoveButtons, Place};
use crate::components::{Form, Icon, LessonBadge, Outcome, empty_after};
use crate::locales::{Words, fill};
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
    let tops = with_inside(outline);
    let last = tops.len().saturating_sub(1);
    let empty = tops.is_empty();
    view! {
        <section class="card" aria-labelledby="outline">
            <header><h2 id="outline">{t.outline}</h2></header>
            <Outcome action=moves.category />
            <Outcome action=moves.lesson />
            <Outcome action=reorder />
            <Outcome action=add_lesson />
            {empty.then(|| view! { <p class="muted">{t.outline_empty}</p> })}
            <ol class="reorder" data-js=move || drag.ready()>
                {tops.into_iter().enumerate().map(|(n, (category, inside))| {
                    let (first, last, end) = (n == 0, n == last, inside.len());
                    let inside: Vec<_> = inside.into_iter().zip(1..).map(|(category, k)| view! {
                        <Category product category inside=Vec::new() moves add_lesson beside=(k == 1, k == end) ends=(false, last && k == end) />
                    }.into_any()).collect();
                    let ends = (first, last && inside.is_empty());
                    view! { <Category product category inside moves add_lesson beside=(first, last) ends /> }
                }).collect_view()}
            </ol>
            <AddCategory product />
        </section>
    }
}

/// Categories that stand in no other, each with those that stand in it.
fn with_inside(outline: Vec<CategoryOutline>) -> Vec<(CategoryOutline, Vec<CategoryOutline>)> {
    let (mut inside, tops): (Vec<_>, Vec<_>) = outline.into_iter().partition(|category| category.parent.is_some());
    tops.into_iter()
        .map(|top| {
            let of_top = inside.extract_if(.., |category| category.parent == Some(top.id)).collect();
            (top, of_top)
        })
        .collect()
}

#[component]
fn Category(
    product: ProductId,
    category: CategoryOutline,
    /// The categories that stand in it.
    inside: Vec<AnyView>,
    moves: Moves,
    add_lesson: ServerAction<CreateLesson>,
    /// Whether it is the first and the last among those that stand where it does.
    beside: (bool, bool),
    /// Whether its first lesson is the course's first, its last one the course's last.
    ends: (bool, bool),
) -> impl IntoView {
    let words = use_words();
    let t = words.builder();
    let CategoryOutline { id, title, lessons, drip, .. } = category;
    let named = |text: &str| fill(text, &[("title", &title)]);
    let dialog = move |word: &str| format!("/admin/courses/{product}?dialog={word}&category={id}");
    let (rename, delete, settings) = (named(t.rename), named(t.delete_named), named(words.sections().settings_of));
    let (up, down) = (named(t.move_up), named(t.move_down));
    let new_lesson = named(t.new_lesson_in);
    let bottom = lessons.len().saturating_sub(1);
    let empty = lessons.is_empty();
    view! {
        <Place drag=moves.drag at=Spot::Category(id)>
            <div class="reorder-row heading">
                <Grip drag=moves.drag at=Spot::Category(id) />
                <h3 class="grow">{title}{opens_text(words, drip).map(|text| view! { " "<small class="muted">{text}</small> })}</h3>
                <div class="row">
                    <a class="button quiet icon-only" href=dialog("category") aria-label=settings data-noscroll=true><Icon name="settings" /></a>
                    <a class="button quiet icon-only" href=dialog("rename") aria-label=rename data-noscroll=true><Icon name="edit" /></a>
                    <a class="button quiet icon-only" href=dialog("delete-category") aria-label=delete data-noscroll=true><Icon name="trash" /></a>
                </div>
                <MoveButtons action=moves.category id=id.to_string() up down first=beside.0 last=beside.1 />
            </div>
            <ol class="reorder">
                {lessons.into_iter().enumerate().map(|(n, lesson)| view! {
                    <Lesson product lesson moves first=ends.0 && n == 0 last=ends.1 && n == bottom />
                }).collect_view()}
                <Place drag=moves.drag at=Spot::End(id)>
                    {empty.then(|| view! { <p class="muted small">{t.category_empty}</p> })}
                    <AddLesson action=add_lesson category=id label=new_lesson />
                </Place>
                {inside}
            </ol>
        </Place>
    }
}

/// `Opens 7 days after access starts`; nothing for at once.
fn opens_text(t: Words, drip: Drip) -> Option<String> {
    let s = t.sections();
    match drip {
        Drip::AtOnce => None,
        Drip::AfterGrant { days } => Some(t.count(days, s.opens_after_grant, s.opens_after_grant_many)),
        Drip::AfterFirstAccess { days } => Some(t.count(days, s.opens_after_first, s.opens_after_first_many)),
        Drip::OnDate { day } => Some(fill(s.opens_on, &[("date", &t.date(day))])),
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
                <LessonBadge state />
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
    let input = NodeRef::<Input>::new();
    empty_after(add, input);
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
