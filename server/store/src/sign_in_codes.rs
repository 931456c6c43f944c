//! The codes that go with links which contacts ask for: one for each contact at most. A row holds what is needed to make the code
//! again with the key file, and never the code.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, LinkId, Timestamp};

use crate::backend::on_backend;
use crate::schema::sign_in_codes;
use crate::{Conn, Result};

/// A row of `sign_in_codes`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sign_in_codes, primary_key(contact_id), treat_none_as_null = true)]
pub struct SignInCode {
    pub contact_id: ContactId,
    /// The link that it goes with.
    pub link_id: LinkId,
    /// 16 random bytes.
    pub nonce: Vec<u8>,
    pub expires_at: Timestamp,
    /// Times somebody typed a code, right or wrong.
    pub tries: i32,
    pub used_at: Option<Timestamp>,
}

/// Puts a code in the place of the contact's older one.
pub async fn put(conn: &mut Conn, code: &SignInCode) -> Result<()> {
    on_backend!(conn, c => diesel::insert_into(sign_in_codes::table)
        .values(code)
        .on_conflict(sign_in_codes::contact_id)
        .do_update()
        .set(code)
        .execute(c).await)?;
    Ok(())
}

/// The contact's code.
pub async fn find(conn: &mut Conn, contact: ContactId) -> Result<Option<SignInCode>> {
    on_backend!(conn, c => Ok(sign_in_codes::table.find(contact).select(SignInCode::as_select()).first(c).await.optional()?))
}

/// Counts one more try at the contact's code if it may still be tried, so that many at once are never more than `most`; the code
/// then, held until the transaction ends.
pub async fn count_try(conn: &mut Conn, contact: ContactId, most: i32, now: Timestamp) -> Result<Option<SignInCode>> {
    on_backend!(conn, c => Ok(diesel::update(sign_in_codes::table.find(contact)
            .filter(sign_in_codes::used_at.is_null())
            .filter(sign_in_codes::expires_at.gt(now))
            .filter(sign_in_codes::tries.lt(most)))
        .set(sign_in_codes::tries.eq(sign_in_codes::tries + 1))
        .returning(SignInCode::as_returning())
        .get_result(c).await.optional()?))
}

/// The contact's code was used.
pub async fn use_up(conn: &mut Conn, contact: ContactId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(sign_in_codes::table.find(contact)).set(sign_in_codes::used_at.eq(now)).execute(c).await)?;
    Ok(())
}
