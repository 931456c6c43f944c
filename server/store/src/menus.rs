//! Entries of the creator's own in the learners' header, and the offers that open them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::view::menus::{Audience, MenuIcon, Opens};
use domain::{ContactId, MenuId, OfferId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::grants::active;
use crate::schema::{grants, menu_entries, menu_entry_offers, offers};
use crate::{Conn, Result};

/// A row of `menu_entries`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = menu_entries)]
pub struct MenuEntry {
    pub id: MenuId,
    pub slug: String,
    pub label_en: String,
    pub label_fr: String,
    pub icon: MenuIcon,
    /// An `https` address.
    pub url: String,
    pub opens: Opens,
    pub audience: Audience,
    pub position: i32,
    pub created_at: Timestamp,
}

pub async fn find(conn: &mut Conn, id: MenuId) -> Result<Option<MenuEntry>> {
    on_backend!(conn, c => Ok(menu_entries::table.find(id).select(MenuEntry::as_select()).first(c).await.optional()?))
}

pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<MenuEntry>> {
    on_backend!(conn, c => Ok(menu_entries::table.filter(menu_entries::slug.eq(slug)).select(MenuEntry::as_select()).first(c).await.optional()?))
}

/// Every entry, in order. There are a dozen.
pub async fn all(conn: &mut Conn) -> Result<Vec<MenuEntry>> {
    on_backend!(conn, c => Ok(menu_entries::table
        .filter(menu_entries::position.ge(i32::MIN))
        .order((menu_entries::position, menu_entries::id))
        .select(MenuEntry::as_select())
        .load(c).await?))
}

/// As [`all`]; from here to the end of the transaction nobody else puts them in another order.
pub async fn hold_all(conn: &mut Conn) -> Result<Vec<MenuEntry>> {
    if let Conn::Postgres(c) = conn {
        let c: &mut diesel_async::AsyncPgConnection = &mut *c;
        let _: Vec<MenuId> = menu_entries::table.order(menu_entries::id).select(menu_entries::id).for_no_key_update().load(c).await?;
    }
    all(conn).await
}

/// The entries that are for everyone or for an offer that the contact has now, in order.
pub async fn entitled(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<Vec<MenuEntry>> {
    on_backend!(conn, c => Ok(menu_entries::table
        .filter(menu_entries::position.ge(i32::MIN))
        .filter(menu_entries::audience.eq(Audience::Everyone).or(menu_entries::id.eq_any(menu_entry_offers::table
            .inner_join(offers::table)
            .inner_join(grants::table.on(grants::offer_id.eq(menu_entry_offers::offer_id)))
            .filter(grants::contact_id.eq(contact))
            .filter(active!(now))
            .filter(offers::state.eq(Publication::Published))
            .select(menu_entry_offers::entry_id))))
        .order((menu_entries::position, menu_entries::id))
        .select(MenuEntry::as_select())
        .load(c).await?))
}

pub async fn insert(conn: &mut Conn, entry: &MenuEntry) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(menu_entries::table).values(entry).execute(c).await)?;
    Ok(())
}

/// Changes all but its place. Whether there was such an entry.
pub async fn update(conn: &mut Conn, entry: &MenuEntry) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(menu_entries::table.find(entry.id))
        .set((
            menu_entries::label_en.eq(&entry.label_en),
            menu_entries::label_fr.eq(&entry.label_fr),
            menu_entries::icon.eq(entry.icon),
            menu_entries::url.eq(&entry.url),
            menu_entries::opens.eq(entry.opens),
            menu_entries::audience.eq(entry.audience),
        ))
        .execute(c).await)?;
    Ok(n == 1)
}

pub async fn set_position(conn: &mut Conn, id: MenuId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(menu_entries::table.find(id)).set(menu_entries::position.eq(position)).execute(c).await)?;
    Ok(())
}

pub async fn delete(conn: &mut Conn, id: MenuId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(menu_entries::table.find(id)).execute(c).await)?;
    Ok(())
}

/// The offers that open the entry.
pub async fn offers_of(conn: &mut Conn, id: MenuId) -> Result<Vec<OfferId>> {
    on_backend!(conn, c => Ok(menu_entry_offers::table
        .filter(menu_entry_offers::entry_id.eq(id))
        .order(menu_entry_offers::offer_id)
        .select(menu_entry_offers::offer_id)
        .load(c).await?))
}

/// Replaces the offers that open the entry.
///
/// # Errors
/// [`crate::Error::Reference`] for an offer that is not there.
pub async fn set_offers(conn: &mut Conn, id: MenuId, offers: &[OfferId]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(menu_entry_offers::table.filter(menu_entry_offers::entry_id.eq(id))).execute(c).await?;
        for offer in offers {
            diesel::insert_into(menu_entry_offers::table)
                .values((menu_entry_offers::entry_id.eq(id), menu_entry_offers::offer_id.eq(offer)))
                .on_conflict_do_nothing()
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}
