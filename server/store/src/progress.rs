//! How far learners have come.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, LessonId, LessonState, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::schema::{lessons, progress};
use crate::{Conn, Result};

/// In the place of when a lesson was opened that its learner never opened: an admin marked it as completed.
const NEVER: Timestamp = Timestamp::MIN;

/// A row of `progress`: a lesson the contact has opened, or that an admin has marked for them.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = progress)]
pub struct Progress {
    pub contact_id: ContactId,
    pub product_id: ProductId,
    pub lesson_id: LessonId,
    /// Ask [`Self::opened`].
    pub opened_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

impl Progress {
    /// When the contact last opened the lesson.
    pub fn opened(&self) -> Option<Timestamp> {
        Some(self.opened_at).filter(|at| *at != NEVER)
    }
}

/// What the contact has opened of all that is published.
pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<Progress>> {
    on_backend!(conn, c => Ok(progress::table.inner_join(lessons::table)
        .filter(progress::contact_id.eq(contact))
        .filter(lessons::state.eq(LessonState::Published))
        .select(Progress::as_select())
        .load(c).await?))
}

pub async fn of_product(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<Vec<Progress>> {
    on_backend!(conn, c => Ok(progress::table.filter(progress::contact_id.eq(contact)).filter(progress::product_id.eq(product)).select(Progress::as_select()).load(c).await?))
}

pub async fn opened(conn: &mut Conn, contact: ContactId, product: ProductId, lesson: LessonId, now: Timestamp) -> Result<()> {
    let row = Progress { contact_id: contact, product_id: product, lesson_id: lesson, opened_at: now, completed_at: None };
    on_backend!(conn, c => diesel::insert_into(progress::table).values(&row)
        .on_conflict((progress::contact_id, progress::product_id, progress::lesson_id))
        .do_update().set(progress::opened_at.eq(now))
        .execute(c).await)?;
    Ok(())
}

/// `completed` is when, or `None` to take it back. What was completed before keeps its time: watching again is no second one.
pub async fn set_completed(
    conn: &mut Conn,
    contact: ContactId,
    product: ProductId,
    lesson: LessonId,
    now: Timestamp,
    completed: Option<Timestamp>,
) -> Result<()> {
    opened(conn, contact, product, lesson, now).await?;
    match completed {
        Some(at) => on_backend!(conn, c => diesel::update(progress::table.find((contact, product, lesson)).filter(progress::completed_at.is_null()))
            .set(progress::completed_at.eq(at))
            .execute(c).await)?,
        None => on_backend!(conn, c => diesel::update(progress::table.find((contact, product, lesson)))
            .set(progress::completed_at.eq(None::<Timestamp>))
            .execute(c).await)?,
    };
    Ok(())
}

/// Marks the lesson as completed unless it is, without a change to when it was opened last: an admin did it.
pub async fn mark_completed(conn: &mut Conn, contact: ContactId, product: ProductId, lesson: LessonId, now: Timestamp) -> Result<()> {
    let row = Progress { contact_id: contact, product_id: product, lesson_id: lesson, opened_at: NEVER, completed_at: Some(now) };
    let marked = on_backend!(conn, c => diesel::update(progress::table.find((contact, product, lesson)).filter(progress::completed_at.is_null()))
        .set(progress::completed_at.eq(now))
        .execute(c).await)?;
    if marked == 0 {
        on_backend!(conn, c => diesel::insert_into(progress::table).values(&row).on_conflict_do_nothing().execute(c).await)?;
    }
    Ok(())
}

/// As if the contact had never opened the lesson; whether they had.
pub async fn forget_lesson(conn: &mut Conn, contact: ContactId, product: ProductId, lesson: LessonId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(progress::table.find((contact, product, lesson))).execute(c).await)?;
    Ok(n == 1)
}

/// As if the contact had never opened a lesson of the product; how many they had.
pub async fn forget_product(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<usize> {
    Ok(
        on_backend!(conn, c => diesel::delete(progress::table.filter(progress::contact_id.eq(contact)).filter(progress::product_id.eq(product))).execute(c).await)?,
    )
}

/// When each of those contacts last completed a lesson of the product.
pub async fn last_completed(conn: &mut Conn, product: ProductId, contacts: &[ContactId]) -> Result<Vec<(ContactId, Option<Timestamp>)>> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(progress::table
        .filter(progress::contact_id.eq_any(contacts))
        .filter(progress::product_id.eq(product))
        .group_by(progress::contact_id)
        .select((progress::contact_id, diesel::dsl::max(progress::completed_at)))
        .load(c).await?))
}
