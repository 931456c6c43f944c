//! What an automation would do for one contact (A5): the same walk as a run's, over a picture of what the contact has, and nothing is
//! written. What only time can tell (whether a lesson will be completed by then) is as it is today.

use std::collections::{BTreeMap, BTreeSet};

use domain::automation::{Branch, Condition, SkipReason, Step, Test, Variable};
use domain::time::Span;
use domain::view::automations::{DryRun, DryStep, Warning, Would};
use domain::view::settings::PortalSettings;
use domain::{Channel, ContactId, ContactState, Definition, GrantState, LinkPurpose, OfferId, Problem, Publication, StepPath, Timestamp};
use store::Conn;
use store::contacts::Contact;

use super::steps::{Text, next};
use super::titles::{Named, titles};
use super::{conditions, facts};
use crate::messages::{Facts, preview};
use crate::{AsAdmin, Portal, Result, settings};

/// In the place of what only the event itself will tell.
const UNKNOWN: &str = "…";

/// What the contact has as the walk goes on.
struct Picture {
    contact: Contact,
    settings: PortalSettings,
    facts: Facts,
    at: Timestamp,
    /// From when to when each published offer is granted.
    grants: Vec<(OfferId, Timestamp, Option<Timestamp>)>,
    /// Those that the automation itself granted.
    given: BTreeSet<OfferId>,
    /// How long a grant of each published offer is.
    offers: BTreeMap<OfferId, Option<Span>>,
    tags: BTreeSet<String>,
    /// The last message with a link, and until when that works.
    sent: Option<(StepPath, Timestamp)>,
}

impl AsAdmin {
    /// What the definition would do for the contact if its trigger happened now. Its link is masked, nothing is sent.
    pub async fn dry_run(&self, definition: &Definition, contact: ContactId) -> Result<DryRun> {
        let mut conn = self.portal.store.read().await?;
        let mut picture = Picture::of(&self.portal, &mut conn, definition, contact).await?;
        let mut filters = Vec::new();
        for filter in &definition.filters {
            filters.push((filter.clone(), picture.holds(&mut conn, filter).await?));
        }
        let titles = titles(&mut conn, &Named::of(definition)).await?;
        let mut run = DryRun { contact, contact_name: picture.contact.name.clone(), filters, steps: Vec::new(), titles };
        let mut path = definition.first().filter(|_| run.begins());
        while let Some((here, step)) = path.and_then(|path| Some((path.clone(), definition.step(&path)?))) {
            let (would, warnings) = picture.step(&self.portal, &mut conn, &here, step).await?;
            let branch = match would {
                Would::Answer(true) => Some(Branch::Yes),
                Would::Answer(false) => Some(Branch::No),
                _ => None,
            };
            path = next(definition, &here, branch);
            let until = if let Would::WaitUntil(until) = would { until } else { picture.at };
            run.steps.push(DryStep { path: here, step: step.clone(), at: picture.at, would, warnings });
            picture.at = until;
        }
        Ok(run)
    }
}

impl Picture {
    async fn of(portal: &Portal, conn: &mut Conn, definition: &Definition, contact: ContactId) -> Result<Self> {
        let now = portal.now();
        let contact = store::contacts::find(conn, contact).await?.ok_or(Problem::NotFound)?;
        let trigger = &definition.trigger;
        let mut facts = facts::facts(conn, contact.id, contact.lang, trigger.kind, &trigger.only, now).await?;
        for variable in Variable::known_after(trigger.kind).filter(|variable| !variable.is_of_every_message()) {
            facts.entry(variable.word().to_owned()).or_insert_with(|| UNKNOWN.to_owned());
        }
        let published = store::offers::all(conn).await?.into_iter().filter(|offer| offer.state == Publication::Published);
        let offers: BTreeMap<_, _> = published.map(|offer| (offer.id, offer.access_days.map(|days| Span::days(days.into())))).collect();
        let grants = store::grants::of_contact(conn, contact.id).await?.into_iter();
        let grants = grants
            .filter(|(grant, _)| grant.revoked_at.is_none() && offers.contains_key(&grant.offer_id))
            .map(|(grant, _)| (grant.offer_id, grant.starts_at, grant.ends_at))
            .collect();
        let tags = store::contacts::tags(conn, contact.id).await?.into_iter().collect();
        let settings = settings::read(conn).await?;
        Ok(Self { contact, settings, facts, at: now, grants, given: BTreeSet::new(), offers, tags, sent: None })
    }

    fn has_any(&self) -> bool {
        self.grants.iter().any(|(_, from, until)| GrantState::at(self.at, *from, *until, None).is_active())
    }

    fn has(&self, offer: OfferId) -> bool {
        self.grants.iter().any(|(of, from, until)| *of == offer && GrantState::at(self.at, *from, *until, None).is_active())
    }

    async fn holds(&self, conn: &mut Conn, condition: &Condition) -> Result<bool> {
        let passes = match &condition.test {
            Test::Offer(offer) => self.has(*offer),
            Test::Tag(tag) => self.tags.contains(tag),
            Test::Product(_) | Test::Group(_) if self.is_given(conn, &condition.test).await? => true,
            _ => return conditions::holds(conn, self.contact.id, condition, self.at).await,
        };
        Ok(passes != condition.not)
    }

    /// Whether an offer that the automation itself granted opens it.
    async fn is_given(&self, conn: &mut Conn, test: &Test) -> Result<bool> {
        for offer in self.given.iter().filter(|offer| self.has(**offer)) {
            let opens = match test {
                Test::Product(product) => store::offers::items(conn, *offer).await?.contains(product),
                Test::Group(group) => store::communities::groups::in_offer(conn, *offer).await?.contains(group),
                _ => false,
            };
            if opens {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the step would come to, and what one should know; the picture is then as if it had.
    async fn step(&mut self, portal: &Portal, conn: &mut Conn, path: &StepPath, step: &Step) -> Result<(Would, Vec<Warning>)> {
        if let Some(text) = Text::of(step) {
            return self.send(portal, conn, path, text).await;
        }
        let would = match step {
            Step::Wait { amount, unit } => {
                let until = self.at + unit.times(*amount);
                let outlived = self.sent.clone().filter(|(_, dead_at)| until > *dead_at);
                let warnings = outlived.map(|(sent, dead_at)| Warning::OutlivesLink { sent, dead_at }).into_iter().collect();
                return Ok((Would::WaitUntil(until), warnings));
            }
            Step::GrantOffer { offer } => self.give(*offer),
            Step::RevokeOffer { offer } if self.has(*offer) => {
                self.grants.retain(|(of, ..)| of != offer);
                Would::Do
            }
            Step::RevokeOffer { .. } => Would::Skip(SkipReason::HasNotOffer),
            Step::AddTag { tag } => {
                if self.tags.insert(tag.clone()) {
                    Would::Do
                } else {
                    Would::Skip(SkipReason::HasTag)
                }
            }
            Step::RemoveTag { tag } => {
                if self.tags.remove(tag) {
                    Would::Do
                } else {
                    Would::Skip(SkipReason::HasNotTag)
                }
            }
            Step::If { condition, .. } => Would::Answer(self.holds(conn, condition).await?),
            Step::Webhook { .. } | Step::Email { .. } | Step::Sms { .. } => Would::Do,
        };
        Ok((would, Vec::new()))
    }

    fn give(&mut self, offer: OfferId) -> Would {
        let Some(length) = self.offers.get(&offer) else { return Would::Skip(SkipReason::OfferGone) };
        if self.has(offer) {
            return Would::Skip(SkipReason::HasOffer);
        }
        self.grants.push((offer, self.at, length.map(|length| self.at + length)));
        self.given.insert(offer);
        Would::Do
    }

    async fn send(&mut self, portal: &Portal, conn: &mut Conn, path: &StepPath, text: Text<'_>) -> Result<(Would, Vec<Warning>)> {
        let address = match text.channel {
            Channel::Email => Some(self.contact.email.clone()),
            Channel::Sms => self.contact.phone.clone(),
        };
        let skip = |reason, warnings| Ok((Would::Skip(reason), warnings));
        if self.contact.state == ContactState::Disabled {
            return skip(SkipReason::Disabled, Vec::new());
        }
        let Some(address) = address else { return skip(SkipReason::NoPhone, Vec::new()) };
        if text.has_link() && !self.has_any() {
            return skip(SkipReason::NoActiveOffer, vec![Warning::NotEntitled]);
        }
        let life = settings::life(&self.settings, LinkPurpose::Sent);
        let masked = format!("{}/l/…", portal.public_url());
        let written = preview(text.channel, (text.subject, text.body), &self.contact, &self.settings, (&masked, life), &self.facts);
        let Ok(written) = written else { return skip(SkipReason::Unwritable, Vec::new()) };
        let mut warnings = Vec::new();
        if text.has_link() {
            self.sent = Some((path.clone(), self.at + life));
            // What the automation itself will have granted by then cannot be asked for today.
            if self.given.is_empty() && !portal.sees(conn, &self.contact, text.destination).await? {
                warnings.push(Warning::LeadsHome);
            }
        }
        let subject = if text.channel == Channel::Email { written.subject } else { String::new() };
        Ok((Would::Send { address, subject, text: written.text }, warnings))
    }
}
