//! Writing messages into the outbox.

use domain::{AdminId, Channel, Destination, Invalid, MessageId, MessageKind, MessageState};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::contacts::Contact;
use store::messages::{Message, Text};

use super::{Facts, texts};
use crate::{Portal, Result};

/// What to write, and on whose behalf.
pub(crate) struct Letter<'a> {
    pub channel: Channel,
    pub kind: MessageKind,
    /// Empty for a text message.
    pub subject: &'a str,
    pub body: &'a str,
    /// Where the link in it leads, if it has one.
    pub destination: &'a Destination,
    pub facts: &'a Facts,
    pub issuer: Option<AdminId>,
}

impl Portal {
    /// Writes an e-mail with a link to `destination` into the outbox, in the transaction of `conn`.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, or may not see the destination.
    pub(crate) async fn enqueue_login(&self, conn: &mut Conn, contact: &Contact, destination: &Destination, issuer: Option<AdminId>) -> Result<MessageId> {
        self.may_mint(conn, contact, destination).await?;
        let template = texts::login(contact.lang);
        let (subject, body, facts) = (template.subject, template.body, &Facts::default());
        self.enqueue(conn, contact, &Letter { channel: Channel::Email, kind: MessageKind::Login, subject, body, destination, facts, issuer }).await
    }

    /// Writes a message into the outbox, in the transaction of `conn`: if that is kept it will be sent, if it is not it never was. Its link
    /// is made when it goes out. Tell whoever sends, once it is kept: [`Self::outbox_filled`].
    ///
    /// # Errors
    /// [`Invalid::Phone`] for a text message to a contact without a number.
    pub(crate) async fn enqueue(&self, conn: &mut Conn, contact: &Contact, letter: &Letter<'_>) -> Result<MessageId> {
        let address = match letter.channel {
            Channel::Email => contact.email.clone(),
            Channel::Sms => contact.phone.clone().ok_or(Invalid::Phone)?,
        };
        let text = Text {
            id: self.new_id(),
            digest: Sha256::new().chain_update(letter.subject).chain_update([0_u8]).chain_update(letter.body).finalize().to_vec(),
            subject: letter.subject.to_owned(),
            body: letter.body.to_owned(),
        };
        let facts = if letter.facts.is_empty() { None } else { Some(serde_json::to_string(letter.facts).map_err(anyhow::Error::from)?) };
        let now = self.now();
        let message = Message {
            id: self.new_id(),
            contact_id: contact.id,
            channel: letter.channel,
            kind: letter.kind,
            address,
            lang: contact.lang,
            text_id: store::messages::keep_text(conn, &text).await?,
            destination: letter.destination.to_string(),
            issuer_id: letter.issuer,
            state: MessageState::Queued,
            tries: 0,
            trouble: None,
            answer: None,
            link_id: None,
            created_at: now,
            due_at: now,
            lease: None,
            leased_until: None,
            settled_at: None,
            facts,
        };
        store::messages::insert(conn, &message).await?;
        Ok(message.id)
    }

    /// Tells whoever sends that there is something to send. What nobody is told of is found when they look next.
    pub(crate) fn outbox_filled(&self) {
        self.outbox.notify_one();
    }

    /// Waits until something was written into the outbox by this copy of the server.
    pub async fn until_outbox_filled(&self) {
        self.outbox.notified().await;
    }
}
