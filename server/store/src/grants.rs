//! Grants, and what they entitle to.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;
use domain::{ContactId, GrantId, OfferId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::contacts::Contact;
use crate::schema::{contacts, grants, offer_items, offers, products};
use crate::{Conn, Result, Way};

/// A row of `grants`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = grants)]
pub struct Grant {
    pub id: GrantId,
    pub contact_id: ContactId,
    pub offer_id: OfferId,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// The condition that a row of `grants` gives access at `$now`: what "active" means, in one place.
macro_rules! active {
    ($now:expr) => {
        grants::starts_at.le($now).and(grants::revoked_at.is_null()).and(grants::ends_at.is_null().or(grants::ends_at.gt($now)))
    };
}
pub(crate) use active;

pub async fn insert(conn: &mut Conn, grant: &Grant) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(grants::table).values(grant).execute(c).await)?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: GrantId) -> Result<Option<Grant>> {
    on_backend!(conn, c => Ok(grants::table.find(id).select(Grant::as_select()).first(c).await.optional()?))
}

/// The contact's grants with their offers' titles, newest first.
pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<(Grant, String)>> {
    on_backend!(conn, c => Ok(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq(contact))
        .order(grants::id.desc())
        .select((Grant::as_select(), offers::title))
        .load(c).await?))
}

/// Whether any published offer is granted to the contact now.
pub async fn any_active(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))))
        .get_result(c).await?))
}

/// Those of `contacts` to whom any published offer is granted now.
pub async fn any_active_among(conn: &mut Conn, contacts: &[ContactId], now: Timestamp) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => Ok(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq_any(contacts))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .select(grants::contact_id)
        .distinct()
        .load(c).await?))
}

/// Whether the contact already has that offer now.
pub async fn has_active(conn: &mut Conn, contact: ContactId, offer: OfferId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(grants::table
        .filter(grants::contact_id.eq(contact))
        .filter(grants::offer_id.eq(offer))
        .filter(active!(now))))
        .get_result(c).await?))
}

/// The published offers that are granted to the contact now.
pub async fn entitled_offers(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<Vec<OfferId>> {
    on_backend!(conn, c => Ok(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .select(grants::offer_id)
        .distinct()
        .load(c).await?))
}

/// The published products the contact is entitled to now, each once, in the portal's order.
pub async fn entitled_products(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<Vec<crate::courses::Product>> {
    on_backend!(conn, c => Ok(products::table
        .filter(products::state.eq(Publication::Published))
        .filter(products::id.eq_any(offer_items::table
            .inner_join(offers::table)
            .inner_join(grants::table.on(grants::offer_id.eq(offer_items::offer_id)))
            .filter(grants::contact_id.eq(contact))
            .filter(active!(now))
            .filter(offers::state.eq(Publication::Published))
            .select(offer_items::product_id)))
        .order((products::position, products::id))
        .select(crate::courses::Product::as_select())
        .load(c).await?))
}

/// Whether the contact may see that product now.
pub async fn is_entitled(conn: &mut Conn, contact: ContactId, product: ProductId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(offer_items::table
        .inner_join(offers::table)
        .inner_join(grants::table.on(grants::offer_id.eq(offer_items::offer_id)))
        .filter(offer_items::product_id.eq(product))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))))
        .get_result(c).await?))
}

/// Whether the contact may see any published product now.
pub async fn is_entitled_to_any(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(grants::table
        .inner_join(offers::table)
        .inner_join(offer_items::table.on(offer_items::offer_id.eq(grants::offer_id)))
        .inner_join(products::table.on(products::id.eq(offer_items::product_id)))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .filter(products::state.eq(Publication::Published))))
        .get_result(c).await?))
}

/// When the earliest of the contact's grants began that are active now and open the product; `None` without one.
pub async fn opened_since(conn: &mut Conn, contact: ContactId, product: ProductId, now: Timestamp) -> Result<Option<Timestamp>> {
    on_backend!(conn, c => Ok(offer_items::table
        .inner_join(offers::table)
        .inner_join(grants::table.on(grants::offer_id.eq(offer_items::offer_id)))
        .filter(offer_items::product_id.eq(product))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .select(diesel::dsl::min(grants::starts_at))
        .get_result(c).await?))
}

/// Whether the contact may see a published product now that shows that cover.
pub async fn is_entitled_to_cover(conn: &mut Conn, contact: ContactId, cover: &str, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(products::table
        .inner_join(offer_items::table.on(offer_items::product_id.eq(products::id)))
        .inner_join(offers::table.on(offers::id.eq(offer_items::offer_id)))
        .inner_join(grants::table.on(grants::offer_id.eq(offers::id)))
        .filter(products::cover.eq(cover))
        .filter(products::state.eq(Publication::Published))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))))
        .get_result(c).await?))
}

/// Sets when a grant ends, unless it was revoked.
pub async fn set_end(conn: &mut Conn, id: GrantId, ends_at: Option<Timestamp>) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(grants::table.find(id).filter(grants::revoked_at.is_null()))
        .set(grants::ends_at.eq(ends_at))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Takes a grant back, unless that was done already.
pub async fn revoke(conn: &mut Conn, id: GrantId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(grants::table.find(id).filter(grants::revoked_at.is_null()))
        .set(grants::revoked_at.eq(now))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Ends a grant now, unless it is over already.
pub async fn end(conn: &mut Conn, id: GrantId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(grants::table.find(id)
            .filter(grants::revoked_at.is_null())
            .filter(grants::ends_at.is_null().or(grants::ends_at.gt(now))))
        .set(grants::ends_at.eq(now))
        .execute(c).await)?;
    Ok(n == 1)
}

/// Those of `contacts` who have the offer at `at`.
pub async fn holders_among(conn: &mut Conn, offer: OfferId, contacts: &[ContactId], at: Timestamp) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => Ok(grants::table
        .filter(grants::offer_id.eq(offer))
        .filter(grants::contact_id.eq_any(contacts))
        .filter(active!(at))
        .select(grants::contact_id)
        .load(c).await?))
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Binary)]
    offer_id: OfferId,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many grants of each offer are active (as [`active!`] has it) at `$1`: those for good and those that end are a range each
/// of one index, which alone answers. Of either at most `$2` are read; the order keeps PostgreSQL from collecting all first.
const ACTIVE_BY_OFFER: &str = "
    SELECT offers.id AS offer_id, (SELECT count(*) FROM (
        SELECT 1 FROM grants WHERE grants.offer_id = offers.id AND revoked_at IS NULL AND ends_at IS NULL AND starts_at <= $1
        ORDER BY ends_at, starts_at LIMIT $2
    ) AS for_good) + (SELECT count(*) FROM (
        SELECT 1 FROM grants WHERE grants.offer_id = offers.id AND revoked_at IS NULL AND ends_at > $1 AND starts_at <= $1
        ORDER BY ends_at, starts_at LIMIT $2
    ) AS for_now) AS n
    FROM offers";

/// How many grants of each offer are active now, counted up to `most`.
pub async fn count_active_by_offer(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<(OfferId, i64)>> {
    let counted: Vec<Held> = on_backend!(conn, c => diesel::sql_query(ACTIVE_BY_OFFER).bind::<BigInt, _>(now).bind::<BigInt, _>(most).load(c).await)?;
    Ok(counted.into_iter().map(|row| (row.offer_id, row.n.min(most))).collect())
}

/// How many grants of the offer are active now, counted up to `most`.
pub async fn count_active(conn: &mut Conn, offer: OfferId, now: Timestamp, most: i64) -> Result<i64> {
    let sql = format!("{ACTIVE_BY_OFFER} WHERE offers.id = $3");
    let counted: Option<Held> = on_backend!(conn, c => diesel::sql_query(sql)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(most)
        .bind::<Binary, _>(offer)
        .get_result(c).await.optional())?;
    Ok(counted.map_or(0, |row| row.n.min(most)))
}

/// The grants of those contacts with their offers' titles, newest first.
pub async fn of_contacts(conn: &mut Conn, contacts: &[ContactId]) -> Result<Vec<(Grant, String)>> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq_any(contacts))
        .order(grants::id.desc())
        .select((Grant::as_select(), offers::title))
        .load(c).await?))
}

/// The offer's grants with their contacts, newest first.
pub async fn of_offer(conn: &mut Conn, offer: OfferId, from: GrantId, way: Way, limit: i64) -> Result<Vec<(Grant, Contact)>> {
    on_backend!(conn, c => {
        let query = grants::table.inner_join(contacts::table).filter(grants::offer_id.eq(offer)).into_boxed();
        let query = match way {
            Way::On => query.filter(grants::id.lt(from)).order(grants::id.desc()),
            Way::Back => query.filter(grants::id.gt(from)).order(grants::id),
        };
        Ok(query.limit(limit).select((Grant::as_select(), Contact::as_select())).load(c).await?)
    })
}

/// Takes back every grant of the offer that the contact has now; whether there was one.
pub async fn revoke_active(conn: &mut Conn, contact: ContactId, offer: OfferId, now: Timestamp) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(grants::table
            .filter(grants::contact_id.eq(contact))
            .filter(grants::offer_id.eq(offer))
            .filter(active!(now)))
        .set(grants::revoked_at.eq(now))
        .execute(c).await)?;
    Ok(n > 0)
}

/// A stretch of time: behind `after`, up to `until` with it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub after: Timestamp,
    pub until: Timestamp,
}

/// The grants that begin in that stretch and are not taken back, in the order in which they do, from the one behind `from` on.
pub async fn beginning(conn: &mut Conn, stretch: Stretch, from: (Timestamp, GrantId), limit: i64) -> Result<Vec<Grant>> {
    on_backend!(conn, c => Ok(grants::table
        .filter(grants::starts_at.gt(stretch.after))
        .filter(grants::starts_at.le(stretch.until))
        .filter(grants::starts_at.gt(from.0).or(grants::starts_at.eq(from.0).and(grants::id.gt(from.1))))
        .filter(grants::revoked_at.is_null())
        .order((grants::starts_at, grants::id))
        .limit(limit)
        .select(Grant::as_select())
        .load(c).await?))
}

/// As [`beginning`], of those that end.
pub async fn ending(conn: &mut Conn, stretch: Stretch, from: (Timestamp, GrantId), limit: i64) -> Result<Vec<Grant>> {
    on_backend!(conn, c => Ok(grants::table
        .filter(grants::ends_at.gt(stretch.after))
        .filter(grants::ends_at.le(stretch.until))
        .filter(grants::ends_at.gt(from.0).or(grants::ends_at.eq(from.0).and(grants::id.gt(from.1))))
        .filter(grants::revoked_at.is_null())
        .order((grants::ends_at, grants::id))
        .limit(limit)
        .select(Grant::as_select())
        .load(c).await?))
}
