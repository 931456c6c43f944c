//! Lists and counts of a course's learners. Each list is read along an index, each count stops at a limit.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;
use domain::{ContactId, LessonId, OfferId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::enrolments::Enrolment;
use crate::grants::active;
use crate::schema::{contacts, enrolments, grants, offer_items, offers};
use crate::{Conn, Result, Way};

/// So many lessons completed: from `least`, below `most`.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    pub least: i32,
    pub below: i32,
}

impl Done {
    pub const ANY: Self = Self { least: 0, below: i32::MAX };
}

/// Who has begun the course and completed so many lessons, from who has completed most, from that one.
pub async fn begun(
    conn: &mut Conn,
    product: ProductId,
    Done { least, below }: Done,
    from: Option<(i32, ContactId)>,
    way: Way,
    limit: i64,
) -> Result<Vec<(Enrolment, Contact)>> {
    on_backend!(conn, c => {
        let mut query = enrolments::table.inner_join(contacts::table)
            .filter(enrolments::product_id.eq(product))
            .filter(enrolments::done.ge(least))
            .filter(enrolments::done.lt(below))
            .into_boxed();
        if let Some((done, id)) = from {
            query = match way {
                Way::On => query.filter(enrolments::done.le(done)).filter(enrolments::done.lt(done).or(enrolments::contact_id.lt(id))),
                Way::Back => query.filter(enrolments::done.ge(done)).filter(enrolments::done.gt(done).or(enrolments::contact_id.gt(id))),
            };
        }
        let query = match way {
            Way::On => query.order((enrolments::done.desc(), enrolments::contact_id.desc())),
            Way::Back => query.order((enrolments::done, enrolments::contact_id)),
        };
        Ok(query.limit(limit).select((Enrolment::as_select(), Contact::as_select())).load(c).await?)
    })
}

/// Those of `contacts` who have begun the course.
pub async fn among(conn: &mut Conn, product: ProductId, contacts: &[ContactId]) -> Result<Vec<Enrolment>> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(enrolments::table
        .filter(enrolments::contact_id.eq_any(contacts))
        .filter(enrolments::product_id.eq(product))
        .select(Enrolment::as_select())
        .load(c).await?))
}

/// The published offers that open the product.
pub async fn offers_of(conn: &mut Conn, product: ProductId) -> Result<Vec<OfferId>> {
    on_backend!(conn, c => Ok(offer_items::table.inner_join(offers::table)
        .filter(offer_items::product_id.eq(product))
        .filter(offers::state.eq(Publication::Published))
        .select(offers::id)
        .load(c).await?))
}

/// Who was granted one of `offers`, which open the product, and has not begun it: last added first.
pub async fn not_begun(conn: &mut Conn, product: ProductId, offers: &[OfferId], from: ContactId, way: Way, now: Timestamp, limit: i64) -> Result<Vec<Contact>> {
    let mut ids = Vec::new();
    // Offer by offer, each along its index.
    for offer in offers {
        let of_offer: Vec<ContactId> = on_backend!(conn, c => {
            let query = grants::table
                .filter(grants::offer_id.eq(offer))
                .filter(active!(now))
                .filter(not(exists(enrolments::table
                    .filter(enrolments::contact_id.eq(grants::contact_id))
                    .filter(enrolments::product_id.eq(product))
                    .select(enrolments::done))))
                .into_boxed();
            let query = match way {
                Way::On => query.filter(grants::contact_id.lt(from)).order(grants::contact_id.desc()),
                Way::Back => query.filter(grants::contact_id.gt(from)).order(grants::contact_id),
            };
            query.limit(limit).select(grants::contact_id).distinct().load(c).await
        })?;
        ids.extend(of_offer);
    }
    ids.sort_unstable();
    ids.dedup();
    if way == Way::On {
        ids.reverse();
    }
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    crate::contact_lists::by_ids(conn, &ids, way).await
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many have begun the course, counted up to `most`.
pub async fn count_begun(conn: &mut Conn, product: ProductId, most: i64) -> Result<i64> {
    const SQL: &str = "SELECT count(*) AS n FROM (
        SELECT 1 FROM enrolments WHERE product_id = $1 ORDER BY done, contact_id LIMIT $2
    ) AS found";
    let counted: Counted = on_backend!(conn, c => diesel::sql_query(SQL).bind::<Binary, _>(product).bind::<BigInt, _>(most).get_result(c).await)?;
    Ok(counted.n)
}

#[derive(QueryableByName)]
struct OfLesson {
    #[diesel(sql_type = Binary)]
    lesson_id: LessonId,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many have completed each published lesson of the product, counted up to `most`.
pub async fn count_completed(conn: &mut Conn, product: ProductId, most: i64) -> Result<Vec<(LessonId, i64)>> {
    const SQL: &str = "SELECT lessons.id AS lesson_id, (SELECT count(*) FROM (
            SELECT 1 FROM progress WHERE progress.lesson_id = lessons.id AND progress.completed_at IS NOT NULL
            ORDER BY progress.contact_id LIMIT $1
        ) AS found) AS n
        FROM lessons WHERE lessons.product_id = $2 AND lessons.state = 'published'";
    let counted: Vec<OfLesson> = on_backend!(conn, c => diesel::sql_query(SQL).bind::<BigInt, _>(most).bind::<Binary, _>(product).load(c).await)?;
    Ok(counted.into_iter().map(|row| (row.lesson_id, row.n)).collect())
}
