//! The order of a course: categories and, in each, lessons. Every change reads the order under the product's lock, changes
//! it as a plain list, and writes back the places that differ; positions run from 0 through the whole product.

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

/// Stores an order of the very categories and lessons that the product has.
pub(super) async fn write(conn: &mut Conn, product: ProductId, outline: Outline) -> Result<()> {
    let categories = store::courses::categories(conn, product).await?;
    let lessons = store::courses::lesson_heads(conn, product).await?;
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

fn subject(category: &Category) -> Subject {
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
                    let category =
                        Category { id: me.portal.new_id(), product_id: product, title, position: last.map_or(0, |position| position.saturating_add(1)) };
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

    /// Deletes a category and its lessons.
    pub async fn delete_category(&self, id: CategoryId) -> Result<()> {
        let me = self.clone();
        let files = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let category = store::courses::category(conn, id).await?.ok_or(Problem::NotFound)?;
                    let course = locked(conn, category.product_id).await?;
                    let files = store::lesson_files::keys_of(conn, Of::Category(id)).await?;
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

    /// Moves a category one place, with its lessons; at the end of the course nothing happens.
    pub async fn move_category(&self, id: CategoryId, direction: Step) -> Result<()> {
        let category = store::courses::category(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        self.change_order(category.product_id, move |outline| {
            let from = outline.iter().position(|(other, _)| *other == id).ok_or(Problem::NotFound)?;
            Ok(products::step(outline, from, direction))
        })
        .await
    }

    /// Moves a lesson one place, over the border of its category too; at the end of the course nothing happens.
    pub async fn move_lesson(&self, id: LessonId, direction: Step) -> Result<()> {
        let lesson = store::courses::lesson(&mut self.portal.store.read().await?, id).await?.ok_or(Problem::NotFound)?;
        self.change_order(lesson.product_id, move |outline| step_lesson(outline, id, direction).ok_or(Problem::NotFound)).await
    }

    /// Puts the categories and lessons of a course into the given order.
    ///
    /// # Errors
    /// `Problem::Conflict` unless they are all of the course's, each once.
    pub async fn reorder_outline(&self, product: ProductId, wanted: Outline) -> Result<()> {
        self.change_order(product, move |outline| {
            if !same_members(outline, &wanted) {
                return Err(Problem::Conflict);
            }
            let differs = *outline != wanted;
            *outline = wanted;
            Ok(differs)
        })
        .await
    }

    /// `change` answers whether it changed anything.
    async fn change_order(&self, product: ProductId, change: impl FnOnce(&mut Outline) -> Result<bool, Problem> + Send + 'static) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let course = locked(conn, product).await?;
                    let mut outline = read(conn, product).await?;
                    if change(&mut outline)? {
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
