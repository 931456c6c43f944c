//! Writing messages into the outbox.

use anyhow::Context as _;
use domain::{AdminId, Channel, Destination, Invalid, MessageId, MessageKind, MessageState};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::contacts::Contact;
use store::messages::{Message, Text};

use super::texts;
use crate::{Portal, Result};

impl Portal {
    /// Writes a message with a link to `destination` into the outbox, in the transaction of `conn`: if that is kept it will be sent,
    /// if it is not it never was. The link is made when it goes out.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, may not see the destination, or has no phone number for an SMS.
    pub(crate) async fn enqueue(
        &self,
        conn: &mut Conn,
        contact: &Contact,
        kind: MessageKind,
        channel: Channel,
        destination: &Destination,
        issuer: Option<AdminId>,
    ) -> Result<MessageId> {
        self.may_mint(conn, contact, destination).await?;
        let address = super::address(contact, channel).ok_or(Invalid::NoPhone)?.to_owned();
        let template = texts::built_in(kind, channel, contact.lang).with_context(|| format!("{kind} is not sent by {channel}"))?;
        let text = Text {
            id: self.new_id(),
            digest: Sha256::new().chain_update(template.subject).chain_update([0_u8]).chain_update(template.body).finalize().to_vec(),
            subject: template.subject.to_owned(),
            body: template.body.to_owned(),
        };
        let now = self.now();
        let message = Message {
            id: self.new_id(),
            contact_id: contact.id,
            channel,
            kind,
            address,
            lang: contact.lang,
            text_id: store::messages::keep_text(conn, &text).await?,
            destination: destination.to_string(),
            issuer_id: issuer,
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
        };
        store::messages::insert(conn, &message).await?;
        Ok(message.id)
    }
}
