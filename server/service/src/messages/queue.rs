//! Writing messages into the outbox.

use anyhow::Context as _;
use domain::{AdminId, BroadcastId, Channel, Destination, Invalid, Lang, MessageId, MessageKind, MessageState, MessageTextId};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::contacts::Contact;
use store::messages::{Message, Text};

use super::{Facts, texts};
use crate::{Portal, Result};

/// A message but for whom it is for.
pub(crate) struct Letter<'a> {
    pub channel: Channel,
    pub kind: MessageKind,
    pub lang: Lang,
    pub text: MessageTextId,
    /// Where the link in it leads, if it has one.
    pub destination: &'a str,
    pub facts: &'a Facts,
    pub issuer: Option<AdminId>,
    pub broadcast: Option<BroadcastId>,
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
        let letter = Letter {
            channel,
            kind,
            lang: contact.lang,
            text: store::messages::keep_text(conn, &self.text(template.subject, template.body)).await?,
            destination: &destination.to_string(),
            facts: &Facts::new(),
            issuer,
            broadcast: None,
        };
        self.enqueue(conn, contact, &letter).await
    }

    /// Writes a message into the outbox, in the transaction of `conn`: if that is kept it will be sent, if it is not it never was. Its link
    /// is made when it goes out. Tell whoever sends, once it is kept: [`Self::outbox_filled`].
    ///
    /// # Errors
    /// Those of [`Self::new_message`].
    pub(crate) async fn enqueue(&self, conn: &mut Conn, contact: &Contact, letter: &Letter<'_>) -> Result<MessageId> {
        let message = self.new_message(contact, letter)?;
        store::messages::insert(conn, &message).await?;
        Ok(message.id)
    }

    /// What messages say, ready to be kept. An SMS has no subject.
    pub(crate) fn text(&self, subject: &str, body: &str) -> Text {
        Text {
            id: self.new_id(),
            digest: Sha256::new().chain_update(subject).chain_update([0_u8]).chain_update(body).finalize().to_vec(),
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    /// A message that is due now.
    ///
    /// # Errors
    /// [`Invalid::NoPhone`] for an SMS to a contact without a number.
    pub(crate) fn new_message(&self, contact: &Contact, letter: &Letter<'_>) -> Result<Message> {
        let facts = if letter.facts.is_empty() { None } else { Some(serde_json::to_string(letter.facts).map_err(anyhow::Error::from)?) };
        let now = self.now();
        Ok(Message {
            id: self.new_id(),
            contact_id: contact.id,
            channel: letter.channel,
            kind: letter.kind,
            address: super::address(contact, letter.channel).ok_or(Invalid::NoPhone)?.to_owned(),
            lang: letter.lang,
            text_id: letter.text,
            destination: letter.destination.to_owned(),
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
            broadcast_id: letter.broadcast,
            rank: letter.kind.rank(),
        })
    }
}
