//! The Outbox as admins see it, and what they send (L3, D4).

use domain::sms::Length;
use domain::view::Page;
use domain::view::messages::{MessageCard, MessageQuery, MessageRow, Outbox};
use domain::view::settings::PortalSettings;
use domain::{Channel, ContactId, Destination, MessageId, MessageKind, Problem};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;
use store::contacts::Contact;
use store::messages::{Filter, Message, Text};
use store::{Conn, Way};

use super::{Carried, Facts, Links, Person, Written, facts, values};
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result, codes, consents, links, paging, settings};

/// Messages on a page.
const PAGE: usize = 50;
/// As long as the longest token.
const ANY_TOKEN: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// In the place of a link that is not there to be opened: not made yet, or dead.
const fn no_link(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "#",
        Channel::Sms => "…",
    }
}

impl AsAdmin {
    /// Writes a message with the contact's link into the outbox (L3).
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer (L6), may not see the destination, or has no phone number for an SMS.
    pub async fn send_link(&self, contact: ContactId, channel: Channel, destination: Destination) -> Result<MessageId> {
        self.send(contact, MessageKind::Login, channel, destination).await
    }

    /// Invites the contact by e-mail (L8).
    ///
    /// # Errors
    /// Those of [`Self::send_link`].
    pub async fn invite(&self, contact: ContactId) -> Result<MessageId> {
        self.send(contact, MessageKind::Invite, Channel::Email, Destination::Home).await
    }

    async fn send(&self, contact: ContactId, kind: MessageKind, channel: Channel, destination: Destination) -> Result<MessageId> {
        let me = self.clone();
        let sent = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    let id = me.portal.enqueue_link(conn, &contact, kind, channel, &destination, Some(me.id)).await?;
                    store::audit::insert(conn, &me.event(Action::LinkSent, Subject::contact(&contact).with(format!("{destination}, {channel}")))).await?;
                    Ok::<_, Error>(id)
                }
                .boxed()
            })
            .await?;
        self.portal.outbox_filled(channel);
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
        let broadcast = match query.broadcast {
            Some(id) => Some(store::broadcasts::find(&mut conn, id).await?.ok_or(Problem::NotFound)?),
            None => None,
        };
        let page = page(&mut conn, query).await?.map(|(message, contact, text)| {
            let subject = about(&message, &contact, text, &settings);
            self.row(message, &contact, subject)
        });
        Ok(Outbox {
            page,
            standing: self.portal.outlets.standing(),
            contact: contact.map(|contact| (contact.id, contact.name)),
            broadcast: broadcast.map(|broadcast| (broadcast.id, broadcast.name)),
        })
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

    /// One message and, as plain text, what it says; its link is not in there, nor its code.
    pub async fn message(&self, id: MessageId) -> Result<MessageCard> {
        let mut conn = self.portal.store.read().await?;
        let (message, contact) = store::messages::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let settings = settings::read(&mut conn).await?;
        let text = text_of(&mut conn, &message).await?;
        drop(conn);
        let url = |path: &str, token: &str| format!("{}{path}{token}", self.portal.public_url());
        let with = |token: &str| {
            let (login, unsubscribe) = (url("/l/", token), url("/unsubscribe/", "…"));
            self.written(&message, &contact, &text, &settings, Links { login: &login, unsubscribe: Some(&unsubscribe) })
        };
        let written = with("…")?;
        let length = match message.channel {
            Channel::Email => None,
            Channel::Sms => Some(Length::of(&with(ANY_TOKEN)?.text)),
        };
        let subject = about(&message, &contact, text, &settings);
        Ok(MessageCard { row: self.row(message, &contact, subject), text: written.text, length })
    }

    /// The document that a mail program shows. Its link is in it once it was made, while it works; that an admin saw it is a line in
    /// the log, but for who made it just now. Its code never is: an admin has no use for it but to come in as somebody else.
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
            None => no_link(message.channel),
        };
        let text = text_of(&mut conn, &message).await?;
        drop(conn);
        let unsubscribe = consents::url(self.portal.public_url(), &self.portal.keys, contact.id);
        let html = self.written(&message, &contact, &text, &settings, Links { login: shown, unsubscribe: Some(&unsubscribe) })?.html;
        if let Some(link) = live.filter(|link| links::is_news(link.issuer_id, link.created_at, self.id, now)) {
            let event = self.event(Action::LinkShown, Subject::contact(&contact).with(link.destination));
            self.portal.store.write(move |conn| async move { Ok::<_, Error>(store::audit::insert(conn, &event).await?) }.boxed()).await?;
        }
        Ok(html)
    }

    /// The message with those links; the way out only if it was written to many.
    fn written(&self, message: &Message, contact: &Contact, text: &Text, settings: &PortalSettings, links: Links<'_>) -> Result<Written> {
        let facts = facts(message);
        let links = Links { unsubscribe: links.unsubscribe.filter(|_| message.broadcast_id.is_some()), ..links };
        let carried = masked(settings, message.kind, links, &facts);
        let (text, person) = ((text.subject.as_str(), text.body.as_str()), Person::of(contact));
        let written = super::write(message.channel, text, person, &carried, settings, self.portal.public_url(), message.lang);
        Ok(written.map_err(anyhow::Error::from)?)
    }

    /// Sends a message anew that came to an end without being sent.
    ///
    /// # Errors
    /// A conflict if it waits already, or was sent.
    pub async fn retry_message(&self, id: MessageId) -> Result<()> {
        let channel = self.change_message(id, Action::MessageRetried).await?;
        self.portal.outbox_filled(channel);
        Ok(())
    }

    /// Takes back a message that still waits.
    ///
    /// # Errors
    /// A conflict if it came to an end already, or is on its way in this moment.
    pub async fn cancel_message(&self, id: MessageId) -> Result<()> {
        self.change_message(id, Action::MessageCancelled).await?;
        Ok(())
    }

    /// The channel of the message that was changed.
    async fn change_message(&self, id: MessageId, action: Action) -> Result<Channel> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let now = me.portal.now();
                    let (message, contact) = store::messages::find(conn, id).await?.ok_or(Problem::NotFound)?;
                    let changed = match action {
                        Action::MessageCancelled => store::messages::cancel(conn, id, now).await?,
                        _ => store::messages::queue_again(conn, id, now).await?,
                    };
                    if !changed {
                        return Err(Problem::Conflict.into());
                    }
                    store::audit::insert(conn, &me.event(action, Subject::contact(&contact))).await?;
                    Ok::<_, Error>(message.channel)
                }
                .boxed()
            })
            .await
    }
}

/// What the message carries as admins see it: with those addresses in the place of its links, and without its code.
fn masked<'a>(settings: &PortalSettings, kind: MessageKind, links: Links<'a>, facts: &'a Facts) -> Carried<'a> {
    let link_life = settings::life(settings, kind.purpose());
    Carried { links, link_life, code: kind.has_code().then_some((codes::MASK, link_life.min(codes::LIFE))), facts }
}

async fn text_of(conn: &mut Conn, message: &Message) -> Result<Text> {
    Ok(store::messages::texts(conn, &[message.text_id]).await?.pop().ok_or(Problem::NotFound)?)
}

/// What a list shows of a message: an e-mail's subject, or what an SMS says but for its link.
fn about(message: &Message, contact: &Contact, text: Text, settings: &PortalSettings) -> String {
    let facts = facts(message);
    let links = Links { login: no_link(message.channel), unsubscribe: None };
    let values = values(Person::of(contact), settings, &masked(settings, message.kind, links, &facts), message.lang);
    let line = match message.channel {
        Channel::Email => text.subject,
        Channel::Sms => text.body,
    };
    super::render::line(&line, &values).unwrap_or(line)
}

async fn page(conn: &mut Conn, query: &MessageQuery) -> Result<Page<(Message, Contact, Text)>> {
    let filter = Filter { state: query.state, contact: query.contact, broadcast: query.broadcast };
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
