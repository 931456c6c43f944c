//! The list of contacts (I3): searched, filtered, sorted, a page at a time.

use std::collections::HashMap;

use data_encoding::BASE64URL_NOPAD;
use domain::view::Page;
use domain::view::contacts::{ContactList, ContactQuery, ContactRow, ContactSort};
use domain::{ContactId, OfferId, Publication, Timestamp};
use store::Conn;
use store::contact_lists::{self as lists, Filter};
use store::contacts::Contact;

use crate::contacts::typed_words;
use crate::{AsAdmin, Result};

/// Contacts on a page.
const PAGE: usize = 50;
/// Tags that are offered to filter by.
const TAGS: usize = 200;
/// In the place of an instant for who was never seen.
const NEVER: &str = "never";

/// Where a page ended: what the list is ordered by, and the contact.
struct Cursor {
    key: String,
    id: ContactId,
}

impl Cursor {
    /// `None` for what is no cursor: the list begins anew.
    fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let (key, id) = plain.rsplit_once('\n')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }

    fn write(key: &str, id: ContactId) -> String {
        BASE64URL_NOPAD.encode(format!("{key}\n{id}").as_bytes())
    }
}

/// Contacts that `query` asks for, each with what the list is ordered by; one more than `size` if there are more.
async fn read(conn: &mut Conn, query: &ContactQuery, size: usize, now: Timestamp) -> Result<Vec<(String, Contact)>> {
    let cursor = query.cursor.as_deref().and_then(Cursor::parse);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let before = cursor.as_ref().map_or(ContactId::MAX, |cursor| cursor.id);
    if query.is_narrowed() {
        let filter = Filter { words: typed_words(&query.text), offer: query.offer, tag: query.tag.clone(), state: query.state };
        if !query.text.trim().is_empty() {
            let from = cursor.map(|cursor| (cursor.key, cursor.id));
            return Ok(lists::matching(conn, &filter, from.as_ref(), now, limit).await?);
        }
        return Ok(lists::filtered(conn, &filter, before, now, limit).await?.into_iter().map(|contact| (String::new(), contact)).collect());
    }
    Ok(match query.sort {
        ContactSort::Newest => lists::newest(conn, before, limit).await?.into_iter().map(|contact| (String::new(), contact)).collect(),
        ContactSort::Name => {
            let (name, id) = cursor.map_or((String::new(), ContactId::MIN), |cursor| (cursor.key, cursor.id));
            lists::by_name(conn, &name, id, limit).await?.into_iter().map(|contact| (contact.name_key.clone(), contact)).collect()
        }
        ContactSort::LastSeen => last_seen(conn, cursor, limit).await?,
    })
}

/// Those who were seen, then those who were not.
async fn last_seen(conn: &mut Conn, cursor: Option<Cursor>, limit: i64) -> Result<Vec<(String, Contact)>> {
    let (mut found, before) = match cursor {
        Some(Cursor { key, id }) if key == NEVER => (Vec::new(), id),
        cursor => {
            let from = cursor.and_then(|cursor| Some((Timestamp(cursor.key.parse().ok()?), cursor.id)));
            let (at, id) = from.unwrap_or((Timestamp::MAX, ContactId::MAX));
            (lists::last_seen(conn, at, id, limit).await?, ContactId::MAX)
        }
    };
    let missing = limit - i64::try_from(found.len()).unwrap_or(limit);
    if missing > 0 {
        found.extend(lists::never_seen(conn, before, missing).await?);
    }
    Ok(found.into_iter().map(|contact| (contact.last_seen_at.map_or(NEVER.to_owned(), |at| at.0.to_string()), contact)).collect())
}

impl AsAdmin {
    /// A page of contacts. A search lists them by the word that was found, a filter last added first.
    pub async fn contacts(&self, query: &ContactQuery) -> Result<Page<ContactRow>> {
        let mut conn = self.portal.store.read().await?;
        page(&mut conn, query, self.portal.now()).await
    }

    /// The ids of at most `size` contacts, and where to read on.
    pub(crate) async fn contact_ids(&self, query: &ContactQuery, size: usize) -> Result<(Vec<ContactId>, Option<String>)> {
        let mut conn = self.portal.store.read().await?;
        let (contacts, next) = cut(read(&mut conn, query, size, self.portal.now()).await?, size);
        Ok((contacts.into_iter().map(|contact| contact.id).collect(), next))
    }

    /// The page of contacts, and what its filters offer.
    pub async fn contact_list(&self, query: &ContactQuery) -> Result<ContactList> {
        let mut conn = self.portal.store.read().await?;
        let page = page(&mut conn, query, self.portal.now()).await?;
        let offers = store::offers::all(&mut conn).await?;
        Ok(ContactList {
            page,
            grantable: offers.iter().filter(|offer| offer.state == Publication::Published).map(|offer| (offer.id, offer.title.clone())).collect(),
            offers: offers.into_iter().map(|offer| (offer.id, offer.title)).collect(),
            tags: lists::tags_in_use(&mut conn, TAGS).await?,
        })
    }
}

/// At most `size` of what was found, and where the next page begins.
fn cut(mut found: Vec<(String, Contact)>, size: usize) -> (Vec<Contact>, Option<String>) {
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|(key, contact)| Cursor::write(key, contact.id));
    (found.into_iter().map(|(_, contact)| contact).collect(), next)
}

async fn page(conn: &mut Conn, query: &ContactQuery, now: Timestamp) -> Result<Page<ContactRow>> {
    let (contacts, next) = cut(read(conn, query, PAGE, now).await?, PAGE);
    Ok(Page { items: rows(conn, contacts, now).await?, next })
}

async fn rows(conn: &mut Conn, contacts: Vec<Contact>, now: Timestamp) -> Result<Vec<ContactRow>> {
    let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
    let mut offers: HashMap<ContactId, Vec<OfferId>> = HashMap::new();
    for (contact, offer) in lists::active_offers(conn, &ids, now).await? {
        let of_contact = offers.entry(contact).or_default();
        if !of_contact.contains(&offer) {
            of_contact.push(offer);
        }
    }
    let mut tags = tags(conn, &ids).await?;
    Ok(contacts
        .into_iter()
        .map(|contact| ContactRow {
            active_offers: offers.get(&contact.id).map_or(0, |offers| u32::try_from(offers.len()).unwrap_or(u32::MAX)),
            tags: tags.remove(&contact.id).unwrap_or_default(),
            id: contact.id,
            name: contact.name,
            email: contact.email,
            phone: contact.phone,
            state: contact.state,
            last_seen_at: contact.last_seen_at,
        })
        .collect())
}

/// The tags of each of those contacts that has any.
pub(crate) async fn tags(conn: &mut Conn, ids: &[ContactId]) -> Result<HashMap<ContactId, Vec<String>>> {
    let mut tags: HashMap<ContactId, Vec<String>> = HashMap::new();
    for (contact, tag) in lists::tags_of(conn, ids).await? {
        tags.entry(contact).or_default().push(tag);
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_round_trip_and_garbage_is_none() {
        let cursor = Cursor::parse(&Cursor::write("élodie\nmartin", ContactId::MAX)).unwrap();
        assert_eq!((cursor.key.as_str(), cursor.id), ("élodie\nmartin", ContactId::MAX));
        for garbage in ["", "x", "//", "YQ", "\u{0}"] {
            assert!(Cursor::parse(garbage).is_none(), "{garbage:?}");
        }
    }
}
