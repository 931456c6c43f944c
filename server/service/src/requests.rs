//! What people ask for who cannot get in: a link (R4, R8), access (C7). Who may come in is mailed a link and a code at once. Everybody
//! else who is known shows on the dashboard. Whoever asks by an address is answered the same, and as soon, so that nobody learns who
//! is known here.

use domain::contact::RequestKind;
use domain::time::Span;
use domain::{Channel, ContactId, Destination, EmailAddress, Invalid, Lang, MessageKind, OfferId, Problem, RequestId, Timestamp};
use futures_util::FutureExt as _;
use store::Conn;
use store::access_requests::Request;
use store::contacts::Contact;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Error, Portal, Result, grants};

/// The setting that holds when anybody last asked.
const LAST_ASKED: &str = "last_asked";

/// Between two messages that a contact's address is asked a link for.
const PAUSE: Span = Span::minutes(1);
/// Such messages in an hour at most, so that nobody's mailbox is filled.
const IN_AN_HOUR: usize = 5;
/// Such messages in a day at most, so that few codes can be guessed at (`codes::TRIES`).
const IN_A_DAY: usize = 20;

/// What became of a wish for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A message with a link is on its way, or was a moment ago.
    Mailed,
    /// No link would open anything: the admins are told who asks.
    PassedOn,
}

impl Portal {
    /// Has a link to `destination` sent to the contact with that address, if there is one.
    ///
    /// # Errors
    /// When the database takes nothing now. What was then done for the address is not waited for, and not told.
    pub async fn ask_by_email(&self, email: &EmailAddress, destination: Destination) -> Result<()> {
        let now = self.now();
        // All that the answer waits for: the same for every address.
        self.store.write(move |conn| async move { Ok::<_, Error>(store::settings::set(conn, LAST_ASKED, &now.0.to_string()).await?) }.boxed()).await?;
        let (portal, email) = (self.clone(), email.clone());
        self.do_beside(async move { portal.grant_wish(email, destination).await });
        Ok(())
    }

    async fn grant_wish(&self, email: EmailAddress, destination: Destination) -> Result<()> {
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let Some(found) = store::contacts::find_by_email(conn, email.as_str()).await? else { return Ok(()) };
                    let Some(contact) = store::contacts::hold(conn, found.id).await? else { return Ok(()) };
                    portal.send_asked(conn, &contact, MessageKind::SignIn, &destination).await?;
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await?;
        self.outbox_filled(Channel::Email);
        Ok(())
    }

    /// Has a fresh link sent in the place of a genuine one, to the address on file, which leads where that one led (R4). What became of
    /// it, and the contact's language; `None` for a token that proves nothing.
    pub async fn ask_by_link(&self, token: &str) -> Result<Option<(Asked, Lang)>> {
        let Some(token) = self.proved(token).await? else { return Ok(None) };
        let portal = self.clone();
        let asked = self
            .store
            .write(move |conn| {
                async move {
                    let Some((link, _)) = portal.find_proved(conn, &token).await? else { return Ok(None) };
                    let Some(contact) = store::contacts::hold(conn, link.contact_id).await? else { return Ok(None) };
                    let destination = link.destination.parse().unwrap_or_default();
                    let asked = portal.send_asked(conn, &contact, MessageKind::FreshLink, &destination).await?;
                    Ok::<_, Error>(Some((asked, contact.lang)))
                }
                .boxed()
            })
            .await?;
        self.outbox_filled(Channel::Email);
        Ok(asked)
    }

    /// Writes a message with a link to `destination`, or home where the contact may not see that, in the transaction of `conn`, which
    /// holds the contact; where no link would open anything, a request. Who is sent such messages too often already gets no more.
    async fn send_asked(&self, conn: &mut Conn, contact: &Contact, kind: MessageKind, destination: &Destination) -> Result<Asked> {
        let now = self.now();
        let limit = i64::try_from(IN_A_DAY).unwrap_or(i64::MAX);
        let before = store::messages::written_since(conn, contact.id, &MessageKind::ASKED_FOR, now - Span::days(1), limit).await?;
        if !may_be_sent(&before, now) {
            return Ok(Asked::Mailed);
        }
        for place in [destination, &Destination::Home] {
            let request = match self.enqueue_link(conn, contact, kind, Channel::Email, place, None).await {
                Ok(_) => return Ok(Asked::Mailed),
                Err(Error::Problem(Problem::Invalid(Invalid::Destination))) => continue,
                Err(Error::Problem(Problem::Invalid(Invalid::NoActiveOffer))) => RequestKind::Access,
                Err(Error::Problem(Problem::Invalid(Invalid::ContactDisabled))) => RequestKind::FreshLink,
                Err(error) => return Err(error),
            };
            self.ask(conn, contact.id, request, destination).await?;
            return Ok(Asked::PassedOn);
        }
        Err(Invalid::Destination.into())
    }

    async fn ask(&self, conn: &mut Conn, contact: ContactId, kind: RequestKind, destination: &Destination) -> Result<()> {
        let request = Request { id: self.new_id(), contact_id: contact, kind, destination: destination.to_string(), created_at: self.now(), handled_at: None };
        Ok(store::access_requests::ask(conn, &request).await?)
    }
}

/// Whether one more message may go to an address, given when those of the last day were written, the newest first.
fn may_be_sent(before: &[Timestamp], now: Timestamp) -> bool {
    let within = |span: Span| before.iter().filter(|written| **written > now - span).count();
    within(PAUSE) == 0 && within(Span::hours(1)) < IN_AN_HOUR && within(Span::days(1)) < IN_A_DAY
}

impl AsLearner {
    /// Asks for access (C7). A preview asks for nothing.
    pub async fn ask_for_access(&self) -> Result<()> {
        let Some(contact) = self.acting() else { return Ok(()) };
        let portal = self.portal.clone();
        self.portal.store.write(move |conn| async move { portal.ask(conn, contact, RequestKind::Access, &Destination::Home).await }.boxed()).await
    }
}

impl AsAdmin {
    /// Grants an offer to who asks and marks the request as dealt with (C7), both or neither; whom it was granted to.
    ///
    /// # Errors
    /// A conflict if the request was dealt with already, [`Invalid::Draft`] for a draft, [`Invalid::AlreadyGranted`] if the
    /// contact has the offer.
    pub async fn grant_request(&self, id: RequestId, offer: OfferId) -> Result<ContactId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let now = me.portal.now();
                    let request =
                        store::access_requests::find(conn, id).await?.filter(|request| request.kind == RequestKind::Access).ok_or(Problem::NotFound)?;
                    let contact = store::contacts::hold(conn, request.contact_id).await?.ok_or(Problem::NotFound)?;
                    if !store::access_requests::close(conn, id, now).await? {
                        return Err(Problem::Conflict.into());
                    }
                    let offer = grants::published(conn, offer).await?;
                    if store::grants::has_active(conn, contact.id, offer.id, now).await? {
                        return Err(Invalid::AlreadyGranted.into());
                    }
                    me.portal.news(conn).await?.give(conn, &me.portal.new_grant(contact.id, &offer, now)).await?;
                    store::audit::insert(conn, &me.event(Action::GrantCreated, Subject::contact(&contact).with(offer.title.as_str()))).await?;
                    store::audit::insert(conn, &me.event(Action::RequestHandled, Subject::contact(&contact).with(offer.title))).await?;
                    Ok::<_, Error>(contact.id)
                }
                .boxed()
            })
            .await
    }

    /// Marks a request as dealt with.
    pub async fn close_request(&self, id: RequestId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let Some(request) = store::access_requests::find(conn, id).await? else { return Ok(()) };
                    if store::access_requests::close(conn, id, me.portal.now()).await? {
                        let contact = store::contacts::find(conn, request.contact_id).await?.ok_or(Problem::NotFound)?;
                        store::audit::insert(conn, &me.event(Action::RequestHandled, Subject::contact(&contact))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_only_so_many_messages() {
        let now = Timestamp(1_000_000_000_000_000);
        let every = |pause: Span, n: i64| (1..=n).map(|k| now - Span(pause.0 * k)).collect::<Vec<_>>();
        for (before, may) in [
            (Vec::new(), true),
            (vec![now], false),
            (vec![now - Span::seconds(59)], false),
            (vec![now - PAUSE], true),
            (every(Span::minutes(2), 4), true),
            (every(Span::minutes(2), 5), false),
            (every(Span::minutes(12), 5), true),
            (every(Span::minutes(15), 19), true),
            (every(Span::minutes(15), 20), false),
        ] {
            assert_eq!(may_be_sent(&before, now), may, "{before:?}");
        }
    }
}
