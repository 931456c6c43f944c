//! Lists of contacts. Each is read along an index, on from where a page ended or back from where it began; none counts, skips
//! or sorts.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use domain::{ContactId, ContactState, OfferId, ProductId, Publication, Timestamp};

use crate::backend::on_backend;
use crate::contacts::{Contact, after};
use crate::course_learners::Done;
use crate::grants::active;
use crate::schema::{contact_tags, contact_words, contacts, enrolments, grants, offers};
use crate::{Conn, Result, Way};

/// Last added first.
pub async fn newest(conn: &mut Conn, from: ContactId, way: Way, limit: i64) -> Result<Vec<Contact>> {
    match way {
        Way::Back => oldest(conn, from, limit).await,
        Way::On => on_backend!(conn, c => Ok(contacts::table
            .filter(contacts::id.lt(from))
            .order(contacts::id.desc())
            .limit(limit).select(Contact::as_select()).load(c).await?)),
    }
}

/// First added first, younger than `after`: for an export.
pub async fn oldest(conn: &mut Conn, after: ContactId, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => Ok(contacts::table
        .filter(contacts::id.gt(after))
        .order(contacts::id)
        .limit(limit).select(Contact::as_select()).load(c).await?))
}

/// By folded name, from that one.
pub async fn by_name(conn: &mut Conn, name: &str, id: ContactId, way: Way, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => {
        let query = contacts::table.into_boxed();
        let query = match way {
            Way::On => query
                .filter(contacts::name_key.ge(name))
                .filter(contacts::name_key.gt(name).or(contacts::id.gt(id)))
                .order((contacts::name_key, contacts::id)),
            Way::Back => query
                .filter(contacts::name_key.le(name))
                .filter(contacts::name_key.lt(name).or(contacts::id.lt(id)))
                .order((contacts::name_key.desc(), contacts::id.desc())),
        };
        Ok(query.limit(limit).select(Contact::as_select()).load(c).await?)
    })
}

/// Last seen first, from that one; those who were never seen are not among them.
pub async fn last_seen(conn: &mut Conn, at: Timestamp, id: ContactId, way: Way, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => {
        let query = contacts::table.into_boxed();
        let query = match way {
            Way::On => query
                .filter(contacts::last_seen_at.le(at))
                .filter(contacts::last_seen_at.lt(at).or(contacts::id.lt(id)))
                .order((contacts::last_seen_at.desc(), contacts::id.desc())),
            Way::Back => query
                .filter(contacts::last_seen_at.ge(at))
                .filter(contacts::last_seen_at.gt(at).or(contacts::id.gt(id)))
                .order((contacts::last_seen_at, contacts::id)),
        };
        Ok(query.limit(limit).select(Contact::as_select()).load(c).await?)
    })
}

/// Those who were never seen, last added first.
pub async fn never_seen(conn: &mut Conn, from: ContactId, way: Way, limit: i64) -> Result<Vec<Contact>> {
    on_backend!(conn, c => {
        let query = contacts::table.filter(contacts::last_seen_at.is_null()).into_boxed();
        let query = match way {
            Way::On => query.filter(contacts::id.lt(from)).order((contacts::last_seen_at.desc(), contacts::id.desc())),
            Way::Back => query.filter(contacts::id.gt(from)).order((contacts::last_seen_at, contacts::id)),
        };
        Ok(query.limit(limit).select(Contact::as_select()).load(c).await?)
    })
}

/// What narrows a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Beginnings of the words a contact is found by: all must match.
    pub words: Vec<String>,
    pub offer: Option<OfferId>,
    pub tag: Option<String>,
    pub state: Option<ContactState>,
    /// Only [`matching`] heeds it.
    pub learners: Option<Learners>,
}

/// The learners of a course.
#[derive(Clone, Debug)]
pub struct Learners {
    pub product: ProductId,
    /// The published offers that open it.
    pub offers: Vec<OfferId>,
    pub which: Which,
}

/// Which of a course's learners.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// Who has begun or may begin.
    All,
    Begun(Done),
    NotBegun,
}

/// The condition that a contact has an active grant of `$offer` at `$now`.
macro_rules! has_offer {
    ($offer:expr, $now:expr) => {
        exists(grants::table.filter(grants::offer_id.eq($offer)).filter(grants::contact_id.eq(contacts::id)).filter(active!($now)).select(grants::id))
    };
}

/// The condition that a contact may see what the offers open.
macro_rules! has_any_of {
    ($offers:expr, $now:expr) => {
        exists(grants::table.filter(grants::contact_id.eq(contacts::id)).filter(grants::offer_id.eq_any($offers)).filter(active!($now)).select(grants::id))
    };
}

/// The condition that a contact has begun the product and completed so many lessons.
macro_rules! has_begun {
    ($product:expr, $done:expr) => {
        exists(
            enrolments::table
                .filter(enrolments::contact_id.eq(contacts::id))
                .filter(enrolments::product_id.eq($product))
                .filter(enrolments::done.ge($done.least))
                .filter(enrolments::done.lt($done.below))
                .select(enrolments::done),
        )
    };
}

/// The condition that a contact has the tag `$tag`.
macro_rules! has_tag {
    ($tag:expr) => {
        exists(contact_tags::table.filter(contact_tags::tag.eq($tag)).filter(contact_tags::contact_id.eq(contacts::id)).select(contact_tags::tag))
    };
}

/// The first `limit` contacts that every one of `words` is the beginning of a word of.
pub async fn search(conn: &mut Conn, words: Vec<String>, limit: i64) -> Result<Vec<Contact>> {
    let filter = Filter { words, ..Filter::default() };
    Ok(matching(conn, &filter, None, Way::On, Timestamp::MAX, limit).await?.into_iter().map(|(_, contact)| contact).collect())
}

/// So many words that begin alike are told from fewer.
const RARE: [i64; 3] = [100, 2_000, 40_000];

/// The one of `words` that the fewest words of contacts begin with, roughly; of equals, the longest. A list that goes on from
/// a word goes on with what that word begins with.
async fn rarest<'a>(conn: &mut Conn, words: &'a [String], from: Option<&(String, ContactId)>) -> Result<Option<&'a String>> {
    let mut found: Option<(usize, std::cmp::Reverse<usize>, &String)> = None;
    for word in words.iter().filter(|word| from.is_none_or(|(last, _)| last.starts_with(*word))) {
        let mut many = 0;
        while words.len() > 1 && many < RARE.len() && has_more(conn, word, RARE[many]).await? {
            many += 1;
        }
        let this = (many, std::cmp::Reverse(word.len()), word);
        found = Some(found.map_or(this, |found| found.min(this)));
    }
    Ok(found.map(|(.., word)| word))
}

/// Whether more than so many words of contacts begin with `beginning`.
async fn has_more(conn: &mut Conn, beginning: &str, than: i64) -> Result<bool> {
    let next: Option<String> = on_backend!(conn, c => contact_words::table
        .filter(contact_words::word.ge(beginning))
        .filter(contact_words::word.lt(after(beginning)))
        .order(contact_words::word)
        .offset(than)
        .select(contact_words::word)
        .first(c).await.optional())?;
    Ok(next.is_some())
}

/// Contacts that match `filter.words`, each under the first of its words that begins with the rarest of them, in the
/// order of those words, from the word and contact of `from` (else from the beginning).
pub async fn matching(
    conn: &mut Conn,
    filter: &Filter,
    from: Option<&(String, ContactId)>,
    way: Way,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(String, Contact)>> {
    let other = diesel::alias!(contact_words as other_words);
    let Some(first) = rarest(conn, &filter.words, from).await? else { return Ok(Vec::new()) };
    let others = filter.words.iter().filter(|word| *word != first);
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
            query = match way {
                Way::On => query.filter(contact_words::word.ge(word)).filter(contact_words::word.gt(word).or(contact_words::contact_id.gt(id))),
                Way::Back => query.filter(contact_words::word.le(word)).filter(contact_words::word.lt(word).or(contact_words::contact_id.lt(id))),
            };
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
        if let Some(Learners { product, offers, which }) = &filter.learners {
            query = match which {
                Which::All => query.filter(has_begun!(*product, Done::ANY).or(has_any_of!(offers, now))),
                Which::Begun(done) => query.filter(has_begun!(*product, done)),
                Which::NotBegun => query.filter(has_any_of!(offers, now)).filter(not(has_begun!(*product, Done::ANY))),
            };
        }
        let query = match way {
            Way::On => query.order((contact_words::word, contact_words::contact_id)),
            Way::Back => query.order((contact_words::word.desc(), contact_words::contact_id.desc())),
        };
        Ok(query.limit(limit).select((contact_words::word, Contact::as_select())).load(c).await?)
    })
}

/// Contacts that match `filter` without its words, last added first.
pub async fn filtered(conn: &mut Conn, filter: &Filter, from: ContactId, way: Way, now: Timestamp, limit: i64) -> Result<Vec<Contact>> {
    if let Some(offer) = filter.offer {
        let ids: Vec<ContactId> = on_backend!(conn, c => {
            let mut query = grants::table.inner_join(contacts::table)
                .filter(grants::offer_id.eq(offer))
                .filter(active!(now))
                .into_boxed();
            query = match way {
                Way::On => query.filter(grants::contact_id.lt(from)).order(grants::contact_id.desc()),
                Way::Back => query.filter(grants::contact_id.gt(from)).order(grants::contact_id),
            };
            if let Some(tag) = &filter.tag {
                query = query.filter(has_tag!(tag));
            }
            if let Some(state) = filter.state {
                query = query.filter(contacts::state.eq(state));
            }
            query.limit(limit).select(grants::contact_id).distinct().load(c).await
        })?;
        return by_ids(conn, &ids, way).await;
    }
    if let Some(tag) = &filter.tag {
        return on_backend!(conn, c => {
            let mut query = contact_tags::table.inner_join(contacts::table)
                .filter(contact_tags::tag.eq(tag))
                .into_boxed();
            query = match way {
                Way::On => query.filter(contact_tags::contact_id.lt(from)).order(contact_tags::contact_id.desc()),
                Way::Back => query.filter(contact_tags::contact_id.gt(from)).order(contact_tags::contact_id),
            };
            if let Some(state) = filter.state {
                query = query.filter(contacts::state.eq(state));
            }
            Ok(query.limit(limit).select(Contact::as_select()).load(c).await?)
        });
    }
    let Some(state) = filter.state else { return newest(conn, from, way, limit).await };
    on_backend!(conn, c => {
        let query = contacts::table.filter(contacts::state.eq(state)).into_boxed();
        let query = match way {
            Way::On => query.filter(contacts::id.lt(from)).order(contacts::id.desc()),
            Way::Back => query.filter(contacts::id.gt(from)).order(contacts::id),
        };
        Ok(query.limit(limit).select(Contact::as_select()).load(c).await?)
    })
}

/// Those contacts, last added first; on the way back the other way round.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[ContactId], way: Way) -> Result<Vec<Contact>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<Contact> =
        on_backend!(conn, c => contacts::table.filter(contacts::id.eq_any(ids)).order(contacts::id.desc()).select(Contact::as_select()).load(c).await)?;
    if way == Way::Back {
        found.reverse();
    }
    Ok(found)
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

#[derive(QueryableByName)]
struct Tag {
    #[diesel(sql_type = Text)]
    tag: String,
}

/// From tag to tag along the index, as neither database does by itself for `DISTINCT`: `$1` searches at most.
const TAGS_IN_USE: &str = "
    WITH RECURSIVE found (tag, n) AS (
        SELECT min(tag), 1 FROM contact_tags
        UNION ALL
        SELECT (SELECT min(later.tag) FROM contact_tags AS later WHERE later.tag > found.tag), found.n + 1
        FROM found WHERE found.tag IS NOT NULL AND found.n < $1
    )
    SELECT tag FROM found WHERE tag IS NOT NULL ORDER BY n";

/// The first `limit` tags that any contact has, in order, at a cost that does not depend on how many contacts have them.
pub async fn tags_in_use(conn: &mut Conn, limit: i64) -> Result<Vec<String>> {
    let found: Vec<Tag> = on_backend!(conn, c => diesel::sql_query(TAGS_IN_USE).bind::<BigInt, _>(limit).load(c).await)?;
    Ok(found.into_iter().map(|row| row.tag).collect())
}

/// Whether the contact had the tag.
pub async fn remove_tag(conn: &mut Conn, id: ContactId, tag: &str) -> Result<bool> {
    let n =
        on_backend!(conn, c => diesel::delete(contact_tags::table.filter(contact_tags::contact_id.eq(id)).filter(contact_tags::tag.eq(tag))).execute(c).await)?;
    Ok(n > 0)
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
