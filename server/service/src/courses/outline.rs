//! The order of a course: categories and, in each, lessons. Every change reads the order under the product's lock, changes
//! it as a plain list, and writes back the places that differ; positions run from 0 through the whole product. A category that
//! stands in another one comes behind it, whatever order is asked for.

use domain::view::courses::{CategoryOutline, Outline, Step};
use domain::{CategoryId, LessonId, Problem, ProductId};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::{Category, Product};
use store::lesson_files::Of;

use super::{products, title};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result};

/// The product, which nobody else changes until the transaction is over.
pub(super) async fn locked(conn: &mut Conn, id: ProductId) -> Result<Product> {
    let found = store::courses::lock_product(conn, id).await?;
    Ok(store::courses::product(conn, id).await?.filter(|_| found).ok_or(Problem::NotFound)?)
}

/// The order as it is stored.
pub(super) async fn read(conn: &mut Conn, product: ProductId) -> Result<Outline> {
    Ok(order_of(&products::categories(conn, product).await?))
}

fn order_of(outline: &[CategoryOutline]) -> Outline {
    outline.iter().map(|category| (category.id, category.lessons.iter().map(|lesson| lesson.id).collect())).collect()
}

/// The same order with every category behind the one that it stands in.
fn nested(outline: Outline, categories: &[Category]) -> Outline {
    let parent = |id: CategoryId| categories.iter().find(|category| category.id == id).and_then(|category| category.parent_id);
    let (mut inside, tops): (Outline, Outline) = outline.into_iter().partition(|(id, _)| parent(*id).is_some());
    let mut whole = Outline::new();
    for top in tops {
        let id = top.0;
        whole.push(top);
        whole.extend(inside.extract_if(.., |(child, _)| parent(*child) == Some(id)));
    }
    whole.extend(inside);
    whole
}

/// Moves a category one place among those that stand where it does, with what is in it; `false` at the end of them.
fn step_category(outline: &mut Outline, categories: &[Category], id: CategoryId, step: Step) -> Option<bool> {
    let parent = |id: CategoryId| categories.iter().find(|category| category.id == id).and_then(|category| category.parent_id);
    let siblings: Vec<usize> = (0..outline.len()).filter(|n| parent(outline[*n].0) == parent(id)).collect();
    let place = siblings.iter().position(|n| outline[*n].0 == id)?;
    let other = match step {
        Step::Up => place.checked_sub(1),
        Step::Down => Some(place + 1).filter(|other| *other < siblings.len()),
    };
    let Some(other) = other else { return Some(false) };
    outline.swap(siblings[place], siblings[other]);
    // What is in either follows it.
    *outline = nested(std::mem::take(outline), categories);
    Some(true)
}

/// Stores an order of the very categories and lessons that the product has.
pub(super) async fn write(conn: &mut Conn, product: ProductId, outline: Outline) -> Result<()> {
    let categories = store::courses::categories(conn, product).await?;
    let lessons = store::courses::lesson_heads(conn, product).await?;
    let outline = nested(outline, &categories);
    let mut next = 0;
    for (place, (category, ids)) in (0..).zip(outline) {
        if categories.iter().any(|stored| stored.id == category && stored.position != place) {
            store::courses::set_category_position(conn, category, place).await?;
        }
        for id in ids {
            if lessons.iter().any(|stored| stored.id == id && (stored.position != next || stored.category_id != category)) {
                store::courses::place_lesson(conn, id, category, next).await?;
            }
            next += 1;
        }
    }
    Ok(())
}

/// Moves a lesson one place, over the border of its category too; `false` at the end of the course.
fn step_lesson(outline: &mut Outline, id: LessonId, step: Step) -> Option<bool> {
    let (category, place) = outline.iter().enumerate().find_map(|(n, (_, lessons))| Some((n, lessons.iter().position(|lesson| *lesson == id)?)))?;
    if products::step(&mut outline[category].1, place, step) {
        return Some(true);
    }
    let neighbour = match step {
        Step::Up => category.checked_sub(1),
        Step::Down => Some(category + 1).filter(|next| *next < outline.len()),
    };
    let Some(neighbour) = neighbour else { return Some(false) };
    outline[category].1.remove(place);
    let lessons = &mut outline[neighbour].1;
    lessons.insert(if step == Step::Up { lessons.len() } else { 0 }, id);
    Some(true)
}

/// Moves a lesson to the end of another category.
pub(super) fn put(outline: &mut Outline, id: LessonId, category: CategoryId) {
    for (_, lessons) in outline.iter_mut() {
        lessons.retain(|lesson| *lesson != id);
    }
    if let Some((_, lessons)) = outline.iter_mut().find(|(other, _)| *other == category) {
        lessons.push(id);
    }
}

/// Whether both hold the same categories and the same lessons, each once.
fn same_members(a: &Outline, b: &Outline) -> bool {
    let members = |outline: &Outline| {
        let mut categories: Vec<_> = outline.iter().map(|(category, _)| *category).collect();
        let mut lessons: Vec<_> = outline.iter().flat_map(|(_, lessons)| lessons).copied().collect();
        categories.sort_unstable();
        lessons.sort_unstable();
        (categories, lessons)
    };
    members(a) == members(b)
}

pub(super) fn subject(category: &Category) -> Subject {
    Subject::new("category", category.id, category.title.as_str())
}

impl AsAdmin {
    /// Adds a category at the end of a course.
    pub async fn create_category(&self, product: ProductId, typed_title: &str) -> Result<CategoryId> {
        let me = self.clone();
        let title = title(typed_title)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let course = locked(conn, product).await?;
                    let last = store::courses::categories(conn, product).await?.last().map(|category| category.position);
                    let category = Category::new(me.portal.new_id(), product, title, last.map_or(0, |position| position.saturating_add(1)));
                    store::courses::insert_category(conn, &category).await?;
                    store::audit::insert(conn, &me.event(Action::CategoryCreated, subject(&category).with(course.title))).await?;
                    Ok::<_, Error>(category.id)
                }
                .boxed()
            })
            .await
    }

    pub async fn rename_category(&self, id: CategoryId, typed_title: &str) -> Result<()> {
        let me = self.clone();
        let title = title(typed_title)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let category = store::courses::category(conn, id).await?.ok_or(Problem::NotFound)?;
                    store::courses::rename_category(conn, id, &title).await?;
                    store::audit::insert(conn, &me.event(Action::CategoryChanged, subject(&category).with(title))).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Deletes a category with its lessons, the categories in it and theirs.
    pub async fn delete_category(&self, id: CategoryId) -> Result<()> {
        let me = self.clone();
        let files = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let category = store::courses::category(conn, id).await?.ok_or(Problem::NotFound)?;
                    let course = locked(conn, category.product_id).await?;
                    let categories = store::courses::categories(conn, course.id).await?;
                    let gone: Vec<CategoryId> = categories.iter().filter(|one| one.id == id || one.parent_id == Some(id)).map(|one| one.id).collect();
                    store::enrolments::uncount_category(conn, course.id, &gone).await?;
                    let mut files = Vec::new();
                    for category in &gone {
                        files.extend(store::lesson_files::keys_of(conn, Of::Category(*category)).await?);
                    }
                    store::courses::delete_category(conn, id).await?;
                    let rest = read(conn, course.id).await?;
                    write(conn, course.id, rest).await?;
                    store::audit::insert(conn, &me.event(Action::CategoryDeleted, subject(&category).with(course.title))).await?;
                    Ok::<_, Error>(files)
                }
                .boxed()
            })
            .await?;
        self.portal.files.remove(&files).await;
        Ok(())
    }

    /// Moves a category one place, with all that is in it; at the end of those beside it nothing happens.
    pub async fn move_category(&self, id: CategoryId, direction: Step) -> Result<()> {
        let category = store::courses::category(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        self.change_order(category.product_id, move |outline, categories| step_category(outline, categories, id, direction).ok_or(Problem::NotFound)).await
    }

    /// Moves a lesson one place, over the border of its category too; at the end of the course nothing happens.
    pub async fn move_lesson(&self, id: LessonId, direction: Step) -> Result<()> {
        let lesson = store::courses::lesson(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        self.change_order(lesson.product_id, move |outline, _| step_lesson(outline, id, direction).ok_or(Problem::NotFound)).await
    }

    /// Puts the categories and lessons of a course into the given order.
    ///
    /// # Errors
    /// `Problem::Conflict` unless they are all of the course's, each once.
    pub async fn reorder_outline(&self, product: ProductId, wanted: Outline) -> Result<()> {
        self.change_order(product, move |outline, categories| {
            if !same_members(outline, &wanted) {
                return Err(Problem::Conflict);
            }
            let wanted = nested(wanted, categories);
            let differs = *outline != wanted;
            *outline = wanted;
            Ok(differs)
        })
        .await
    }

    /// `change` gets the order and the categories, and answers whether it changed anything.
    async fn change_order<F>(&self, product: ProductId, change: F) -> Result<()>
    where
        F: FnOnce(&mut Outline, &[Category]) -> Result<bool, Problem> + Send + 'static,
    {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let course = locked(conn, product).await?;
                    let mut outline = read(conn, product).await?;
                    let categories = store::courses::categories(conn, product).await?;
                    if change(&mut outline, &categories)? {
                        write(conn, product, outline).await?;
                        store::audit::insert(conn, &me.event(Action::OutlineReordered, products::subject(&course))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(n: u128) -> CategoryId {
        CategoryId(uuid::Uuid::from_u128(n))
    }
    fn lesson(n: u128) -> LessonId {
        LessonId(uuid::Uuid::from_u128(n))
    }
    fn course() -> Outline {
        vec![(category(1), vec![lesson(1), lesson(2)]), (category(2), vec![]), (category(3), vec![lesson(3)])]
    }
    fn after(moves: &[(u128, Step)]) -> Vec<Vec<LessonId>> {
        let mut outline = course();
        for (id, step) in moves {
            step_lesson(&mut outline, lesson(*id), *step);
        }
        outline.into_iter().map(|(_, lessons)| lessons).collect()
    }

    #[test]
    fn lessons_cross_the_borders_of_categories() {
        assert_eq!(after(&[(2, Step::Up)])[0], [lesson(2), lesson(1)]);
        assert_eq!(after(&[(2, Step::Down)])[1], [lesson(2)]);
        assert_eq!(after(&[(2, Step::Down), (2, Step::Down)])[2], [lesson(2), lesson(3)]);
        assert_eq!(after(&[(3, Step::Up), (3, Step::Up)])[0], [lesson(1), lesson(2), lesson(3)]);
        assert_eq!(step_lesson(&mut course(), lesson(1), Step::Up), Some(false));
        assert_eq!(step_lesson(&mut course(), lesson(3), Step::Down), Some(false));
        assert_eq!(step_lesson(&mut course(), lesson(9), Step::Up), None);
    }

    fn categories(parents: &[(u128, Option<u128>)]) -> Vec<Category> {
        let one = |(id, parent): &(u128, Option<u128>)| Category {
            parent_id: parent.map(category),
            ..Category::new(category(*id), ProductId::MIN, String::new(), 0)
        };
        parents.iter().map(one).collect()
    }
    fn flat(ids: &[u128]) -> Outline {
        ids.iter().map(|id| (category(*id), Vec::new())).collect()
    }

    #[test]
    fn a_category_takes_along_what_stands_in_it() {
        let categories = categories(&[(1, None), (2, Some(1)), (3, Some(1)), (4, None), (5, Some(4))]);
        let after = |id: u128, step| {
            let mut outline = flat(&[1, 2, 3, 4, 5]);
            let moved = step_category(&mut outline, &categories, category(id), step);
            (moved, outline)
        };
        assert_eq!(after(1, Step::Down), (Some(true), flat(&[4, 5, 1, 2, 3])));
        assert_eq!(after(4, Step::Up), (Some(true), flat(&[4, 5, 1, 2, 3])));
        assert_eq!(after(3, Step::Up), (Some(true), flat(&[1, 3, 2, 4, 5])));
        assert_eq!(after(3, Step::Down), (Some(false), flat(&[1, 2, 3, 4, 5])), "not out of the one it stands in");
        assert_eq!(after(4, Step::Down).0, Some(false));
        assert_eq!(after(9, Step::Down).0, None);
        assert_eq!(nested(flat(&[5, 3, 4, 2, 1]), &categories), flat(&[4, 5, 1, 3, 2]));
    }

    #[test]
    fn a_new_order_has_the_same_members() {
        let mut wanted = course();
        wanted.swap(0, 2);
        put(&mut wanted, lesson(1), category(2));
        assert!(same_members(&course(), &wanted));
        wanted[0].1.push(lesson(1));
        assert!(!same_members(&course(), &wanted));
        wanted.pop();
        assert!(!same_members(&course(), &wanted));
    }
}
