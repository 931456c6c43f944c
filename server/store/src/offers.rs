//! Offers and what is in them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{OfferId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::schema::{offer_items, offers, products};
use crate::{Conn, Result};

/// A row of `offers`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = offers, treat_none_as_null = true)]
pub struct Offer {
    pub id: OfferId,
    pub title: String,
    pub description: String,
    pub state: Publication,
    /// Days of access from a grant's start; `None` is for good.
    pub access_days: Option<i32>,
    pub created_at: Timestamp,
}

pub async fn find(conn: &mut Conn, id: OfferId) -> Result<Option<Offer>> {
    on_backend!(conn, c => Ok(offers::table.find(id).select(Offer::as_select()).first(c).await.optional()?))
}

/// Every offer, newest first. There are hundreds at most.
pub async fn all(conn: &mut Conn) -> Result<Vec<Offer>> {
    on_backend!(conn, c => Ok(offers::table.filter(offers::id.ge(OfferId::MIN)).order(offers::id.desc()).select(Offer::as_select()).load(c).await?))
}

pub async fn insert(conn: &mut Conn, offer: &Offer) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(offers::table).values(offer).execute(c).await)?;
    Ok(())
}

/// Whether there was such an offer.
pub async fn update(conn: &mut Conn, offer: &Offer) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(offers::table.find(offer.id)).set(offer).execute(c).await)?;
    Ok(n == 1)
}

/// Whether there was such an offer.
///
/// # Errors
/// [`crate::Error::Reference`] if it was ever granted: a grant keeps its offer.
pub async fn delete(conn: &mut Conn, id: OfferId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(offers::table.find(id)).execute(c).await)?;
    Ok(n == 1)
}

/// What is in the offer, in the portal's order.
pub async fn items(conn: &mut Conn, offer: OfferId) -> Result<Vec<ProductId>> {
    on_backend!(conn, c => Ok(offer_items::table.inner_join(products::table)
        .filter(offer_items::offer_id.eq(offer))
        .order((products::position, products::id))
        .select(offer_items::product_id)
        .load(c).await?))
}

/// The titles of what is in each offer, in the portal's order.
pub async fn titles_of_all(conn: &mut Conn) -> Result<Vec<(OfferId, String)>> {
    on_backend!(conn, c => Ok(offer_items::table.inner_join(products::table)
        .filter(offer_items::offer_id.ge(OfferId::MIN))
        .order((products::position, products::id))
        .select((offer_items::offer_id, products::title))
        .load(c).await?))
}

/// Replaces what is in the offer.
pub async fn set_items(conn: &mut Conn, offer: OfferId, products: &[ProductId]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(offer_items::table.filter(offer_items::offer_id.eq(offer))).execute(c).await?;
        for product in products {
            diesel::insert_into(offer_items::table)
                .values((offer_items::offer_id.eq(offer), offer_items::product_id.eq(product)))
                .on_conflict_do_nothing()
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}
