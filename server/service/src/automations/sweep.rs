//! What happens by the passing of time: grants that begin and end, that are about to end, or that nobody has made use of. A sweep looks at
//! the stretch of time since the last one, so each moment comes once, however long the server was away; whatever it tells bears a name
//! under which it happens once, so that a sweep which was cut off, or two at once, tell nothing twice.

use std::collections::BTreeSet;

use domain::automation::{Subjects, TriggerKind};
use domain::time::Span;
use domain::{GrantId, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::grants::{Grant, Stretch};

use super::news::News;
use crate::{Error, Portal, Result};

/// The setting that keeps until when everything was told, in microseconds since 1970.
const KEY: &str = "grants_swept";
/// How often to look.
const EVERY: Span = Span::minutes(1);
/// How often to note that time has passed while nobody listens.
const UNHEARD: Span = Span::hours(1);
/// Grants in one transaction.
const PAGE: i64 = 200;

/// What is told of the grants in a stretch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// They begin.
    Begin,
    /// They end.
    End,
    /// They will end in so many days.
    EndsIn(u16),
    /// They began so many days ago.
    Unused(u16),
}

impl Look {
    /// From the last sweep to this one, as far off as this looks.
    fn stretch(self, swept: Timestamp, now: Timestamp) -> Stretch {
        let off = match self {
            Self::Begin | Self::End => Span(0),
            Self::EndsIn(days) => Span::days(days.into()),
            Self::Unused(days) => Span::days(-i64::from(days)),
        };
        Stretch { after: swept + off, until: now + off }
    }

    async fn page(self, conn: &mut Conn, stretch: Stretch, from: (Timestamp, GrantId)) -> Result<Vec<Grant>> {
        Ok(match self {
            Self::Begin | Self::Unused(_) => store::grants::beginning(conn, stretch, from, PAGE).await?,
            Self::End | Self::EndsIn(_) => store::grants::ending(conn, stretch, from, PAGE).await?,
        })
    }

    /// Where a page that ends with this grant is read on.
    fn place(self, grant: &Grant) -> (Timestamp, GrantId) {
        match self {
            Self::Begin | Self::Unused(_) => (grant.starts_at, grant.id),
            Self::End | Self::EndsIn(_) => (grant.ends_at.unwrap_or(Timestamp::MAX), grant.id),
        }
    }
}

impl Portal {
    /// Tells what has happened to grants by the passing of time since this was done last, unless that was a moment ago.
    pub async fn sweep_grants(&self) -> Result<()> {
        let now = self.now();
        let mut conn = self.store.read().await?;
        let swept = store::settings::get(&mut conn, KEY).await?.and_then(|at| at.parse().ok()).map(Timestamp);
        let looks = looks(&mut conn).await?;
        drop(conn);
        let due = swept.is_none_or(|swept| now >= swept + if looks.is_empty() { UNHEARD } else { EVERY });
        if !due {
            return Ok(());
        }
        for look in looks {
            let Some(swept) = swept else { break };
            let stretch = look.stretch(swept, now);
            let mut from = (Timestamp::MIN, GrantId::MIN);
            while let Some(last) = self.tell_page(look, stretch, from, now).await? {
                from = last;
            }
        }
        self.store.write(move |conn| async move { Ok::<_, Error>(store::settings::set(conn, KEY, &now.0.to_string()).await?) }.boxed()).await
    }

    /// Tells of a page of grants; where the next one is read on, if there may be one.
    async fn tell_page(&self, look: Look, stretch: Stretch, from: (Timestamp, GrantId), now: Timestamp) -> Result<Option<(Timestamp, GrantId)>> {
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let grants = look.page(conn, stretch, from).await?;
                    let news = portal.news(conn).await?;
                    for grant in &grants {
                        tell(&news, conn, look, grant, now).await?;
                    }
                    let is_full = i64::try_from(grants.len()).is_ok_and(|n| n == PAGE);
                    Ok::<_, Error>(grants.last().filter(|_| is_full).map(|grant| look.place(grant)))
                }
                .boxed()
            })
            .await
    }
}

/// What is to be looked for: only what somebody listens for.
async fn looks(conn: &mut Conn) -> Result<Vec<Look>> {
    use TriggerKind::{AccessEnds, GroupGranted, GroupRevoked, NotStarted, OfferGranted, OfferRemoved, ProductGranted, ProductRemoved};
    let heard = store::automations::listened_to(conn).await?;
    let any = |kinds: [TriggerKind; 3]| kinds.iter().any(|kind| heard.contains(kind));
    let mut looks = Vec::new();
    looks.extend(any([OfferGranted, ProductGranted, GroupGranted]).then_some(Look::Begin));
    looks.extend(any([OfferRemoved, ProductRemoved, GroupRevoked]).then_some(Look::End));
    let mut days = BTreeSet::new();
    for (_, version) in store::automations::listening(conn, &[AccessEnds, NotStarted]).await? {
        let trigger = super::parse(&version.definition)?.trigger;
        days.extend(trigger.days.map(|days| (trigger.kind, days)));
    }
    looks.extend(days.into_iter().map(|(kind, days)| if kind == AccessEnds { Look::EndsIn(days) } else { Look::Unused(days) }));
    Ok(looks)
}

async fn tell(news: &News<'_>, conn: &mut Conn, look: Look, grant: &Grant, now: Timestamp) -> Result<()> {
    let subjects = Subjects { offer: Some(grant.offer_id), ..Subjects::default() };
    let contact = grant.contact_id;
    match look {
        // One that began when it was made was told of then.
        Look::Begin if grant.starts_at <= grant.created_at => Ok(()),
        Look::Begin | Look::End => {
            let (at, _) = look.place(grant);
            let before = news.access(conn, contact, Timestamp(at.0 - 1)).await?;
            news.tell_access(conn, contact, &before, at).await
        }
        Look::EndsIn(days) => {
            let ends = grant.ends_at.unwrap_or(Timestamp::MAX);
            let once = format!("{} {days} {} {}", TriggerKind::AccessEnds, grant.id, ends.0);
            news.tell_days(conn, contact, TriggerKind::AccessEnds, subjects, Some(days), Some(once)).await
        }
        Look::Unused(days) => {
            if !is_unused(conn, grant, now).await? {
                return Ok(());
            }
            let once = format!("{} {days} {}", TriggerKind::NotStarted, grant.id);
            news.tell_days(conn, contact, TriggerKind::NotStarted, subjects, Some(days), Some(once)).await
        }
    }
}

/// Whether the grant is active, opens a course, and its contact has been in a lesson of none of them.
async fn is_unused(conn: &mut Conn, grant: &Grant, now: Timestamp) -> Result<bool> {
    if !store::grants::has_active(conn, grant.contact_id, grant.offer_id, now).await? {
        return Ok(false);
    }
    let products = store::offers::items(conn, grant.offer_id).await?;
    for product in &products {
        let enrolment = store::enrolments::find(conn, grant.contact_id, *product).await?;
        if enrolment.is_some_and(|enrolment| enrolment.seen_at.is_some()) {
            return Ok(false);
        }
    }
    Ok(!products.is_empty())
}
