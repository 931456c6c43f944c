//! Whom a broadcast is for. Contacts are read in the order of their ids, a batch at a time, along the index of the first condition that
//! narrows: the offers', else the tags', else all contacts in turn. The other conditions are checked row by row through a key.

use diesel::dsl::{count as number_of, exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{ContactId, ContactState, OfferId, ProductId, Timestamp};

use crate::backend::on_backend;
use crate::course_learners::Done;
use crate::grants::active;
use crate::schema::{contact_tags, contacts, enrolments, grants, suppressions, unsubscribed};
use crate::{Conn, Result};

/// What contacts must have, all of it.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Published offers, one of which they have now.
    pub offers: Vec<OfferId>,
    /// Whether these are all that there are.
    pub any_offer: bool,
    /// One of these tags, if there are any.
    pub tags: Vec<String>,
    pub course: Option<Course>,
    pub seen: Option<Seen>,
}

/// May see a course and have completed so much of it.
#[derive(Clone, Debug)]
pub struct Course {
    pub product: ProductId,
    /// The published offers that open it.
    pub offers: Vec<OfferId>,
    pub done: Done,
}

/// When contacts were last seen.
#[derive(Clone, Copy, Debug)]
pub enum Seen {
    Never,
    Since(Timestamp),
    Before(Timestamp),
}

/// Narrows `$query`, in which `contacts` is, to who can be written to at all and meets the conditions of `$scope` but those on offers
/// and tags.
macro_rules! narrowed {
    ($query:expr, $scope:expr, $now:expr) => {{
        let other = diesel::alias!(grants as other_grants);
        let mut query = $query
            .filter(contacts::state.ne(ContactState::Disabled))
            .filter(not(exists(unsubscribed::table.filter(unsubscribed::contact_id.eq(contacts::id)).select(unsubscribed::at))))
            .filter(not(exists(
                suppressions::table
                    .filter(suppressions::contact_id.eq(contacts::id))
                    .filter(suppressions::address.eq(contacts::email))
                    .select(suppressions::at),
            )));
        if let Some(course) = &$scope.course {
            query = query.filter(exists(
                other
                    .filter(other.field(grants::contact_id).eq(contacts::id))
                    .filter(other.field(grants::offer_id).eq_any(&course.offers))
                    .filter(other.field(grants::starts_at).le($now))
                    .filter(other.field(grants::revoked_at).is_null())
                    .filter(other.field(grants::ends_at).is_null().or(other.field(grants::ends_at).gt($now)))
                    .select(other.field(grants::id)),
            ));
            let of_contact = enrolments::table.filter(enrolments::contact_id.eq(contacts::id)).filter(enrolments::product_id.eq(course.product));
            query = if course.done.least > 0 {
                let reached = of_contact.filter(enrolments::done.ge(course.done.least)).filter(enrolments::done.lt(course.done.below));
                query.filter(exists(reached.select(enrolments::done)))
            } else {
                // Who has not begun has completed nothing.
                query.filter(not(exists(of_contact.filter(enrolments::done.ge(course.done.below)).select(enrolments::done))))
            };
        }
        match $scope.seen {
            None => query,
            Some(Seen::Never) => query.filter(contacts::last_seen_at.is_null()),
            Some(Seen::Since(at)) => query.filter(contacts::last_seen_at.ge(at)),
            Some(Seen::Before(at)) => query.filter(contacts::last_seen_at.lt(at)),
        }
    }};
}

/// The condition that a contact has one of `$tags`.
macro_rules! has_any_tag {
    ($tags:expr) => {
        exists(contact_tags::table.filter(contact_tags::contact_id.eq(contacts::id)).filter(contact_tags::tag.eq_any($tags)).select(contact_tags::tag))
    };
}

/// The condition that a contact has one of `$offers` now.
macro_rules! has_any_offer {
    ($offers:expr, $now:expr) => {
        exists(grants::table.filter(grants::contact_id.eq(contacts::id)).filter(grants::offer_id.eq_any($offers)).filter(active!($now)).select(grants::id))
    };
}

/// The first `limit` contacts after `after` that are in the scope, in the order of their ids.
pub async fn ids(conn: &mut Conn, scope: &Scope, after: ContactId, now: Timestamp, limit: i64) -> Result<Vec<ContactId>> {
    let mut found = Vec::new();
    if !scope.any_offer {
        for offer in &scope.offers {
            found.extend(with_offer(conn, scope, *offer, after, now, limit).await?);
        }
    } else if !scope.tags.is_empty() {
        for tag in &scope.tags {
            found.extend(with_tag(conn, scope, tag, after, now, limit).await?);
        }
    } else {
        return on_backend!(conn, c => {
            let all = contacts::table.filter(contacts::id.gt(after)).filter(has_any_offer!(&scope.offers, now)).into_boxed();
            Ok(narrowed!(all, scope, now).order(contacts::id).limit(limit).select(contacts::id).load(c).await?)
        });
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

async fn with_offer(conn: &mut Conn, scope: &Scope, offer: OfferId, after: ContactId, now: Timestamp, limit: i64) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => {
        let mut holders = grants::table.inner_join(contacts::table)
            .filter(grants::offer_id.eq(offer))
            .filter(grants::contact_id.gt(after))
            .filter(active!(now))
            .into_boxed();
        if !scope.tags.is_empty() {
            holders = holders.filter(has_any_tag!(&scope.tags));
        }
        Ok(narrowed!(holders, scope, now).order(grants::contact_id).limit(limit).select(grants::contact_id).distinct().load(c).await?)
    })
}

async fn with_tag(conn: &mut Conn, scope: &Scope, tag: &str, after: ContactId, now: Timestamp, limit: i64) -> Result<Vec<ContactId>> {
    on_backend!(conn, c => {
        let tagged = contact_tags::table.inner_join(contacts::table)
            .filter(contact_tags::tag.eq(tag))
            .filter(contact_tags::contact_id.gt(after))
            .filter(has_any_offer!(&scope.offers, now))
            .into_boxed();
        Ok(narrowed!(tagged, scope, now).order(contact_tags::contact_id).limit(limit).select(contact_tags::contact_id).load(c).await?)
    })
}

/// How many are in the scope.
pub async fn count(conn: &mut Conn, scope: &Scope, now: Timestamp) -> Result<i64> {
    on_backend!(conn, c => {
        if !scope.any_offer {
            let mut holders = grants::table.inner_join(contacts::table).filter(grants::offer_id.eq_any(&scope.offers)).filter(active!(now)).into_boxed();
            if !scope.tags.is_empty() {
                holders = holders.filter(has_any_tag!(&scope.tags));
            }
            return Ok(narrowed!(holders, scope, now).select(number_of(grants::contact_id).aggregate_distinct()).get_result(c).await?);
        }
        if !scope.tags.is_empty() {
            let tagged = contact_tags::table.inner_join(contacts::table)
                .filter(contact_tags::tag.eq_any(&scope.tags))
                .filter(has_any_offer!(&scope.offers, now))
                .into_boxed();
            return Ok(narrowed!(tagged, scope, now).select(number_of(contact_tags::contact_id).aggregate_distinct()).get_result(c).await?);
        }
        let all = contacts::table.filter(contacts::id.ge(ContactId::MIN)).filter(has_any_offer!(&scope.offers, now)).into_boxed();
        Ok(narrowed!(all, scope, now).count().get_result(c).await?)
    })
}
