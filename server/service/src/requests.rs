//! What people without access ask for: a fresh link, access. The answer is the same whoever asks, so that nobody learns
//! who is known here; the request shows on the dashboard.

use domain::contact::RequestKind;
use domain::{ContactId, Destination, EmailAddress, Invalid, OfferId, Problem, RequestId};
use futures_util::FutureExt as _;
use store::access_requests::Request;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Error, Portal, Result, grants};

/// The setting that holds when anybody last asked.
const LAST_ASKED: &str = "last_asked";

impl Portal {
    /// Asks for a fresh link to `destination` for the contact with that address, if there is one.
    pub async fn ask_by_email(&self, email: &EmailAddress, destination: Destination) -> Result<()> {
        let (portal, email) = (self.clone(), email.clone());
        self.store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::find_by_email(conn, email.as_str()).await?;
                    // Something is written either way: the time it takes tells nobody whether the address is known.
                    store::settings::set(conn, LAST_ASKED, &portal.now().0.to_string()).await?;
                    if let Some(contact) = contact {
                        portal.ask(conn, contact.id, RequestKind::FreshLink, &destination).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Asks for a fresh link in the place of a dead but genuine one, which leads where that one led.
    pub async fn ask_by_link(&self, token: &str) -> Result<()> {
        let Some(token) = self.proved(token).await? else { return Ok(()) };
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    if let Some((link, contact)) = portal.find_proved(conn, &token).await? {
                        portal.ask(conn, contact.id, RequestKind::FreshLink, &link.destination.parse().unwrap_or_default()).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    async fn ask(&self, conn: &mut store::Conn, contact: ContactId, kind: RequestKind, destination: &Destination) -> Result<()> {
        let request = Request { id: self.new_id(), contact_id: contact, kind, destination: destination.to_string(), created_at: self.now(), handled_at: None };
        Ok(store::access_requests::ask(conn, &request).await?)
    }
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
