//! Grants: giving, ending, revoking, one or many (C4).

use std::collections::HashSet;

use domain::time::Span;
use domain::view::jobs::JobState;
use domain::view::offers::{ContactGrants, GrantRow, GrantedReport, Granting};
use domain::{ContactId, GrantId, GrantState, Invalid, OfferId, Problem, Publication, Timestamp};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use store::Conn;
use store::contacts::Contact;
use store::grants::Grant;
use store::offers::Offer;

use crate::audit::{Action, Subject};
use crate::chosen::{Chosen, field};
use crate::jobs::{self, Job, Kind};
use crate::{AsAdmin, Error, Portal, Result, offers};

/// Contacts that are granted an offer in one transaction.
const BATCH: usize = 1000;

/// What is kept of granting an offer to many.
#[derive(Serialize, Deserialize)]
struct Record {
    offer: OfferId,
    title: String,
    /// Whom it is still to be granted to; `None` at the end.
    left: Option<Chosen>,
    /// How many contacts were chosen, if they were ticked.
    total: Option<u32>,
    report: GrantedReport,
}

/// An offer, and the contacts to grant it to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub offer: OfferId,
    pub contacts: Chosen,
}

impl Selection {
    /// Reads the form's fields: `offer`, and whom to grant it to, as [`Chosen::parse`] has it.
    ///
    /// # Errors
    /// [`Invalid::Required`] if no contact was ticked or no offer chosen, [`Invalid::Choice`] for what is no id or no state.
    pub fn parse(form: &[(String, String)]) -> Result<Self, Problem> {
        let contacts = Chosen::parse(form)?;
        let offer = field(form, "offer").ok_or(Invalid::Required)?.parse().map_err(|_| Invalid::Choice)?;
        Ok(Self { offer, contacts })
    }
}

impl Portal {
    /// A grant of `offer` from `starts_at` for as long as the offer says.
    pub(crate) fn new_grant(&self, contact: ContactId, offer: &Offer, starts_at: Timestamp) -> Grant {
        Grant {
            id: self.new_id(),
            contact_id: contact,
            offer_id: offer.id,
            starts_at,
            ends_at: offer.access_days.map(|days| starts_at + Span::days(days.into())),
            revoked_at: None,
            created_at: self.now(),
        }
    }

    /// Grants `offer` in the transaction of `conn` to those of `contacts`, all held, who do not have it; how many those were.
    /// `admin` does it or, without one, the command line.
    pub(crate) async fn grant_missing(&self, conn: &mut Conn, offer: &Offer, contacts: &[Contact], admin: Option<&AsAdmin>) -> Result<u32> {
        let now = self.now();
        let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
        let holders: HashSet<ContactId> = store::grants::holders_among(conn, offer.id, &ids, now).await?.into_iter().collect();
        let news = self.news(conn).await?;
        let mut granted = 0;
        for contact in contacts.iter().filter(|contact| !holders.contains(&contact.id)) {
            news.give(conn, &self.new_grant(contact.id, offer, now)).await?;
            let subject = Subject::contact(contact).with(offer.title.as_str());
            store::audit::insert(conn, &self.event_by_whom(admin, Action::GrantCreated, subject)).await?;
            granted += 1;
        }
        if granted > 0 {
            let subject = offers::subject(offer).with(granted.to_string());
            store::audit::insert(conn, &self.event_by_whom(admin, Action::GrantsCreated, subject)).await?;
        }
        Ok(granted)
    }
}

/// The offer, to grant.
///
/// # Errors
/// [`Invalid::Draft`] for a draft.
pub(crate) async fn published(conn: &mut Conn, offer: OfferId) -> Result<Offer> {
    let offer = store::offers::find(conn, offer).await?.ok_or(Problem::NotFound)?;
    if offer.state == Publication::Published { Ok(offer) } else { Err(Invalid::Draft.into()) }
}

/// A grant with its contact and its offer.
async fn whole(conn: &mut Conn, id: GrantId) -> Result<(Grant, Contact, Offer)> {
    let grant = store::grants::find(conn, id).await?.ok_or(Problem::NotFound)?;
    let contact = store::contacts::find(conn, grant.contact_id).await?.ok_or(Problem::NotFound)?;
    let offer = store::offers::find(conn, grant.offer_id).await?.ok_or(Problem::NotFound)?;
    Ok((grant, contact, offer))
}

/// The instant a grant ends whose last day is `text`, a form's date; an empty one is for good.
fn end_of(text: &str, now: Timestamp) -> Result<Option<Timestamp>, Invalid> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let end = Timestamp::from_date(text).ok_or(Invalid::Date)? + Span::days(1);
    if end <= now { Err(Invalid::PastDate) } else { Ok(Some(end)) }
}

impl AsAdmin {
    /// The contact's grants and what else could be granted.
    pub async fn grants_of(&self, contact: ContactId) -> Result<ContactGrants> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        store::contacts::find(&mut conn, contact).await?.ok_or(Problem::NotFound)?;
        let grants = store::grants::of_contact(&mut conn, contact).await?;
        let published: Vec<Offer> = store::offers::all(&mut conn).await?.into_iter().filter(|offer| offer.state == Publication::Published).collect();
        let grants: Vec<GrantRow> = grants
            .into_iter()
            .map(|(grant, title)| GrantRow {
                id: grant.id,
                offer: grant.offer_id,
                title,
                state: GrantState::at(now, grant.starts_at, grant.ends_at, grant.revoked_at),
                starts_at: grant.starts_at,
                ends_at: grant.ends_at,
                published: published.iter().any(|offer| offer.id == grant.offer_id),
            })
            .collect();
        let has = |offer: OfferId| grants.iter().any(|grant| grant.offer == offer && grant.state.is_active());
        let grantable = published.into_iter().filter(|offer| !has(offer.id)).map(|offer| (offer.id, offer.title)).collect();
        Ok(ContactGrants { grants, grantable })
    }

    /// Grants an offer from `starts_at` (now, unless said) for as long as the offer says.
    ///
    /// # Errors
    /// [`Invalid::Draft`] for a draft, [`Invalid::AlreadyGranted`] if the contact has the offer then.
    pub async fn grant_offer(&self, contact: ContactId, offer: OfferId, starts_at: Option<Timestamp>) -> Result<GrantId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let offer = published(conn, offer).await?;
                    let starts_at = starts_at.unwrap_or_else(|| me.portal.now());
                    if store::grants::has_active(conn, contact.id, offer.id, starts_at).await? {
                        return Err(Invalid::AlreadyGranted.into());
                    }
                    let grant = me.portal.new_grant(contact.id, &offer, starts_at);
                    me.portal.news(conn).await?.give(conn, &grant).await?;
                    store::audit::insert(conn, &me.event(Action::GrantCreated, Subject::contact(&contact).with(offer.title))).await?;
                    Ok::<_, Error>(grant.id)
                }
                .boxed()
            })
            .await
    }

    /// Begins to grant the offer of `selection` to those of its contacts who do not have it, and waits a moment for the end;
    /// the id is for [`AsAdmin::granting`].
    ///
    /// # Errors
    /// [`Invalid::Draft`] for a draft.
    pub async fn grant_selection(&self, selection: Selection) -> Result<String> {
        let offer = published(&mut self.portal.store.read().await?, selection.offer).await?;
        let total = selection.contacts.total();
        let job = Job::create(&self.portal, Kind::Grants).await?;
        let record = Record { offer: offer.id, title: offer.title, left: Some(selection.contacts), total, report: GrantedReport::default() };
        job.keep(&record).await?;
        self.resume_granting(job.id()).await?;
        Ok(job.id().to_owned())
    }

    /// Grants to those who are left, unless that is being done, and waits a moment for the end.
    ///
    /// # Errors
    /// [`Invalid::Draft`] if the offer has become a draft.
    pub async fn resume_granting(&self, id: &str) -> Result<()> {
        let job = Job::of(&self.portal, Kind::Grants, id).ok_or(Problem::NotFound)?;
        let Some(claim) = job.claim() else { return Ok(()) };
        let record: Record = job.record().await?.ok_or(Problem::NotFound)?;
        published(&mut self.portal.store.read().await?, record.offer).await?;
        let me = self.clone();
        jobs::run(claim, async move { me.grant_left(&job, record).await }).await;
        Ok(())
    }

    /// How far a grant to many is; `None` if it is not known (any more).
    pub async fn granting(&self, id: &str) -> Result<Option<Granting>> {
        let Some(job) = Job::of(&self.portal, Kind::Grants, id) else { return Ok(None) };
        Ok(job.look().await?.map(|(record, running): (Record, bool)| Granting {
            offer: record.title,
            report: record.report,
            total: record.total,
            state: match record.left {
                None => JobState::Finished,
                Some(_) if running => JobState::Running,
                Some(_) => JobState::Interrupted,
            },
        }))
    }

    /// A batch is granted whole or not at all, and one that was granted but not kept is found granted the next time.
    async fn grant_left(&self, job: &Job, mut record: Record) -> Result<()> {
        while let Some(left) = record.left.take() {
            let (batch, rest) = self.next_batch(left, BATCH).await?;
            add(&mut record.report, self.grant_batch(record.offer, batch).await?);
            record.left = rest;
            job.keep(&record).await?;
        }
        Ok(())
    }

    async fn grant_batch(&self, offer: OfferId, ids: Vec<ContactId>) -> Result<GrantedReport> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let offer = published(conn, offer).await?;
                    let contacts = store::contacts::hold_all(conn, &ids).await?;
                    let granted = me.portal.grant_missing(conn, &offer, &contacts, Some(&me)).await?;
                    let there = domain::count(contacts.len());
                    Ok::<_, Error>(GrantedReport { granted, already: there - granted, missing: domain::count(ids.len()) - there })
                }
                .boxed()
            })
            .await
    }

    /// Sets a grant's last day, a form's date; an empty one is for good. One that had ended is active again.
    ///
    /// # Errors
    /// `Invalid` for a day that is over or before the grant starts; a conflict if it was revoked.
    pub async fn change_grant_end(&self, id: GrantId, last_day: &str) -> Result<()> {
        let ends_at = end_of(last_day, self.portal.now())?;
        let detail = ends_at.map_or_else(String::new, |_| last_day.trim().to_owned());
        self.change_grant(id, Action::GrantChanged, detail, move |conn, grant, _| {
            async move {
                if ends_at.is_some_and(|end| end <= grant.starts_at) {
                    return Err(Invalid::Date.into());
                }
                if store::grants::set_end(conn, grant.id, ends_at).await? { Ok(true) } else { Err(Problem::Conflict.into()) }
            }
            .boxed()
        })
        .await
    }

    /// Ends a grant now; nothing happens to one that is over.
    pub async fn end_grant(&self, id: GrantId) -> Result<()> {
        self.change_grant(id, Action::GrantEnded, String::new(), |conn, grant, now| async move { Ok(store::grants::end(conn, grant.id, now).await?) }.boxed())
            .await
    }

    /// Takes a grant back; nothing happens to one that was taken back.
    pub async fn revoke_grant(&self, id: GrantId) -> Result<()> {
        self.change_grant(id, Action::GrantRevoked, String::new(), |conn, grant, now| {
            async move { Ok(store::grants::revoke(conn, grant.id, now).await?) }.boxed()
        })
        .await
    }

    /// Runs `change` and, if it says that something changed, writes it down with the offer's title and `detail`.
    async fn change_grant<F>(&self, id: GrantId, action: Action, detail: String, change: F) -> Result<()>
    where
        F: for<'c> FnOnce(&'c mut Conn, &'c Grant, Timestamp) -> futures_util::future::BoxFuture<'c, Result<bool>> + Send + 'static,
    {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let now = me.portal.now();
                    let (grant, contact, offer) = whole(conn, id).await?;
                    let news = me.portal.news(conn).await?;
                    let before = news.access(conn, contact.id, now).await?;
                    if change(conn, &grant, now).await? {
                        news.tell_access(conn, contact.id, &before, now).await?;
                        let detail = if detail.is_empty() { offer.title } else { format!("{}, {detail}", offer.title) };
                        store::audit::insert(conn, &me.event(action, Subject::contact(&contact).with(detail))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

fn add(report: &mut GrantedReport, part: GrantedReport) {
    report.granted += part.granted;
    report.already += part.already;
    report.missing += part.missing;
}

#[cfg(test)]
mod tests {
    use domain::view::contacts::ContactQuery;

    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_selection_is_who_was_ticked_or_all_who_match() {
        let (offer, contact) = (OfferId::MAX, ContactId::MAX);
        let (o, c) = (offer.to_string(), contact.to_string());
        let ticked = Selection::parse(&form(&[("contact", &c), ("contact", &c), ("offer", &o), ("text", "ada")])).unwrap();
        assert_eq!(ticked, Selection { offer, contacts: Chosen::These(vec![contact]) });
        let all = Selection::parse(&form(&[
            ("contact", &c),
            ("offer", &o),
            ("all_matching", "true"),
            ("text", "ada"),
            ("state", "joined"),
            ("tag", ""),
            ("in_offer", &o),
        ]))
        .unwrap();
        let query = ContactQuery { text: "ada".to_owned(), offer: Some(offer), state: Some(domain::ContactState::Joined), ..ContactQuery::default() };
        assert_eq!(all.contacts, Chosen::Matching(query));
        assert_eq!(Selection::parse(&form(&[("offer", &o)])), Err(Invalid::Required.into()));
        assert_eq!(Selection::parse(&form(&[("contact", &c)])), Err(Invalid::Required.into()));
        assert_eq!(Selection::parse(&form(&[("contact", "1"), ("offer", &o)])), Err(Invalid::Choice.into()));
    }

    #[test]
    fn the_last_day_of_a_grant_is_a_whole_one() {
        let noon = Timestamp::from_date("2026-05-03").unwrap() + Span::hours(12);
        assert_eq!(end_of("2026-05-03", noon), Ok(Timestamp::from_date("2026-05-04")));
        assert_eq!(end_of(" ", noon), Ok(None));
        assert_eq!(end_of("2026-05-02", noon), Err(Invalid::PastDate));
        assert_eq!(end_of("soon", noon), Err(Invalid::Date));
    }
}
