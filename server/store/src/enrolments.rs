//! What is known of a contact in a course as a whole: when they first opened it, when they were last in a lesson, how many
//! lessons they have completed. Whoever writes to `progress` keeps it in step.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer};
use diesel_async::RunQueryDsl;
use domain::{CategoryId, ContactId, LessonId, LessonState, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{enrolments, lessons, products, progress};
use crate::{Conn, Result};

/// A row of `enrolments`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = enrolments)]
pub struct Enrolment {
    pub contact_id: ContactId,
    pub product_id: ProductId,
    pub first_at: Option<Timestamp>,
    pub seen_at: Option<Timestamp>,
    /// Published lessons that are completed.
    pub done: i32,
}

impl Enrolment {
    fn new(contact: ContactId, product: ProductId) -> Self {
        Self { contact_id: contact, product_id: product, first_at: None, seen_at: None, done: 0 }
    }
}

pub async fn find(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<Option<Enrolment>> {
    on_backend!(conn, c => Ok(enrolments::table.find((contact, product)).select(Enrolment::as_select()).first(c).await.optional()?))
}

/// The contact's courses, with their titles.
pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<(Enrolment, String)>> {
    on_backend!(conn, c => Ok(enrolments::table.inner_join(products::table)
        .filter(enrolments::contact_id.eq(contact))
        .order((products::position, products::id))
        .select((Enrolment::as_select(), products::title))
        .load(c).await?))
}

async fn ensure(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<()> {
    let row = Enrolment::new(contact, product);
    on_backend!(conn, c => diesel::insert_into(enrolments::table).values(&row).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

/// The contact opens the course; only the first time counts.
pub async fn opened(conn: &mut Conn, contact: ContactId, product: ProductId, now: Timestamp) -> Result<()> {
    ensure(conn, contact, product).await?;
    on_backend!(conn, c => diesel::update(enrolments::table.find((contact, product)).filter(enrolments::first_at.is_null()))
        .set(enrolments::first_at.eq(now))
        .execute(c).await)?;
    Ok(())
}

/// The contact is in a lesson of the course.
pub async fn seen(conn: &mut Conn, contact: ContactId, product: ProductId, now: Timestamp) -> Result<()> {
    opened(conn, contact, product, now).await?;
    on_backend!(conn, c => diesel::update(enrolments::table.find((contact, product))).set(enrolments::seen_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Counts anew which lessons the contact has completed. Whoever counts at the same time waits, and sees what this one has written.
pub async fn recount(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<()> {
    ensure(conn, contact, product).await?;
    let row = enrolments::table.find((contact, product));
    on_backend!(conn, c => diesel::update(row).set(enrolments::done.eq(enrolments::done)).execute(c).await)?;
    let done: i64 = on_backend!(conn, c => progress::table.inner_join(lessons::table)
        .filter(progress::contact_id.eq(contact))
        .filter(progress::product_id.eq(product))
        .filter(progress::completed_at.is_not_null())
        .filter(lessons::state.eq(LessonState::Published))
        .count()
        .get_result(c).await)?;
    let done = i32::try_from(done).unwrap_or(i32::MAX);
    on_backend!(conn, c => diesel::update(enrolments::table.find((contact, product))).set(enrolments::done.eq(done)).execute(c).await)?;
    Ok(())
}

const COUNT_LESSON: &str = "UPDATE enrolments SET done = done + $1 WHERE product_id = $2 AND contact_id IN
    (SELECT progress.contact_id FROM progress WHERE progress.lesson_id = $3 AND progress.completed_at IS NOT NULL)";

/// A lesson counts from now on (`1`), or no more (`-1`), for everybody who has completed it.
pub async fn count_lesson(conn: &mut Conn, product: ProductId, lesson: LessonId, by: i32) -> Result<()> {
    on_backend!(conn, c => diesel::sql_query(COUNT_LESSON)
        .bind::<Integer, _>(by)
        .bind::<Binary, _>(product)
        .bind::<Binary, _>(lesson)
        .execute(c).await)?;
    Ok(())
}

/// The published lessons of a category and of those in it, which are about to go, count no more.
pub async fn uncount_category(conn: &mut Conn, product: ProductId, gone: &[CategoryId]) -> Result<()> {
    for lesson in crate::courses::lesson_heads(conn, product).await? {
        if lesson.state == LessonState::Published && gone.contains(&lesson.category_id) {
            count_lesson(conn, product, lesson.id, -1).await?;
        }
    }
    Ok(())
}
