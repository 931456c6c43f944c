//! What each step does, in the transaction that writes down that it was done.

use domain::automation::{Branch, Outcome, SkipReason, Step};
use domain::{Channel, ContactState, Destination, Invalid, MessageId, MessageKind, OfferId, Problem, Publication, StepPath, Timestamp};
use store::Conn;
use store::automations::runs::Whole;
use store::contacts::Contact;

use super::news::Cause;
use super::{conditions, facts};
use crate::audit::{Action, Subject};
use crate::messages::{Letter, needs_link, preview};
use crate::{Error, Portal, Result, settings};

/// Who the log says changed what an automation changes.
const ACTOR: &str = "automation";

/// What became of a step.
pub(super) struct Done {
    pub outcome: Outcome,
    pub skipped: Option<SkipReason>,
    pub message: Option<MessageId>,
    /// Until when the run waits.
    pub until: Option<Timestamp>,
    /// Which way on, from a question.
    pub branch: Option<Branch>,
}

impl Done {
    fn new(outcome: Outcome) -> Self {
        Self { outcome, skipped: None, message: None, until: None, branch: None }
    }

    /// What became of a call.
    pub(super) fn called(outcome: Outcome) -> Self {
        Self::new(outcome)
    }

    fn skipped(reason: SkipReason) -> Self {
        Self { skipped: Some(reason), ..Self::new(Outcome::Skipped) }
    }

    fn done_if(did: bool, otherwise: SkipReason) -> Self {
        if did { Self::new(Outcome::Done) } else { Self::skipped(otherwise) }
    }
}

/// What a message step says.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub channel: Channel,
    pub subject: &'a str,
    pub body: &'a str,
    pub destination: &'a Destination,
}

impl<'a> Text<'a> {
    /// What the step sends, if it sends something.
    pub(super) fn of(step: &'a Step) -> Option<Self> {
        match step {
            Step::Email { subject, body, destination } => Some(Self { channel: Channel::Email, subject, body, destination }),
            Step::Sms { body, destination } => Some(Self { channel: Channel::Sms, subject: "", body, destination }),
            _ => None,
        }
    }

    pub(super) fn has_link(&self) -> bool {
        needs_link(self.subject) || needs_link(self.body)
    }
}

impl Portal {
    /// Does the step of the run for its contact, who is held. `None` for one that the network is asked for.
    pub(super) async fn do_step(&self, conn: &mut Conn, whole: &Whole, step: &Step) -> Result<Option<Done>> {
        let (run, _, _, contact, event) = whole;
        let cause = Cause { run: Some(run.id), depth: event.depth + 1 };
        if let Some(text) = Text::of(step) {
            return self.send(conn, whole, text).await.map(Some);
        }
        Ok(Some(match step {
            Step::Wait { amount, unit } => Done { until: Some(self.now() + unit.times(*amount)), ..Done::new(Outcome::Waits) },
            Step::GrantOffer { offer } => self.grant(conn, contact, *offer, cause).await?,
            Step::RevokeOffer { offer } => self.revoke(conn, contact, *offer, cause).await?,
            Step::AddTag { tag } => {
                let has = store::contacts::tags(conn, contact.id).await?.contains(tag);
                store::contact_lists::add_tags(conn, contact.id, std::slice::from_ref(tag)).await?;
                Done::done_if(!has, SkipReason::HasTag)
            }
            Step::RemoveTag { tag } => Done::done_if(store::contact_lists::remove_tag(conn, contact.id, tag).await?, SkipReason::HasNotTag),
            Step::If { condition, .. } => {
                let holds = conditions::holds(conn, contact.id, condition, self.now()).await?;
                let (outcome, branch) = if holds { (Outcome::Yes, Branch::Yes) } else { (Outcome::No, Branch::No) };
                Done { branch: Some(branch), ..Done::new(outcome) }
            }
            Step::Webhook { .. } | Step::Email { .. } | Step::Sms { .. } => return Ok(None),
        }))
    }

    async fn send(&self, conn: &mut Conn, whole: &Whole, text: Text<'_>) -> Result<Done> {
        let (_, _, _, contact, event) = whole;
        if let Some(reason) = self.why_not(conn, contact, &text).await? {
            return Ok(Done::skipped(reason));
        }
        let facts = facts::facts(conn, contact.id, contact.lang, event.kind, &event.subjects(), self.now()).await?;
        // What the outbox could not write out is not put into it.
        let settings = settings::read(conn).await?;
        let link = ("#", domain::time::Span::days(1));
        if preview(text.channel, (text.subject, text.body), contact, &settings, link, &facts).is_err() {
            return Ok(Done::skipped(SkipReason::Unwritable));
        }
        let Text { channel, subject, body, destination } = text;
        let letter = Letter {
            channel,
            kind: MessageKind::Automation,
            lang: contact.lang,
            text: store::messages::keep_text(conn, &self.text(subject, body)).await?,
            destination: &destination.to_string(),
            facts: &facts,
            issuer: None,
            broadcast: None,
        };
        let id = self.enqueue(conn, contact, &letter).await?;
        Ok(Done { message: Some(id), ..Done::new(Outcome::Done) })
    }

    /// Why the contact cannot be sent that now. Where the link leads is found out when the message goes out.
    pub(super) async fn why_not(&self, conn: &mut Conn, contact: &Contact, text: &Text<'_>) -> Result<Option<SkipReason>> {
        if contact.state == ContactState::Disabled {
            return Ok(Some(SkipReason::Disabled));
        }
        if text.channel == Channel::Sms && contact.phone.is_none() {
            return Ok(Some(SkipReason::NoPhone));
        }
        let opens_nothing = text.has_link() && !store::grants::any_active(conn, contact.id, self.now()).await?;
        Ok(opens_nothing.then_some(SkipReason::NoActiveOffer))
    }

    async fn grant(&self, conn: &mut Conn, contact: &Contact, offer: OfferId, cause: Cause) -> Result<Done> {
        let found = store::offers::find(conn, offer).await?;
        let Some(offer) = found.filter(|offer| offer.state == Publication::Published) else {
            return Ok(Done::skipped(SkipReason::OfferGone));
        };
        let now = self.now();
        if store::grants::has_active(conn, contact.id, offer.id, now).await? {
            return Ok(Done::skipped(SkipReason::HasOffer));
        }
        let news = self.news_of(conn, cause).await?;
        news.give(conn, &self.new_grant(contact.id, &offer, now)).await?;
        let subject = Subject::contact(contact).with(offer.title);
        store::audit::insert(conn, &self.event_by(ACTOR, Action::GrantCreated, subject)).await?;
        Ok(Done::new(Outcome::Done))
    }

    async fn revoke(&self, conn: &mut Conn, contact: &Contact, offer: OfferId, cause: Cause) -> Result<Done> {
        let now = self.now();
        let news = self.news_of(conn, cause).await?;
        let before = news.access(conn, contact.id, now).await?;
        if !store::grants::revoke_active(conn, contact.id, offer, now).await? {
            return Ok(Done::skipped(SkipReason::HasNotOffer));
        }
        news.tell_access(conn, contact.id, &before, now).await?;
        let title = store::offers::find(conn, offer).await?.map(|offer| offer.title).unwrap_or_default();
        store::audit::insert(conn, &self.event_by(ACTOR, Action::GrantRevoked, Subject::contact(contact).with(title))).await?;
        Ok(Done::new(Outcome::Done))
    }

    /// Whether the contact may see where a link leads; when it cannot be made at all that is not asked.
    pub(super) async fn sees(&self, conn: &mut Conn, contact: &Contact, destination: &Destination) -> Result<bool> {
        match self.may_mint(conn, contact, destination).await {
            Err(Error::Problem(Problem::Invalid(Invalid::Destination))) => Ok(false),
            Ok(_) | Err(Error::Problem(Problem::Invalid(Invalid::NoActiveOffer | Invalid::ContactDisabled))) => Ok(true),
            Err(error) => Err(error),
        }
    }
}

/// Where the run goes on after that.
pub(super) fn next(definition: &domain::Definition, path: &StepPath, branch: Option<Branch>) -> Option<StepPath> {
    match branch {
        Some(branch) => definition.answered(path, branch),
        None => definition.after(path),
    }
}
