//! Whom a broadcast is for, by what is published now.

use domain::{Audience, OfferId, Publication, Reached, Seen, Timestamp, time::Span};
use store::Conn;
use store::audiences::{self, Course, Scope};
use store::course_learners::Done;

use crate::Result;

/// What the store is asked for. Offers that are drafts open nothing, so who has nothing else has nothing.
pub(super) async fn scope(conn: &mut Conn, audience: &Audience, now: Timestamp) -> Result<Scope> {
    let published = store::offers::all(conn).await?.into_iter().filter(|offer| offer.state == Publication::Published).map(|offer| offer.id);
    let any_offer = audience.offers.is_empty();
    let offers: Vec<OfferId> = published.filter(|id| any_offer || audience.offers.contains(id)).collect();
    let course = match &audience.progress {
        Some(reached) => Some(course(conn, reached).await?),
        None => None,
    };
    let seen = audience.seen.map(|seen| match seen {
        Seen::Never => audiences::Seen::Never,
        Seen::Within { days } => audiences::Seen::Since(now - Span::days(days.into())),
        Seen::NotFor { days } => audiences::Seen::Before(now - Span::days(days.into())),
    });
    Ok(Scope { offers, any_offer, tags: audience.tags.clone(), course, seen })
}

async fn course(conn: &mut Conn, reached: &Reached) -> Result<Course> {
    let lessons = store::courses::published_lessons(conn, &[reached.product]).await?;
    let (least, below) = reached.lessons(lessons.first().map_or(0, |(_, n)| domain::count(*n)));
    let as_stored = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    Ok(Course {
        product: reached.product,
        offers: store::course_learners::offers_of(conn, reached.product).await?,
        done: Done { least: as_stored(least), below: as_stored(below) },
    })
}

/// How many it is for now.
pub(super) async fn count(conn: &mut Conn, audience: &Audience, now: Timestamp) -> Result<u32> {
    let scope = scope(conn, audience, now).await?;
    Ok(domain::count(audiences::count(conn, &scope, now).await?))
}
