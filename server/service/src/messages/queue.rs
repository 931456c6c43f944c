//! Writing messages into the outbox.

use anyhow::Context as _;
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
    /// Empty for an SMS.
    pub subject: &'a str,
    pub body: &'a str,
    /// Where the link in it leads, if it has one.
    pub destination: &'a Destination,
    pub facts: &'a Facts,
    pub issuer: Option<AdminId>,
}

impl Portal {
    /// Writes a message with a link to `destination` into the outbox, in words of the portal's own, as [`Self::enqueue`] does.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, may not see the destination, or has no phone number for an SMS.
    pub(crate) async fn enqueue_link(
        &self,
        conn: &mut Conn,
        contact: &Contact,
        kind: MessageKind,
        channel: Channel,
        destination: &Destination,
        issuer: Option<AdminId>,
    ) -> Result<MessageId> {
        self.may_mint(conn, contact, destination).await?;
        let template = texts::built_in(kind, channel, contact.lang).with_context(|| format!("{kind} by {channel} has no words of its own"))?;
        let (subject, body, facts) = (template.subject, template.body, &Facts::default());
        self.enqueue(conn, contact, &Letter { channel, kind, subject, body, destination, facts, issuer }).await
    }

    /// Writes a message into the outbox, in the transaction of `conn`: if that is kept it will be sent, if it is not it never was. Its link
    /// is made when it goes out. Tell whoever sends, once it is kept: [`Self::outbox_filled`].
    ///
    /// # Errors
    /// [`Invalid::NoPhone`] for an SMS to a contact without a number.
    pub(crate) async fn enqueue(&self, conn: &mut Conn, contact: &Contact, letter: &Letter<'_>) -> Result<MessageId> {
        let address = super::address(contact, letter.channel).ok_or(Invalid::NoPhone)?.to_owned();
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
}
