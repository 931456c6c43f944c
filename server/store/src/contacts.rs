//! Contacts, the words they are found by, and their tags.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, ContactState, Lang, Timestamp};

use crate::backend::{locked, on_backend};
use crate::schema::{contact_tags, contact_words, contacts};
use crate::{Conn, Result};

/// A row of `contacts`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = contacts)]
pub struct Contact {
    pub id: ContactId,
    pub email: String,
    pub name: String,
    pub name_key: String,
    pub phone: Option<String>,
    pub lang: Lang,
    pub state: ContactState,
    pub link_generation: i32,
    pub session_generation: i32,
    pub links_replaced_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub joined_at: Option<Timestamp>,
    pub last_seen_at: Option<Timestamp>,
}

pub async fn find(conn: &mut Conn, id: ContactId) -> Result<Option<Contact>> {
    on_backend!(conn, c => Ok(contacts::table.find(id).select(Contact::as_select()).first(c).await.optional()?))
}

/// The contact, held until the transaction ends, so that nobody changes it meanwhile.
pub async fn hold(conn: &mut Conn, id: ContactId) -> Result<Option<Contact>> {
    Ok(hold_all(conn, &[id]).await?.pop())
}

/// Those of `ids` that there are, held until the transaction ends, always in the same order.
pub async fn hold_all(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<Contact>> {
    Ok(locked!(conn, for_no_key_update, contacts::table.filter(contacts::id.eq_any(ids)).order(contacts::id).select(Contact::as_select()))?)
}

/// As [`hold`], to delete it: waits for whoever [`keep`]s it, too.
pub async fn hold_to_delete(conn: &mut Conn, id: ContactId) -> Result<Option<Contact>> {
    let mut found: Vec<Contact> = locked!(conn, for_update, contacts::table.find(id).select(Contact::as_select()))?;
    Ok(found.pop())
}

/// Whether it is there. From here to the end of the transaction nobody deletes it.
pub async fn keep(conn: &mut Conn, id: ContactId) -> Result<bool> {
    let found: Vec<ContactId> = locked!(conn, for_key_share, contacts::table.find(id).select(contacts::id))?;
    Ok(!found.is_empty())
}

/// Those of `ids` that are there. From here to the end of the transaction nobody deletes them.
pub async fn keep_all(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<Contact>> {
    Ok(locked!(conn, for_key_share, contacts::table.filter(contacts::id.eq_any(ids)).order(contacts::id).select(Contact::as_select()))?)
}

/// Whether there is any.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    on_backend!(conn, c => Ok(diesel::select(diesel::dsl::exists(contacts::table.select(contacts::id))).get_result(c).await?))
}

/// `email` in lower case, as an `EmailAddress` keeps it.
pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Contact>> {
    on_backend!(conn, c => Ok(contacts::table.filter(contacts::email.eq(email)).select(Contact::as_select()).first(c).await.optional()?))
}

/// Whether the contact was added: not if its address is taken, be it by a transaction that ends only now.
pub async fn insert(conn: &mut Conn, contact: &Contact) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::insert_into(contacts::table)
        .values(contact)
        .on_conflict(contacts::email)
        .do_nothing()
        .execute(c).await)?;
    Ok(n == 1)
}

/// What an admin may change of a contact.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = contacts, treat_none_as_null = true)]
pub struct Details {
    pub email: String,
    pub name: String,
    pub name_key: String,
    pub phone: Option<String>,
    pub lang: Lang,
}

/// Whether there was such a contact.
pub async fn update(conn: &mut Conn, id: ContactId, details: &Details) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(contacts::table.find(id)).set(details).execute(c).await)?;
    Ok(n == 1)
}

pub async fn set_lang(conn: &mut Conn, id: ContactId, lang: Lang) -> Result<()> {
    on_backend!(conn, c => diesel::update(contacts::table.find(id)).set(contacts::lang.eq(lang)).execute(c).await)?;
    Ok(())
}

pub async fn set_state(conn: &mut Conn, id: ContactId, state: ContactState) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::update(contacts::table.find(id)).set(contacts::state.eq(state)).execute(c).await)?;
    Ok(n == 1)
}

/// Everything that is the contact's goes with it.
pub async fn delete(conn: &mut Conn, id: ContactId) -> Result<bool> {
    let n = on_backend!(conn, c => diesel::delete(contacts::table.find(id)).execute(c).await)?;
    Ok(n == 1)
}

/// Kills every link made so far; the new generation, or `None` if there is no such contact.
pub async fn raise_link_generation(conn: &mut Conn, id: ContactId, now: Timestamp) -> Result<Option<i32>> {
    on_backend!(conn, c => Ok(diesel::update(contacts::table.find(id))
        .set((contacts::link_generation.eq(contacts::link_generation + 1), contacts::links_replaced_at.eq(now)))
        .returning(contacts::link_generation)
        .get_result(c).await.optional()?))
}

/// Ends every session opened so far.
pub async fn raise_session_generation(conn: &mut Conn, id: ContactId) -> Result<()> {
    on_backend!(conn, c => diesel::update(contacts::table.find(id))
        .set(contacts::session_generation.eq(contacts::session_generation + 1))
        .execute(c).await)?;
    Ok(())
}

/// The contact signed in: it has joined, unless it is disabled.
pub async fn joined(conn: &mut Conn, id: ContactId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => {
        diesel::update(contacts::table.find(id)).set(contacts::last_seen_at.eq(now)).execute(c).await?;
        diesel::update(contacts::table.find(id).filter(contacts::state.eq(ContactState::Invited)))
            .set((contacts::state.eq(ContactState::Joined), contacts::joined_at.eq(now)))
            .execute(c).await
    })?;
    Ok(())
}

/// Sets when the contact was added and, if it ever was, last seen: then it has joined.
pub async fn set_past(conn: &mut Conn, id: ContactId, added: Timestamp, seen: Option<Timestamp>) -> Result<()> {
    on_backend!(conn, c => {
        diesel::update(contacts::table.find(id)).set(contacts::created_at.eq(added)).execute(c).await?;
        if let Some(seen) = seen {
            diesel::update(contacts::table.find(id))
                .set((contacts::state.eq(ContactState::Joined), contacts::joined_at.eq(added), contacts::last_seen_at.eq(seen.max(added))))
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

pub async fn touch(conn: &mut Conn, id: ContactId, now: Timestamp) -> Result<()> {
    on_backend!(conn, c => diesel::update(contacts::table.find(id)).set(contacts::last_seen_at.eq(now)).execute(c).await)?;
    Ok(())
}

/// Replaces the words the contact is found by.
pub async fn set_words(conn: &mut Conn, id: ContactId, words: &[String]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(contact_words::table.filter(contact_words::contact_id.eq(id))).execute(c).await?;
        for word in words {
            diesel::insert_into(contact_words::table)
                .values((contact_words::word.eq(word), contact_words::contact_id.eq(id)))
                .on_conflict_do_nothing()
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

pub async fn tags(conn: &mut Conn, id: ContactId) -> Result<Vec<String>> {
    on_backend!(conn, c => Ok(contact_tags::table.filter(contact_tags::contact_id.eq(id)).order(contact_tags::tag).select(contact_tags::tag).load(c).await?))
}

/// Replaces the contact's tags.
pub async fn set_tags(conn: &mut Conn, id: ContactId, tags: &[String]) -> Result<()> {
    on_backend!(conn, c => {
        diesel::delete(contact_tags::table.filter(contact_tags::contact_id.eq(id))).execute(c).await?;
        for tag in tags {
            diesel::insert_into(contact_tags::table)
                .values((contact_tags::tag.eq(tag), contact_tags::contact_id.eq(id)))
                .on_conflict_do_nothing()
                .execute(c).await?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// The end of the range of words that begin with `prefix`.
pub(crate) fn after(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
