//! Writing messages into the outbox.

use domain::{AdminId, BroadcastId, Channel, Destination, Lang, MessageId, MessageKind, MessageState, MessageTextId};
use sha2::{Digest as _, Sha256};
use store::Conn;
use store::contacts::Contact;
use store::messages::{Message, Text};

use super::texts;
use crate::{Portal, Result};

/// A message but for whom it is for.
pub(crate) struct Letter {
    pub kind: MessageKind,
    pub lang: Lang,
    pub text: MessageTextId,
    pub destination: String,
    pub issuer: Option<AdminId>,
    pub broadcast: Option<BroadcastId>,
}

impl Portal {
    /// Writes an e-mail with a link to `destination` into the outbox, in the transaction of `conn`: if that is kept it will be sent,
    /// if it is not it never was. The link is made when it goes out.
    ///
    /// # Errors
    /// `Invalid` when the contact is disabled, has no active offer, or may not see the destination.
    pub(crate) async fn enqueue_login(&self, conn: &mut Conn, contact: &Contact, destination: &Destination, issuer: Option<AdminId>) -> Result<MessageId> {
        self.may_mint(conn, contact, destination).await?;
        let template = texts::login(contact.lang);
        let letter = Letter {
            kind: MessageKind::Login,
            lang: contact.lang,
            text: store::messages::keep_text(conn, &self.text(template.subject, template.body)).await?,
            destination: destination.to_string(),
            issuer,
            broadcast: None,
        };
        let message = self.new_message(contact, &letter);
        store::messages::insert(conn, &message).await?;
        Ok(message.id)
    }

    /// What messages say, ready to be kept.
    pub(crate) fn text(&self, subject: &str, body: &str) -> Text {
        Text {
            id: self.new_id(),
            digest: Sha256::new().chain_update(subject).chain_update([0_u8]).chain_update(body).finalize().to_vec(),
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    /// An e-mail that is due now.
    pub(crate) fn new_message(&self, contact: &Contact, letter: &Letter) -> Message {
        let now = self.now();
        Message {
            id: self.new_id(),
            contact_id: contact.id,
            channel: Channel::Email,
            kind: letter.kind,
            address: contact.email.clone(),
            lang: letter.lang,
            text_id: letter.text,
            destination: letter.destination.clone(),
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
            broadcast_id: letter.broadcast,
            rank: letter.kind.rank(),
        }
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
