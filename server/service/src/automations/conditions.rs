//! What is true of a contact now.

use domain::automation::{Condition, Test};
use domain::{ContactId, LessonState, ProductId, Timestamp};
use store::Conn;

use crate::Result;

/// Whether the condition is true of the contact.
pub(super) async fn holds(conn: &mut Conn, contact: ContactId, condition: &Condition, now: Timestamp) -> Result<bool> {
    let passes = match &condition.test {
        Test::Product(product) => store::grants::is_entitled(conn, contact, *product, now).await?,
        Test::Offer(offer) => store::grants::has_active(conn, contact, *offer, now).await?,
        Test::Group(group) => store::communities::groups::is_entitled(conn, contact, *group, now).await?,
        Test::Tag(tag) => store::contacts::tags(conn, contact).await?.contains(tag),
        Test::Progress { product, percent } => progress(conn, contact, *product).await? >= u32::from(*percent),
    };
    Ok(passes != condition.not)
}

/// Whether all of them are.
pub(super) async fn all_hold(conn: &mut Conn, contact: ContactId, conditions: &[Condition], now: Timestamp) -> Result<bool> {
    for condition in conditions {
        if !holds(conn, contact, condition, now).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How much of the course's published lessons the contact has completed, in whole percent; nothing of an empty one.
async fn progress(conn: &mut Conn, contact: ContactId, product: ProductId) -> Result<u32> {
    let lessons = store::courses::lesson_heads(conn, product).await?;
    let all = lessons.iter().filter(|head| head.state == LessonState::Published).count();
    let done = store::enrolments::find(conn, contact, product).await?.map_or(0, |enrolment| enrolment.done);
    Ok((u32::try_from(done).unwrap_or_default() * 100).checked_div(domain::count(all)).unwrap_or_default())
}
