//! The Outbox as admins see it, and what they send (L3, D4).

use domain::view::Page;
use domain::view::messages::{MessageCard, MessageQuery, MessageRow, Outbox};
use domain::view::settings::PortalSettings;
use domain::{Channel, ContactId, Destination, LinkPurpose, MessageId, Problem};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;
use store::contacts::Contact;
use store::messages::{Filter, Message, Text};
use store::{Conn, Way};

use super::{Written, facts, framed, values};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result, links, paging, settings};

/// Messages on a page.
const PAGE: usize = 50;
/// In the place of a link that is not there to be opened: not made yet, or dead.
const NO_LINK: &str = "#";

impl AsAdmin {
    /// Writes an e-mail with the contact's link into the outbox (L3).
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer (L6), or may not see the destination.
    pub async fn send_link(&self, contact: ContactId, destination: Destination) -> Result<MessageId> {
        let me = self.clone();
        let sent = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let id = me.portal.enqueue_login(conn, &contact, &destination, Some(me.id)).await?;
                    store::audit::insert(conn, &me.event(Action::LinkSent, Subject::contact(&contact).with(destination.to_string()))).await?;
                    Ok::<_, Error>(id)
                }
                .boxed()
            })
            .await?;
        self.portal.outbox_filled();
        Ok(sent)
    }

    /// A page of the Outbox, newest first. A cursor that is none begins the list anew.
    pub async fn outbox(&self, query: &MessageQuery) -> Result<Outbox> {
        let mut conn = self.portal.store.read().await?;
        let settings = settings::read(&mut conn).await?;
        let contact = match query.contact {
            Some(id) => Some(store::contacts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?),
            None => None,
        };
        let page = page(&mut conn, query).await?.map(|(message, contact, text)| {
            let values = values(&contact, &settings, NO_LINK, settings::life(&settings, LinkPurpose::Sent), message.lang, &facts(&message));
            let heading = if message.channel == Channel::Sms { text.body } else { text.subject };
            let subject = super::render::subject(&heading, &values).unwrap_or(heading);
            self.row(message, &contact, subject)
        });
        Ok(Outbox { page, delivery: self.portal.delivery.get(), contact: contact.map(|contact| (contact.id, contact.name)) })
    }

    fn row(&self, message: Message, contact: &Contact, subject: String) -> MessageRow {
        MessageRow {
            id: message.id,
            contact: contact.id,
            name: contact.name.clone(),
            address: message.address,
            channel: message.channel,
            kind: message.kind,
            subject,
            state: message.state,
            on_its_way: message.leased_until.is_some_and(|until| until > self.portal.now()),
            tries: u32::try_from(message.tries).unwrap_or_default(),
            trouble: message.trouble,
            answer: message.answer,
            created_at: message.created_at,
            due_at: message.due_at,
            settled_at: message.settled_at,
        }
    }

    /// One message and, as plain text, what it says; its link is not in there.
    pub async fn message(&self, id: MessageId) -> Result<MessageCard> {
        let mut conn = self.portal.store.read().await?;
        let (message, contact) = store::messages::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let settings = settings::read(&mut conn).await?;
        let written = self.written(&mut conn, &message, &contact, &settings, &format!("{}/l/…", self.portal.public_url())).await?;
        Ok(MessageCard { row: self.row(message, &contact, written.subject), text: written.text })
    }

    /// The document that a mail program shows. Its link is in it once it was made, while it works; that an admin saw it is a line in
    /// the log, but for who made it just now.
    pub async fn message_html(&self, id: MessageId) -> Result<String> {
        let now = self.portal.now();
        let mut conn = self.portal.store.read().await?;
        let (message, contact) = store::messages::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let settings = settings::read(&mut conn).await?;
        let link = match message.link_id {
            Some(link) => store::links::find(&mut conn, link).await?,
            None => None,
        };
        let entitled = store::grants::any_active(&mut conn, contact.id, now).await?;
        let live = link.filter(|link| links::state(&self.portal.keys, link, &contact, entitled, now).is_live());
        let url = live.as_ref().map(|link| self.portal.link_url(link)).transpose()?;
        let shown = match &url {
            Some(url) => url.expose_secret(),
            None => NO_LINK,
        };
        let html = self.written(&mut conn, &message, &contact, &settings, shown).await?.html;
        drop(conn);
        if let Some(link) = live.filter(|link| links::is_news(link.issuer_id, link.created_at, self.id, now)) {
            let event = self.event(Action::LinkShown, Subject::contact(&contact).with(link.destination));
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await?;
        }
        Ok(html)
    }

    async fn written(&self, conn: &mut Conn, message: &Message, contact: &Contact, settings: &PortalSettings, url: &str) -> Result<Written> {
        let text = store::messages::texts(conn, &[message.text_id]).await?.pop().ok_or(Problem::NotFound)?;
        let values = values(contact, settings, url, settings::life(settings, LinkPurpose::Sent), message.lang, &facts(message));
        let written =
            framed(settings, self.portal.public_url(), message.lang, |frame| super::render::write(message.channel, &text.subject, &text.body, &values, frame));
        Ok(written.map_err(anyhow::Error::from)?)
    }

    /// Sends a message anew that came to an end without being sent.
    ///
    /// # Errors
    /// A conflict if it waits already, or was sent.
    pub async fn retry_message(&self, id: MessageId) -> Result<()> {
        self.change_message(id, Action::MessageRetried).await?;
        self.portal.outbox_filled();
        Ok(())
    }

    /// Takes back a message that still waits.
    ///
    /// # Errors
    /// A conflict if it came to an end already, or is on its way in this moment.
    pub async fn cancel_message(&self, id: MessageId) -> Result<()> {
        self.change_message(id, Action::MessageCancelled).await
    }

    async fn change_message(&self, id: MessageId, action: Action) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let now = me.portal.now();
                    let (_, contact) = store::messages::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let changed = match action {
                        Action::MessageCancelled => store::messages::cancel(conn, id, now).await?,
                        _ => store::messages::queue_again(conn, id, now).await?,
                    };
                    if !changed {
                        return Err(Problem::Conflict.into());
                    }
                    Ok::<_, Error>(store::audit::insert(conn, &me.event(action, Subject::contact(&contact))).await?)
                }
                .boxed()
            })
            .await
    }
}

async fn page(conn: &mut Conn, query: &MessageQuery) -> Result<Page<(Message, Contact, Text)>> {
    let filter = Filter { state: query.state, contact: query.contact };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let place = |cursor: &Option<String>| cursor.as_deref().and_then(|id| id.parse::<MessageId>().ok());
    let id = |(message, ..): &(Message, Contact, Text)| message.id.to_string();
    if let Some(before) = place(&query.before)
        && let Some(page) = paging::back(store::messages::page(conn, filter, before, Way::Back, limit).await?, PAGE, id)
    {
        return Ok(page);
    }
    let cursor = place(&query.cursor).filter(|_| query.before.is_none());
    let found = store::messages::page(conn, filter, cursor.unwrap_or(MessageId::MAX), Way::On, limit).await?;
    Ok(paging::on(found, PAGE, cursor.is_some(), id))
}
