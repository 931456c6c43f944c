//! Members of groups: their roles, and what was taken from them. A row opens nothing, offers do.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, GroupId, GroupRole, Timestamp};

use crate::backend::on_backend;
use crate::schema::{contacts, group_members};
use crate::{Conn, Result, Way};

/// A row of `group_members`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = group_members, treat_none_as_null = true)]
pub struct Member {
    pub group_id: GroupId,
    pub contact_id: ContactId,
    pub role: GroupRole,
    pub muted_at: Option<Timestamp>,
    pub banned_at: Option<Timestamp>,
    pub joined_at: Timestamp,
}

pub async fn find(conn: &mut Conn, group: GroupId, contact: ContactId) -> Result<Option<Member>> {
    on_backend!(conn, c => Ok(group_members::table.find((group, contact)).select(Member::as_select()).first(c).await.optional()?))
}

/// Adds a member, unless they are one.
pub async fn join(conn: &mut Conn, group: GroupId, contact: ContactId, now: Timestamp) -> Result<()> {
    let member = Member { group_id: group, contact_id: contact, role: GroupRole::Member, muted_at: None, banned_at: None, joined_at: now };
    on_backend!(conn, c => diesel::insert_into(group_members::table).values(&member).on_conflict_do_nothing().execute(c).await)?;
    Ok(())
}

pub async fn update(conn: &mut Conn, member: &Member) -> Result<()> {
    on_backend!(conn, c => diesel::update(group_members::table.find((member.group_id, member.contact_id))).set(member).execute(c).await)?;
    Ok(())
}

/// The roles of those of `contacts` who are members.
pub async fn roles_among(conn: &mut Conn, group: GroupId, contacts: &[ContactId]) -> Result<Vec<(ContactId, GroupRole)>> {
    on_backend!(conn, c => Ok(group_members::table
        .filter(group_members::group_id.eq(group))
        .filter(group_members::contact_id.eq_any(contacts))
        .select((group_members::contact_id, group_members::role))
        .load(c).await?))
}

/// Members with their names, in the order in which the portal came to know them; without the banned ones unless `all`.
pub async fn page(conn: &mut Conn, group: GroupId, all: bool, from: ContactId, way: Way, limit: i64) -> Result<Vec<(Member, String)>> {
    on_backend!(conn, c => {
        let query = group_members::table.inner_join(contacts::table).filter(group_members::group_id.eq(group)).into_boxed();
        let query = if all { query } else { query.filter(group_members::banned_at.is_null()) };
        let query = match way {
            Way::On => query.filter(group_members::contact_id.gt(from)).order(group_members::contact_id),
            Way::Back => query.filter(group_members::contact_id.lt(from)).order(group_members::contact_id.desc()),
        };
        Ok(query.limit(limit).select((Member::as_select(), contacts::name)).load(c).await?)
    })
}
