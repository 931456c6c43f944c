//! Lists of contacts. Each is read along an index from where the last page ended; none counts, skips or sorts.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, ContactState, OfferId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::contacts::{Contact, after};
use crate::grants::active;
use crate::schema::{contact_tags, contact_words, contacts, grants, offers};
use crate::{Conn, Result};

/// Last added first, older than `before`.
pub async fn newest(conn: &mut Conn, before: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::id.lt(before))
        .order(contacts::id.desc())
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// First added first, younger than `after`: for an export.
pub async fn oldest(conn: &mut Conn, after: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::id.gt(after))
        .order(contacts::id)
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// By folded name, after that one.
pub async fn by_name(conn: &mut Conn, name: &str, id: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::name_key.ge(name))
        .filter(contacts::name_key.gt(name).or(contacts::id.gt(id)))
        .order((contacts::name_key, contacts::id))
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// Last seen first, before that one; those who were never seen are not among them.
pub async fn last_seen(conn: &mut Conn, at: Timestamp, id: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::last_seen_at.le(at))
        .filter(contacts::last_seen_at.lt(at).or(contacts::id.lt(id)))
        .order((contacts::last_seen_at.desc(), contacts::id.desc()))
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// Those who were never seen, last added first.
pub async fn never_seen(conn: &mut Conn, before: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::last_seen_at.is_null())
        .filter(contacts::id.lt(before))
        .order((contacts::last_seen_at.desc(), contacts::id.desc()))
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// What narrows a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Beginnings of the words a contact is found by: all must match.
    pub words: Vec<String>,
    pub offer: Option<OfferId>,
    pub tag: Option<String>,
    pub state: Option<ContactState>,
}

/// The condition that a contact has an active grant of `$offer` at `$now`.
macro_rules! has_offer {
    ($offer:expr, $now:expr) => {
        exists(grants::table.filter(grants::offer_id.eq($offer)).filter(grants::contact_id.eq(contacts::id)).filter(active!($now)).select(grants::id))
    };
}

/// The condition that a contact has the tag `$tag`.
macro_rules! has_tag {
    ($tag:expr) => {
        exists(contact_tags::table.filter(contact_tags::tag.eq($tag)).filter(contact_tags::contact_id.eq(contacts::id)).select(contact_tags::tag))
    };
}

/// Contacts that match `filter.words`, each under the first of its words that begins with the longest of them, in the
/// order of those words, after the word and contact of `from`.
pub async fn matching(conn: &mut Conn, filter: &Filter, from: Option<&(String, ContactId)>, now: Timestamp, limit: i64) -> Result<Vec<(String, Contact)>> {
    let other = diesel::alias!(contact_words as other_words);
    let mut words: Vec<&String> = filter.words.iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    let first = first.as_str();
    on_backend!(conn, c => {
        let mut query = contact_words::table.inner_join(contacts::table)
            .filter(contact_words::word.ge(first))
            .filter(contact_words::word.lt(after(first)))
            // A contact with several words that match is listed under the first of them only.
            .filter(not(exists(other
                .filter(other.field(contact_words::contact_id).eq(contacts::id))
                .filter(other.field(contact_words::word).ge(first))
                .filter(other.field(contact_words::word).lt(contact_words::word))
                .select(other.field(contact_words::word)))))
            .into_boxed();
        if let Some((word, id)) = from {
            query = query.filter(contact_words::word.ge(word)).filter(contact_words::word.gt(word).or(contact_words::contact_id.gt(id)));
        }
        for word in others {
            query = query.filter(exists(other
                .filter(other.field(contact_words::contact_id).eq(contacts::id))
                .filter(other.field(contact_words::word).ge(word.as_str()))
                .filter(other.field(contact_words::word).lt(after(word)))
                .select(other.field(contact_words::word))));
        }
        if let Some(offer) = filter.offer {
            query = query.filter(has_offer!(offer, now));
        }
        if let Some(tag) = &filter.tag {
            query = query.filter(has_tag!(tag));
        }
        if let Some(state) = filter.state {
            query = query.filter(contacts::state.eq(state));
        }
        Ok(query.order((contact_words::word, contact_words::contact_id)).limit(limit).select((contact_words::word, Contact::as_select())).load(c).await?)
    })
}

/// Contacts that match `filter` without its words, last added first, older than `before`.
pub async fn filtered(conn: &mut Conn, filter: &Filter, before: ContactId, now: Timestamp, limit: i64) -> Result<Vec<Contact>> {
    if let Some(offer) = filter.offer {
        let ids: Vec<ContactId> = on_backend!(conn, c => {
            let mut query = grants::table.inner_join(contacts::table)
                .filter(grants::offer_id.eq(offer))
                .filter(grants::contact_id.lt(before))
                .filter(active!(now))
                .into_boxed();
            if let Some(tag) = &filter.tag {
                query = query.filter(has_tag!(tag));
            }
            if let Some(state) = filter.state {
                query = query.filter(contacts::state.eq(state));
            }
            query.order(grants::contact_id.desc()).limit(limit).select(grants::contact_id).distinct().load(c).await
        })?;
        return by_ids(conn, &ids).await;
    }
    if let Some(tag) = &filter.tag {
        return on_backend!(conn, c => {
            let mut query = contact_tags::table.inner_join(contacts::table)
                .filter(contact_tags::tag.eq(tag))
                .filter(contact_tags::contact_id.lt(before))
                .into_boxed();
            if let Some(state) = filter.state {
                query = query.filter(contacts::state.eq(state));
            }
            Ok(query.order(contact_tags::contact_id.desc()).limit(limit).select(Contact::as_select()).load(c).await?)
        });
    }
    let Some(state) = filter.state else { return newest(conn, before, limit).await };
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::state.eq(state))
        .filter(contacts::id.lt(before))
        .order(contacts::id.desc())
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// Those contacts, last added first.
async fn by_ids(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<Contact>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(contacts::table.filter(contacts::id.eq_any(ids)).order(contacts::id.desc()).select(Contact::as_select()).load(c).await?))
}

/// Those of the addresses (at most a few thousand) that contacts have.
pub async fn by_emails(conn: &mut Conn, emails: &[&str]) -> Result<Vec<Contact>> {
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(contacts::table.filter(contacts::email.eq_any(emails)).select(Contact::as_select()).load(c).await?))
}

/// Contact and offer for every active grant of a published offer of those contacts.
pub async fn active_offers(conn: &mut Conn, ids: &[ContactId], now: Timestamp) -> Result<Vec<(ContactId, OfferId)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(grants::table.inner_join(offers::table)
        .filter(grants::contact_id.eq_any(ids))
        .filter(active!(now))
        .filter(offers::state.eq(Publication::Published))
        .select((grants::contact_id, grants::offer_id))
        .load(c).await?))
}

/// Contact and tag for every tag of those contacts, in the tags' order.
pub async fn tags_of(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<(ContactId, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_backend!(conn, c => Ok(contact_tags::table
        .filter(contact_tags::contact_id.eq_any(ids))
        .order((contact_tags::contact_id, contact_tags::tag))
        .select((contact_tags::contact_id, contact_tags::tag))
        .load(c).await?))
}

/// The first `limit` tags that any contact has: one step along the index for each, however many contacts have it.
pub async fn tags_in_use(conn: &mut Conn, limit: usize) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    while tags.len() < limit {
        let last = tags.last().cloned().unwrap_or_default();
        let next: Option<String> = on_backend!(conn, c => contact_tags::table
            .filter(contact_tags::tag.gt(last))
            .order(contact_tags::tag)
            .select(contact_tags::tag)
            .first(c).await.optional())?;
        match next {
            Some(tag) => tags.push(tag),
            None => break,
        }
    }
    Ok(tags)
}

/// Gives the contact tags; those it has stay.
pub async fn add_tags(conn: &mut Conn, id: ContactId, tags: &[String]) -> Result<()> {
    on_backend!(conn, c => {
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
