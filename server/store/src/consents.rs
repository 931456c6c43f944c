//! Who takes no messages but those that they ask for, and which addresses take none at all.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, Suppression, Timestamp};

use crate::backend::on_backend;
use crate::schema::{contacts, suppressions, unsubscribed};
use crate::{Conn, Result};

/// A row of `suppressions`: of a contact, for as long as they have that address.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = suppressions, primary_key(contact_id))]
pub struct Suppressed {
    pub contact_id: ContactId,
    pub address: String,
    pub reason: Suppression,
    /// What the mail server said.
    pub detail: String,
    pub at: Timestamp,
}

/// Since when the contact takes no messages.
pub async fn unsubscribed_at(conn: &mut Conn, contact: ContactId) -> Result<Option<Timestamp>> {
    on_backend!(conn, c => Ok(unsubscribed::table.find(contact).select(unsubscribed::at).first(c).await.optional()?))
}

/// Only the first time counts.
pub async fn unsubscribe(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(unsubscribed::table)
        .values((unsubscribed::contact_id.eq(contact), unsubscribed::at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c).await)?;
    Ok(())
}

pub async fn subscribe(conn: &mut Conn, contact: ContactId) -> Result<()> {
    on_backend!(conn, c => diesel::delete(unsubscribed::table.find(contact)).execute(c).await)?;
    Ok(())
}

/// Those of `contacts` who take no messages.
pub async fn unsubscribed_among(conn: &mut Conn, contacts: &[ContactId]) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => Ok(unsubscribed::table.filter(unsubscribed::contact_id.eq_any(contacts)).select(unsubscribed::contact_id).load(c).await?))
}

/// Those of `contacts` whose address of now takes no mail.
pub async fn suppressed_among(conn: &mut Conn, contacts: &[ContactId]) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => Ok(suppressions::table
        .inner_join(contacts::table)
        .filter(suppressions::contact_id.eq_any(contacts))
        .filter(suppressions::address.eq(contacts::email))
        .select(suppressions::contact_id)
        .load(c).await?))
}

/// Why the contact's address of now takes no mail, if it does not.
pub async fn suppressed(conn: &mut Conn, contact: ContactId) -> Result<Option<Suppressed>> {
    on_backend!(conn, c => Ok(suppressions::table
        .inner_join(contacts::table)
        .filter(suppressions::contact_id.eq(contact))
        .filter(suppressions::address.eq(contacts::email))
        .select(Suppressed::as_select())
        .first(c).await.optional()?))
}

/// In the place of what was known of an earlier address.
pub async fn suppress(conn: &mut Conn, row: &Suppressed) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(suppressions::table)
        .values(row)
        .on_conflict(suppressions::contact_id)
        .do_update()
        .set(row)
        .execute(c).await)?;
    Ok(())
}

/// Whether there was anything to lift.
pub async fn lift(conn: &mut Conn, contact: ContactId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(suppressions::table.find(contact)).execute(c).await)?;
    Ok(n == 1)
}
