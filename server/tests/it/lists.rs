//! Lists that are longer than a page: read on and back, they show everything once and in order, whatever narrows or sorts them
//! and whatever happens meanwhile.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::time::Span;
use domain::view::Page;
use domain::view::audit::{Action, AuditFilters, AuditRow};
use domain::view::contacts::{ContactQuery, ContactRow, ContactSort};
use domain::view::offers::HolderRow;
use domain::{ContactId, ContactState, GrantId, OfferId};
use futures_util::FutureExt as _;
use store::audit::Event;
use store::contacts::Contact;

use crate::actors::Admin;
use crate::harness::{Harness, both_databases};
use crate::world::Term;

both_databases!(
    all_contacts_in_each_order,
    contacts_by_offer_tag_and_state,
    contacts_by_what_was_typed,
    a_list_that_changes_while_it_is_read,
    the_holders_of_an_offer,
    the_audit_log,
);

/// Enough for three pages of each half of them.
const MANY: usize = 240;

/// The ids of every page, from the first to the last; on the way back from there the pages must be the same.
async fn pages<T, Id: PartialEq + std::fmt::Debug>(read: impl AsyncFn(Option<String>, Option<String>) -> Page<T>, id: impl Fn(&T) -> Id) -> Vec<Vec<Id>> {
    let ids = |page: &Page<T>| page.items.iter().map(&id).collect::<Vec<Id>>();
    let mut page = read(None, None).await;
    assert_eq!(page.previous, None, "the first page");
    let mut all = vec![ids(&page)];
    while let Some(next) = page.next {
        page = read(Some(next), None).await;
        all.push(ids(&page));
        assert!(all.len() <= MANY, "the list never ends");
    }
    for expected in all.iter().rev().skip(1) {
        page = read(None, Some(page.previous.expect("a page before"))).await;
        assert_eq!(&ids(&page), expected, "read back");
    }
    assert_eq!(page.previous, None, "the first page again");
    all
}

/// Reads the list that `query` narrows and sorts, on and back, and compares it with what it must show.
async fn shows(admin: &Admin, query: &ContactQuery, expected: &[ContactId]) {
    let read = async |cursor, before| admin.handle.contacts(&ContactQuery { cursor, before, ..query.clone() }).await.expect("a page");
    let pages = pages(read, |row: &ContactRow| row.id).await;
    assert!(pages.len() >= 3, "{query:?}: {} pages", pages.len());
    let longest = pages[0].len();
    let (last, full) = pages.split_last().expect("a page");
    assert!(full.iter().all(|page| page.len() == longest) && (1..=longest).contains(&last.len()), "{query:?}: pages are full but for the last");
    assert!(pages.concat() == expected, "{query:?}: {} of {} are where they belong", same(&pages.concat(), expected), expected.len());
}

fn same(shown: &[ContactId], expected: &[ContactId]) -> usize {
    shown.iter().zip(expected).filter(|(shown, expected)| shown == expected).count()
}

/// Contacts with many equal names and times; every second has the offer and the tag `vip`.
async fn crowd(h: &Harness) -> (Vec<Contact>, OfferId) {
    const NAMES: [&str; 5] = ["Éloïse Crowd", "Zoé Crowd", "adam crowd", "Bob Crowd", "Émile Crowd"];
    let now = h.clock.now();
    let contacts = h
        .crowd(MANY, |i, contact| {
            NAMES[i % 5].clone_into(&mut contact.name);
            contact.state = if i % 2 == 0 { ContactState::Joined } else { ContactState::Invited };
            let minutes = i64::try_from(i / 20).expect("a small number");
            contact.last_seen_at = (i % 3 != 0).then_some(now - Span::minutes(minutes));
        })
        .await;
    let course = h.course("welding").await;
    let offer = h.offer("Welding", &[&course]).await;
    let every_second: Vec<ContactId> = contacts.iter().step_by(2).map(|contact| contact.id).collect();
    for id in &every_second {
        h.grant(*id, offer, Term::Active).await;
    }
    // Nobody has it with this one.
    h.grant(contacts[1].id, offer, Term::Ended).await;
    h.write(move |conn| {
        async move {
            for id in every_second {
                store::contacts::set_tags(conn, id, &["vip".to_owned(), "welder".to_owned()]).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await;
    (contacts, offer)
}

/// The ids of those whom `wanted` lets through, by `key`.
fn sorted<K: Ord>(contacts: &[Contact], wanted: impl Fn(&Contact) -> bool, key: impl Fn(&Contact) -> K) -> Vec<ContactId> {
    let mut contacts: Vec<&Contact> = contacts.iter().filter(|contact| wanted(contact)).collect();
    contacts.sort_by_key(|contact| key(contact));
    contacts.into_iter().map(|contact| contact.id).collect()
}

async fn all_contacts_in_each_order(h: &Harness) {
    let (contacts, _) = crowd(h).await;
    let admin = h.admin("chief@example.org").await;
    for sort in ContactSort::ALL {
        let expected = match sort {
            ContactSort::Newest => sorted(&contacts, |_| true, |contact| Reverse(contact.id)),
            ContactSort::Name => sorted(&contacts, |_| true, |contact| (contact.name_key.clone(), contact.id)),
            // Never comes last.
            ContactSort::LastSeen => sorted(&contacts, |_| true, |contact| Reverse((contact.last_seen_at, contact.id))),
        };
        shows(&admin, &ContactQuery { sort: *sort, ..ContactQuery::default() }, &expected).await;
    }
    let by_name = ContactQuery { sort: ContactSort::Name, ..ContactQuery::default() };
    let first = admin.handle.contacts(&by_name).await.expect("a page").items;
    assert_eq!((first[0].name.as_str(), first[48].name.as_str()), ("adam crowd", "Bob Crowd"), "without regard to case and accents");
}

async fn contacts_by_offer_tag_and_state(h: &Harness) {
    let (contacts, offer) = crowd(h).await;
    let admin = h.admin("chief@example.org").await;
    let all = ContactQuery::default;
    let (joined, invited) = (Some(ContactState::Joined), Some(ContactState::Invited));
    let newest = |state: ContactState| sorted(&contacts, |contact| contact.state == state, |contact| Reverse(contact.id));
    let having = newest(ContactState::Joined);
    let (offer, tag) = (Some(offer), Some("vip".to_owned()));
    for query in [
        ContactQuery { offer, ..all() },
        ContactQuery { tag: tag.clone(), ..all() },
        ContactQuery { state: joined, ..all() },
        ContactQuery { offer, state: joined, ..all() },
        ContactQuery { offer, tag: tag.clone(), state: joined, ..all() },
        ContactQuery { tag: tag.clone(), state: joined, ..all() },
        // A list that is narrowed has one order.
        ContactQuery { offer, sort: ContactSort::Name, ..all() },
    ] {
        shows(&admin, &query, &having).await;
    }
    shows(&admin, &ContactQuery { state: invited, ..all() }, &newest(ContactState::Invited)).await;
    for query in [
        ContactQuery { offer, state: invited, ..all() },
        ContactQuery { tag, state: invited, ..all() },
        ContactQuery { state: Some(ContactState::Disabled), ..all() },
        ContactQuery { tag: Some("nobody".to_owned()), ..all() },
    ] {
        let page = admin.handle.contacts(&query).await.expect("a page");
        assert!(page.items.is_empty() && page.next.is_none() && page.previous.is_none(), "{query:?}: {page:?}");
    }
}

async fn contacts_by_what_was_typed(h: &Harness) {
    let (contacts, offer) = crowd(h).await;
    let admin = h.admin("chief@example.org").await;
    let typed = |text: &str| ContactQuery { text: text.to_owned(), ..ContactQuery::default() };
    // All are found under the same word.
    let everyone = sorted(&contacts, |_| true, |contact| contact.id);
    for text in ["crowd", "CROW", " crowd  crow "] {
        shows(&admin, &typed(text), &everyone).await;
    }
    let having = sorted(&contacts, |contact| contact.state == ContactState::Joined, |contact| contact.id);
    let (offer, tag, state) = (Some(offer), Some("welder".to_owned()), Some(ContactState::Joined));
    for query in [
        ContactQuery { offer, ..typed("crowd") },
        ContactQuery { tag: tag.clone(), ..typed("crowd") },
        ContactQuery { state, ..typed("crowd") },
        ContactQuery { offer, tag, state, ..typed("crowd") },
    ] {
        shows(&admin, &query, &having).await;
    }
    let found = async |text: &str| admin.handle.contacts(&typed(text)).await.expect("a page").items;
    assert_eq!(found("person-7@example.org").await.iter().map(|row| row.id).collect::<Vec<_>>(), [contacts[7].id]);
    assert_eq!(found("eloise").await.len(), MANY / 5);
    assert_eq!(found("crowd zoe").await.len(), MANY / 5);
    for nobody in ["nobody", "crowd nobody", "rowd", "%", "_"] {
        assert!(found(nobody).await.is_empty(), "{nobody}");
    }
}

async fn a_list_that_changes_while_it_is_read(h: &Harness) {
    let (contacts, _) = crowd(h).await;
    let admin = h.admin("chief@example.org").await;
    let read = async |cursor| admin.handle.contacts(&ContactQuery { cursor, ..ContactQuery::default() }).await.expect("a page");
    let mut page = read(None).await;
    let mut shown: Vec<ContactId> = page.items.iter().map(|row| row.id).collect();
    // One comes, and the one that the next page begins after goes.
    h.clock.advance(Span::seconds(1));
    h.contact("newcomer@example.org").await;
    admin.handle.delete_contact(shown[shown.len() - 1]).await.expect("deleted");
    while let Some(next) = page.next {
        page = read(Some(next)).await;
        shown.extend(page.items.iter().map(|row| row.id));
    }
    assert!(shown == sorted(&contacts, |_| true, |contact| Reverse(contact.id)), "nobody is shown twice or left out");
    for cursor in ["nonsense", "", "//", &"A".repeat(300)] {
        assert_eq!(read(Some(cursor.to_owned())).await.items[0].email, "newcomer@example.org", "{cursor}: the list from its beginning");
    }
}

async fn the_holders_of_an_offer(h: &Harness) {
    let (contacts, offer) = crowd(h).await;
    let admin = h.admin("chief@example.org").await;
    let read = async |cursor: Option<String>, before: Option<String>| {
        let id = |text: Option<String>| text.map(|id| id.parse::<GrantId>().expect("a grant's id"));
        admin.handle.offer(offer, id(cursor), id(before)).await.expect("the offer").holders
    };
    let pages = pages(read, |row: &HolderRow| (row.grant, row.contact)).await;
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let shown = pages.concat();
    assert!(shown.is_sorted_by(|a, b| a.0 > b.0), "the newest grants first");
    let mut held: Vec<ContactId> = shown.into_iter().map(|(_, contact)| contact).collect();
    held.sort_unstable();
    let mut granted = sorted(&contacts, |contact| contact.state == ContactState::Joined, |contact| contact.id);
    granted.push(contacts[1].id);
    granted.sort_unstable();
    assert!(held == granted, "everybody who was granted it, once");
}

async fn the_audit_log(h: &Harness) {
    let admin = h.admin("chief@example.org").await;
    let line = |i: usize| Event {
        id: h.id(),
        at: h.clock.now(),
        admin_id: i.is_multiple_of(2).then_some(admin.id),
        actor: "somebody".to_owned(),
        action: if i.is_multiple_of(2) { Action::LinkMinted } else { Action::LinkRevoked }.word().to_owned(),
        subject_kind: "contact".to_owned(),
        subject_id: None,
        subject_name: "Ada".to_owned(),
        subject_key: "ada".to_owned(),
        detail: i.to_string(),
    };
    let events: Vec<Event> = (0..MANY).map(line).collect();
    let by_id: BTreeMap<_, _> = events.iter().map(|event| (Reverse(event.id), event.action.clone())).collect();
    h.write(move |conn| {
        async move {
            for event in &events {
                store::audit::insert(conn, event).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await;
    let day = h.clock.now().date();
    let none = AuditFilters::default;
    let minted = Action::LinkMinted.word();
    for (filters, only) in [
        (none(), None),
        (AuditFilters { subject: "Ada".to_owned(), ..none() }, None),
        (AuditFilters { from: day.clone(), to: day, ..none() }, None),
        (AuditFilters { action: minted.to_owned(), ..none() }, Some(minted)),
        (AuditFilters { admin: admin.id.to_string(), ..none() }, Some(minted)),
        (AuditFilters { admin: admin.id.to_string(), action: minted.to_owned(), subject: "ada".to_owned(), ..none() }, Some(minted)),
    ] {
        let read = async |cursor: Option<String>, before: Option<String>| {
            admin.handle.audit_page(&filters, cursor.as_deref(), before.as_deref()).await.expect("a page").page
        };
        let pages = pages(read, |row: &AuditRow| row.id).await;
        assert!(pages.len() >= 3, "{filters:?}: {} pages", pages.len());
        let expected: Vec<_> = by_id.iter().filter(|(_, action)| only.is_none_or(|only| only == *action)).map(|(id, _)| id.0).collect();
        assert!(pages.concat() == expected, "{filters:?}");
    }
}
