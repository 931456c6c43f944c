//! The list of contacts (I3): searched, filtered, sorted, a page at a time.

use std::collections::HashMap;

use data_encoding::BASE64URL_NOPAD;
use domain::view::Page;
use domain::view::contacts::{ContactList, ContactQuery, ContactRow, ContactSort};
use domain::{ContactId, OfferId, Publication, Timestamp};
use store::contact_lists::{self as lists, Filter};
use store::contacts::Contact;
use store::{Conn, Way};

use crate::contacts::typed_words;
use crate::{AsAdmin, Result, paging, phones};

/// Contacts on a page.
const PAGE: usize = 50;
/// Tags that are offered to filter by.
const TAGS: i64 = 200;
/// In the place of an instant for who was never seen.
const NEVER: &str = "never";

/// Where a page begins or ends: what the list is ordered by, and the contact.
pub(crate) struct Cursor {
    pub key: String,
    pub id: ContactId,
}

impl Cursor {
    /// `None` for what is no cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let (key, id) = plain.rsplit_once('\n')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }

    pub fn write(key: &str, id: ContactId) -> String {
        BASE64URL_NOPAD.encode(format!("{key}\n{id}").as_bytes())
    }

    fn of((key, contact): &(String, Contact)) -> String {
        Self::write(key, contact.id)
    }
}

/// A cursor that is none begins the list anew.
fn place(cursor: Option<&str>) -> Option<Cursor> {
    cursor.and_then(Cursor::parse)
}

/// Contacts that `query` asks for from `cursor` (else from the list's beginning), each with what the list is ordered by; one
/// more than `size` if there are more.
async fn read(conn: &mut Conn, query: &ContactQuery, cursor: Option<Cursor>, way: Way, size: usize, now: Timestamp) -> Result<Vec<(String, Contact)>> {
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let id = cursor.as_ref().map_or(ContactId::MAX, |cursor| cursor.id);
    if query.is_narrowed() {
        let filter = Filter { words: typed_words(&query.text), offer: query.offer, tag: query.tag.clone(), state: query.state, learners: None };
        if !query.text.trim().is_empty() {
            let from = cursor.map(|cursor| (cursor.key, cursor.id));
            return Ok(lists::matching(conn, &filter, from.as_ref(), way, now, limit).await?);
        }
        return Ok(lists::filtered(conn, &filter, id, way, now, limit).await?.into_iter().map(|contact| (String::new(), contact)).collect());
    }
    Ok(match query.sort {
        ContactSort::Newest => lists::newest(conn, id, way, limit).await?.into_iter().map(|contact| (String::new(), contact)).collect(),
        ContactSort::Name => {
            let (name, id) = cursor.map_or((String::new(), ContactId::MIN), |cursor| (cursor.key, cursor.id));
            lists::by_name(conn, &name, id, way, limit).await?.into_iter().map(|contact| (contact.name_key.clone(), contact)).collect()
        }
        ContactSort::LastSeen => match way {
            Way::On => seen_then_never(conn, cursor, limit).await?,
            Way::Back => never_then_seen(conn, cursor, limit).await?,
        }
        .into_iter()
        .map(|contact| (contact.last_seen_at.map_or(NEVER.to_owned(), |at| at.0.to_string()), contact))
        .collect(),
    })
}

/// Where among those who were seen, and where among those who were not: one of them, or neither for no cursor.
fn seen_or_never(cursor: Option<Cursor>) -> (Option<(Timestamp, ContactId)>, Option<ContactId>) {
    match cursor {
        Some(Cursor { key, id }) if key == NEVER => (None, Some(id)),
        cursor => (cursor.and_then(|cursor| Some((Timestamp(cursor.key.parse().ok()?), cursor.id))), None),
    }
}

/// Those who were seen, then those who were not.
async fn seen_then_never(conn: &mut Conn, cursor: Option<Cursor>, limit: i64) -> Result<Vec<Contact>> {
    let (seen, never) = seen_or_never(cursor);
    let mut found = if never.is_some() {
        Vec::new()
    } else {
        let (at, id) = seen.unwrap_or((Timestamp::MAX, ContactId::MAX));
        lists::last_seen(conn, at, id, Way::On, limit).await?
    };
    let missing = lacking(&found, limit);
    if missing > 0 {
        found.extend(lists::never_seen(conn, never.unwrap_or(ContactId::MAX), Way::On, missing).await?);
    }
    Ok(found)
}

/// The other way round, from the cursor back.
async fn never_then_seen(conn: &mut Conn, cursor: Option<Cursor>, limit: i64) -> Result<Vec<Contact>> {
    let (seen, never) = seen_or_never(cursor);
    let mut found = match never {
        Some(id) => lists::never_seen(conn, id, Way::Back, limit).await?,
        None => Vec::new(),
    };
    let missing = lacking(&found, limit);
    if missing > 0 {
        let (at, id) = seen.unwrap_or((Timestamp::MIN, ContactId::MIN));
        found.extend(lists::last_seen(conn, at, id, Way::Back, missing).await?);
    }
    Ok(found)
}

/// How many are not there yet.
fn lacking(found: &[Contact], limit: i64) -> i64 {
    limit - i64::try_from(found.len()).unwrap_or(limit)
}

impl AsAdmin {
    /// A page of contacts. A search lists them by the word that was found, a filter last added first.
    pub async fn contacts(&self, query: &ContactQuery) -> Result<Page<ContactRow>> {
        let mut conn = self.portal.store.read().await?;
        self.portal.store.at_length(page(&mut conn, query, self.portal.now())).await
    }

    /// The ids of at most `size` contacts, and where to read on.
    pub(crate) async fn contact_ids(&self, query: &ContactQuery, size: usize) -> Result<(Vec<ContactId>, Option<String>)> {
        let mut conn = self.portal.store.read().await?;
        let now = self.portal.now();
        let found = self.portal.store.at_length(read(&mut conn, query, place(query.cursor.as_deref()), Way::On, size, now)).await?;
        let page = paging::on(found, size, false, Cursor::of);
        Ok((page.items.into_iter().map(|(_, contact)| contact.id).collect(), page.next))
    }

    /// The page of contacts, and what its filters offer.
    pub async fn contact_list(&self, query: &ContactQuery) -> Result<ContactList> {
        let mut conn = self.portal.store.read().await?;
        let page = self.portal.store.at_length(page(&mut conn, query, self.portal.now())).await?;
        let offers = store::offers::all(&mut conn).await?;
        Ok(ContactList {
            page,
            grantable: offers.iter().filter(|offer| offer.state == Publication::Published).map(|offer| (offer.id, offer.title.clone())).collect(),
            offers: offers.into_iter().map(|offer| (offer.id, offer.title)).collect(),
            tags: lists::tags_in_use(&mut conn, TAGS).await?,
        })
    }
}

async fn page(conn: &mut Conn, query: &ContactQuery, now: Timestamp) -> Result<Page<ContactRow>> {
    let Page { items, previous, next } = found(conn, query, now).await?;
    let contacts = items.into_iter().map(|(_, contact)| contact).collect();
    Ok(Page { items: rows(conn, contacts, now).await?, previous, next })
}

/// The page that `query` asks for, its contacts with what the list is ordered by.
async fn found(conn: &mut Conn, query: &ContactQuery, now: Timestamp) -> Result<Page<(String, Contact)>> {
    let mut cursor = place(query.cursor.as_deref());
    if let Some(before) = place(query.before.as_deref()) {
        let found = read(conn, query, Some(before), Way::Back, PAGE, now).await?;
        if let Some(page) = paging::back(found, PAGE, Cursor::of) {
            return Ok(page);
        }
        cursor = None;
    }
    let follows = cursor.is_some();
    let found = read(conn, query, cursor, Way::On, PAGE, now).await?;
    Ok(paging::on(found, PAGE, follows, Cursor::of))
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
            active_offers: offers.get(&contact.id).map_or(0, |offers| domain::count(offers.len())),
            tags: tags.remove(&contact.id).unwrap_or_default(),
            id: contact.id,
            name: contact.name,
            email: contact.email,
            phone: contact.phone.as_deref().map(phones::grouped),
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
