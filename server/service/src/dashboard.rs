//! What the dashboard counts and lists (I1).

use std::collections::HashMap;

use domain::contact::RequestKind;
use domain::time::Span;
use domain::view::dashboard::{Begun, DashboardView, People, RequestRow};
use domain::{ContactId, ContactState, GrantState, OfferId, Publication, Timestamp};
use store::Conn;
use store::access_requests::Request;
use store::contacts::Contact;
use store::offers::Offer;
use tokio::sync::Mutex;

use crate::{AsAdmin, Portal, Result};

/// Who was here within this span is active.
const ACTIVE: Span = Span::days(30);
/// Requests on one page.
const REQUESTS: usize = 20;
/// From so many contacts on, counting them takes long enough to keep the result.
const MANY: u32 = 10_000;
/// How long it is kept: the dashboard of a large portal is a minute old at most.
const KEPT: Span = Span::seconds(60);

/// The last count of a large portal's contacts and when it was made.
#[derive(Default)]
pub(crate) struct Counted(Mutex<Option<(Timestamp, People)>>);

/// Whether what was counted at `at` still serves at `now`; a clock that was set back spoils it too.
fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    at <= now && now < at + KEPT
}

impl Portal {
    /// Counts contacts, one caller at a time: the others wait for the first one's result.
    async fn people(&self) -> Result<People> {
        self.store.at_length(self.count_people()).await
    }

    async fn count_people(&self) -> Result<People> {
        let mut kept = self.counted.0.lock().await;
        let now = self.now();
        if let Some((at, people)) = *kept
            && is_fresh(at, now)
        {
            return Ok(people);
        }
        let mut conn = self.store.read().await?;
        let mut people = People { active: domain::count(store::counts::contacts_seen(&mut conn, now - ACTIVE).await?), ..People::default() };
        for state in ContactState::ALL {
            let n = domain::count(store::counts::contacts(&mut conn, *state).await?);
            people.contacts = people.contacts.saturating_add(n);
            if *state == ContactState::Joined {
                people.joined = n;
            }
        }
        *kept = (people.contacts >= MANY).then_some((now, people));
        Ok(people)
    }
}

/// The offer that each contact who asks for access had last and has not now, of those that are `published`.
async fn fitting(conn: &mut Conn, open: &[(Request, Contact)], published: &[Offer], now: Timestamp) -> Result<HashMap<ContactId, (OfferId, String)>> {
    let asking: Vec<ContactId> = open.iter().filter(|(request, _)| request.kind == RequestKind::Access).map(|(_, contact)| contact.id).collect();
    let grants = store::grants::of_contacts(conn, &asking).await?;
    let is_active = |contact: ContactId, offer: OfferId| {
        grants.iter().any(|(grant, _)| {
            grant.contact_id == contact && grant.offer_id == offer && GrantState::at(now, grant.starts_at, grant.ends_at, grant.revoked_at).is_active()
        })
    };
    let mut fitting = HashMap::new();
    for (grant, title) in &grants {
        let may_be_granted = published.iter().any(|offer| offer.id == grant.offer_id) && !is_active(grant.contact_id, grant.offer_id);
        if may_be_granted {
            // The newest comes first.
            fitting.entry(grant.contact_id).or_insert_with(|| (grant.offer_id, title.clone()));
        }
    }
    Ok(fitting)
}

impl AsAdmin {
    /// Everything on the dashboard.
    pub async fn dashboard(&self) -> Result<DashboardView> {
        let people = self.portal.people().await?;
        let mut conn = self.portal.store.read().await?;
        let limit = i64::try_from(REQUESTS).unwrap_or(i64::MAX);
        let open = store::access_requests::open(&mut conn, limit + 1).await?;
        let published: Vec<Offer> = store::offers::all(&mut conn).await?.into_iter().filter(|offer| offer.state == Publication::Published).collect();
        let fitting = fitting(&mut conn, &open, &published, self.portal.now()).await?;
        let begun = Begun {
            course: store::counts::any_product(&mut conn).await?,
            offer: store::counts::any_published_offer(&mut conn).await?,
            contact: people.contacts > 0,
        };
        Ok(DashboardView {
            portal_url: self.portal.public_url().to_owned(),
            people,
            begun,
            more_requests: open.len() > REQUESTS,
            grantable: published.into_iter().map(|offer| (offer.id, offer.title)).collect(),
            requests: open
                .iter()
                .take(REQUESTS)
                .map(|(request, contact)| RequestRow {
                    id: request.id,
                    contact: crate::contacts::hit(contact),
                    kind: request.kind,
                    destination: request.destination.parse().unwrap_or_default(),
                    at: request.created_at,
                    fitting: fitting.get(&contact.id).filter(|_| request.kind == RequestKind::Access).cloned(),
                })
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_lasts_a_minute() {
        let at = Timestamp(1_000_000_000);
        assert!(is_fresh(at, at));
        assert!(is_fresh(at, at + Span::seconds(59)));
        assert!(!is_fresh(at, at + Span::seconds(60)));
        assert!(!is_fresh(at, at - Span::seconds(1)));
    }
}
