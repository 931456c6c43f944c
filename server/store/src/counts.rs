//! How many there are: counted in an index, never row by row.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactState, OfferId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::schema::{contacts, offers, products};
use crate::{Conn, Result};

pub async fn contacts(conn: &mut Conn, state: ContactState) -> Result<i64> {
    on_backend!(conn, c => Ok(contacts::table.filter(contacts::state.eq(state)).count().get_result(c).await?))
}

/// Contacts seen at `since` or later.
pub async fn contacts_seen(conn: &mut Conn, since: Timestamp) -> Result<i64> {
    on_backend!(conn, c => Ok(contacts::table.filter(contacts::last_seen_at.ge(since)).count().get_result(c).await?))
}

/// Whether there is any product, drafts too.
pub async fn any_product(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(products::table.filter(products::position.ge(i32::MIN)))).get_result(c).await?))
}

pub async fn any_published_offer(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(exists(offers::table.filter(offers::id.ge(OfferId::MIN)).filter(offers::state.eq(Publication::Published))))
        .get_result(c).await?))
}
