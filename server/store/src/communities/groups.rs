//! Groups, and which offers open them.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, GroupId, OfferId, Publication, Timestamp};

use crate::backend::{locked, on_backend};
use crate::grants::active;
use crate::schema::{grants, groups, offer_groups, offers};
use crate::{Conn, Result};

/// A row of `groups`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = groups)]
pub struct Group {
    pub id: GroupId,
    pub slug: String,
    pub title: String,
    pub description: String,
    pub state: Publication,
    pub position: i32,
    pub created_at: Timestamp,
}

pub async fn find(conn: &mut Conn, id: GroupId) -> Result<Option<Group>> {
    on_backend!(conn, c => Ok(groups::table.find(id).select(Group::as_select()).first(c).await.optional()?))
}

pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Group>> {
    on_backend!(conn, c => Ok(groups::table.filter(groups::slug.eq(slug)).select(Group::as_select()).first(c).await.optional()?))
}

/// Every group, drafts too, in the portal's order. There are hundreds at most.
pub async fn all(conn: &mut Conn) -> Result<Vec<Group>> {
    on_backend!(conn, c => Ok(groups::table.filter(groups::position.ge(i32::MIN)).order((groups::position, groups::id)).select(Group::as_select()).load(c).await?))
}

/// Whether there is any, drafts too.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(groups::table.filter(groups::position.ge(i32::MIN)))).get_result(c).await?))
}

/// The published groups that the contact is entitled to now, each once, in the portal's order.
pub async fn entitled(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<Vec<Group>> {
    on_backend!(conn, c => Ok(groups::table
        .filter(groups::state.eq(Publication::Published))
        .filter(groups::id.eq_any(offer_groups::table
            .inner_join(offers::table)
            .inner_join(grants::table.on(grants::offer_id.eq(offer_groups::offer_id)))
            .filter(grants::contact_id.eq(contact))
            .filter(active!(now))
            .filter(offers::state.eq(Publication::Published))
            .select(offer_groups::group_id)))
        .order((groups::position, groups::id))
        .select(Group::as_select())
        .load(c).await?))
}

/// Whether there is a published group that the contact is entitled to now.
pub async fn is_any_entitled(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(grants::table
        .inner_join(offers::table)
        .inner_join(offer_groups::table.on(offer_groups::offer_id.eq(grants::offer_id)))
        .inner_join(groups::table.on(groups::id.eq(offer_groups::group_id)))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .filter(groups::state.eq(Publication::Published))))
        .get_result(c).await?))
}

/// Whether the contact is entitled to that group now.
pub async fn is_entitled(conn: &mut Conn, contact: ContactId, group: GroupId, now: Timestamp) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(offer_groups::table
        .inner_join(offers::table)
        .inner_join(grants::table.on(grants::offer_id.eq(offer_groups::offer_id)))
        .filter(offer_groups::group_id.eq(group))
        .filter(grants::contact_id.eq(contact))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))))
        .get_result(c).await?))
}

pub async fn insert(conn: &mut Conn, group: &Group) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(groups::table).values(group).execute(c).await)?;
    Ok(())
}

pub async fn update(conn: &mut Conn, group: &Group) -> Result<()> {
    on_backend!(conn, c => diesel::update(groups::table.find(group.id)).set(group).execute(c).await)?;
    Ok(())
}

pub async fn set_position(conn: &mut Conn, id: GroupId, position: i32) -> Result<()> {
    on_backend!(conn, c => diesel::update(groups::table.find(id)).set(groups::position.eq(position)).execute(c).await)?;
    Ok(())
}

/// With everything in it; offers lose it.
pub async fn delete(conn: &mut Conn, id: GroupId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(groups::table.find(id)).execute(c).await)?;
    Ok(())
}

/// Whether it is there. From here to the end of the transaction nobody else changes what is set up in it.
pub async fn hold(conn: &mut Conn, id: GroupId) -> Result<bool> {
    let found = on_backend!(conn, c => diesel::update(groups::table.find(id)).set(groups::position.eq(groups::position)).execute(c).await)?;
    Ok(found == 1)
}

/// As [`hold`], to delete it or a part of it: waits for whoever [`keep`]s it, too.
pub async fn hold_to_delete(conn: &mut Conn, id: GroupId) -> Result<Option<Group>> {
    let mut found: Vec<Group> = locked!(conn, for_update, groups::table.find(id).select(Group::as_select()))?;
    Ok(found.pop())
}

/// Whether the group with that slug is there. From here to the end of the transaction nobody deletes it or a part of it.
pub async fn keep(conn: &mut Conn, slug: &str) -> Result<bool> {
    let found: Vec<GroupId> = locked!(conn, for_key_share, groups::table.filter(groups::slug.eq(slug)).select(groups::id))?;
    Ok(!found.is_empty())
}

/// Keeps every group, as [`keep`] does one.
pub async fn keep_all(conn: &mut Conn) -> Result<()> {
    let _: Vec<GroupId> = locked!(conn, for_key_share, groups::table.order(groups::id).select(groups::id))?;
    Ok(())
}

/// The offers that open the group, by title.
pub async fn offers_of(conn: &mut Conn, group: GroupId) -> Result<Vec<(OfferId, String)>> {
    on_backend!(conn, c => Ok(offer_groups::table
        .inner_join(offers::table)
        .filter(offer_groups::group_id.eq(group))
        .order((offers::title, offers::id))
        .select((offers::id, offers::title))
        .load(c).await?))
}

/// The groups in an offer, in the portal's order.
pub async fn in_offer(conn: &mut Conn, offer: OfferId) -> Result<Vec<GroupId>> {
    on_backend!(conn, c => Ok(offer_groups::table
        .inner_join(groups::table)
        .filter(offer_groups::offer_id.eq(offer))
        .order((groups::position, groups::id))
        .select(offer_groups::group_id)
        .load(c).await?))
}

/// The titles of the groups in each offer, in the portal's order.
pub async fn titles_of_all(conn: &mut Conn) -> Result<Vec<(OfferId, String)>> {
    on_backend!(conn, c => Ok(offer_groups::table
        .inner_join(groups::table)
        .filter(offer_groups::offer_id.ge(OfferId::MIN))
        .order((groups::position, groups::id))
        .select((offer_groups::offer_id, groups::title))
        .load(c).await?))
}

/// Replaces the groups in the offer.
pub async fn set_in_offer(conn: &mut Conn, offer: OfferId, groups: &[GroupId]) -> Result<()> {
    // Whoever deletes a group holds it first, and then its places in offers.
    let _: Vec<GroupId> = locked!(conn, for_key_share, groups::table.filter(groups::id.eq_any(groups)).order(groups::id).select(groups::id))?;
    on_backend!(conn, c => {
        diesel::delete(offer_groups::table.filter(offer_groups::offer_id.eq(offer))).execute(c).await?;
        for group in groups {
            diesel::insert_into(offer_groups::table)
                .values((offer_groups::offer_id.eq(offer), offer_groups::group_id.eq(group)))
                .on_conflict_do_nothing()
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}
