//! What people without access ask for: a fresh link, access. The answer is the same whoever asks, so that nobody learns
//! who is known here; the request shows on the dashboard.

use domain::contact::RequestKind;
use domain::{EmailAddress, RequestId};
use futures_util::FutureExt as _;
use store::access_requests::Request;

use crate::audit::{Action, Subject};
use crate::token::Token;
use crate::{AsAdmin, AsLearner, Error, Portal, Result};

/// The setting that holds when anybody last asked.
const LAST_ASKED: &str = "last_asked";

impl Portal {
    /// Asks for a fresh link for the contact with that address, if there is one.
    pub async fn ask_by_email(&self, email: &EmailAddress) -> Result<()> {
        let (portal, email) = (self.clone(), email.clone());
        self.store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::find_by_email(conn, email.as_str()).await?;
                    // Something is written either way: the time it takes tells nobody whether the address is known.
                    store::settings::set(conn, LAST_ASKED, &portal.now().0.to_string()).await?;
                    if let Some(contact) = contact {
                        portal.ask(conn, contact.id, RequestKind::FreshLink).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    /// Asks for a fresh link in the place of a dead but genuine one.
    pub async fn ask_by_link(&self, token: &str) -> Result<()> {
        let Some(token) = Token::parse(token).filter(|token| token.is_ours(&self.keys)) else { return Ok(()) };
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let found = store::links::find_by_selector(conn, token.selector()).await?;
                    if let Some((_, contact)) = found.filter(|(link, _)| token.proves(&portal.keys, link)) {
                        portal.ask(conn, contact.id, RequestKind::FreshLink).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }

    async fn ask(&self, conn: &mut store::Conn, contact: domain::ContactId, kind: RequestKind) -> Result<()> {
        let request = Request { id: self.new_id(), contact_id: contact, kind, created_at: self.now(), handled_at: None };
        Ok(store::access_requests::ask(conn, &request).await?)
    }
}

impl AsLearner {
    /// Asks for access (C7). A preview asks for nothing.
    pub async fn ask_for_access(&self) -> Result<()> {
        let Some(contact) = self.acting() else { return Ok(()) };
        let portal = self.portal.clone();
        self.portal.store.write(move |conn| async move { portal.ask(conn, contact, RequestKind::Access).await }.boxed()).await
    }
}

impl AsAdmin {
    /// Marks a request as dealt with.
    pub async fn close_request(&self, id: RequestId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    if store::access_requests::close(conn, id, me.portal.now()).await? {
                        store::audit::insert(conn, &me.event(Action::RequestHandled, Subject::portal())).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}
