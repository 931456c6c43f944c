//! Messages on their way out: taken from the outbox for a while, written out with their links, and what became of them.

use std::collections::HashMap;

use domain::message::{TRIES, pause_after};
use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Channel, ContactState, Destination, Invalid, LinkPurpose, MessageId, MessageState, Problem, Timestamp, Trouble};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;
use store::Conn;
use store::contacts::Contact;
use store::links::Link;
use store::messages::{Message, Outcome, Text};

use super::{Written, facts, framed, values};
use crate::{Error, Portal, Result, links, settings};

/// Nobody else works on what was taken for so long. Longer than any server may keep us waiting.
const LEASE: Span = Span::minutes(10);
/// So much of it must be left to begin sending.
const LEFT: Span = Span::minutes(3);
/// What a server said is kept so far.
const LONGEST_ANSWER: usize = 500;

/// A message, ready to be sent.
pub struct Outgoing {
    pub id: MessageId,
    pub channel: Channel,
    /// An e-mail address, or a phone number in E.164.
    pub address: String,
    /// Who it is for, as mail programs show it.
    pub name: String,
    pub lang: &'static str,
    pub written: Written,
    lease: Vec<u8>,
    leased_until: Timestamp,
    tries: u32,
}

/// What became of a try.
pub enum Fate {
    /// The next server on the way has it, with these words.
    Sent { answer: String },
    /// It stays in the Outbox: there is nothing to send it with.
    Kept,
    /// Not now: the server's words, or why it could not be asked.
    Delayed { answer: String },
    /// Never.
    Refused { answer: String },
}

impl Portal {
    /// Takes up to `limit` messages that are due, those that have waited longest first, and makes their links: in the contact's current
    /// generation, the same link at every try while it works. What cannot have a link any more is given up here. Nobody else
    /// is given them for ten minutes; whoever takes longer is not heard in [`Self::settle`].
    pub async fn take_outgoing(&self, limit: u32) -> Result<Vec<Outgoing>> {
        let (now, lease) = (self.now(), self.random.bytes::<16>());
        let taken = self
            .store
            .write(move |conn| async move { Ok::<_, Error>(store::messages::lease(conn, &lease, now, now + LEASE, limit.into()).await?) }.boxed())
            .await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        // In a transaction of its own, which holds contacts before messages, as whoever deletes a contact does.
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let contacts: Vec<_> = taken.iter().map(|message| message.contact_id).collect();
                    let contacts: HashMap<_, _> = store::contacts::hold_all(conn, &contacts).await?.into_iter().map(|contact| (contact.id, contact)).collect();
                    let texts: Vec<_> = taken.iter().map(|message| message.text_id).collect();
                    let texts: HashMap<_, _> = store::messages::texts(conn, &texts).await?.into_iter().map(|text| (text.id, text)).collect();
                    let settings = settings::read(conn).await?;
                    let mut ready = Vec::with_capacity(taken.len());
                    for message in taken {
                        let (Some(contact), Some(text)) = (contacts.get(&message.contact_id), texts.get(&message.text_id)) else { continue };
                        match portal.link_of(conn, &message, contact, text).await? {
                            Ok(link) => match portal.written_out(message, contact, text, link.as_ref(), &settings) {
                                Ok(outgoing) => ready.push(outgoing),
                                // The others go out; this one is tried again once its time is over.
                                Err(error) => {
                                    error.into_problem();
                                }
                            },
                            Err(trouble) => {
                                let outcome = Outcome { state: MessageState::Failed, trouble: Some(trouble), answer: None, due_at: now, settled_at: Some(now) };
                                store::messages::settle(conn, message.id, &lease, &outcome).await?;
                            }
                        }
                    }
                    Ok::<_, Error>(ready)
                }
                .boxed()
            })
            .await
    }

    /// The link that the message carries, if its text has one: that of an earlier try while it works, else a new one; home where its
    /// place is gone.
    async fn link_of(&self, conn: &mut Conn, message: &Message, contact: &Contact, text: &Text) -> Result<Result<Option<Link>, Trouble>> {
        let address = address(message, contact);
        if !super::needs_link(&text.subject) && !super::needs_link(&text.body) {
            if contact.state == ContactState::Disabled {
                return Ok(Err(Trouble::Disabled));
            }
            store::messages::set_link(conn, message.id, None, &address).await?;
            return Ok(Ok(None));
        }
        if let Some(id) = message.link_id
            && message.address == address
            && let Some(link) = store::links::find(conn, id).await?
            && links::state(&self.keys, &link, contact, store::grants::any_active(conn, contact.id, self.now()).await?, self.now()).is_live()
        {
            return Ok(Ok(Some(link)));
        }
        let destination = message.destination.parse().unwrap_or_default();
        for destination in [destination, Destination::Home] {
            match self.mint(conn, contact, &destination, LinkPurpose::Sent, message.issuer_id).await {
                Ok(link) => {
                    store::messages::set_link(conn, message.id, Some(link.id), &address).await?;
                    return Ok(Ok(Some(link)));
                }
                Err(Error::Problem(Problem::Invalid(Invalid::Destination))) => {}
                Err(Error::Problem(Problem::Invalid(Invalid::NoActiveOffer))) => return Ok(Err(Trouble::NoActiveOffer)),
                Err(Error::Problem(Problem::Invalid(Invalid::ContactDisabled))) => return Ok(Err(Trouble::Disabled)),
                Err(error) => return Err(error),
            }
        }
        Ok(Err(Trouble::NoDestination))
    }

    fn written_out(&self, message: Message, contact: &Contact, text: &Text, link: Option<&Link>, settings: &PortalSettings) -> Result<Outgoing> {
        let url = link.map(|link| self.link_url(link)).transpose()?;
        let (url, life) = (url.as_ref().map_or("", |url| url.expose_secret()), link.map_or(Span(0), |link| link.expires_at - link.created_at));
        let values = values(contact, settings, url, life, message.lang, &facts(&message));
        let written =
            framed(settings, self.public_url(), message.lang, |frame| super::render::write(message.channel, &text.subject, &text.body, &values, frame));
        Ok(Outgoing {
            id: message.id,
            channel: message.channel,
            address: address(&message, contact),
            name: contact.name.clone(),
            lang: message.lang.word(),
            written: written.map_err(anyhow::Error::from)?,
            lease: message.lease.unwrap_or_default(),
            leased_until: message.leased_until.unwrap_or(Timestamp::MIN),
            tries: u32::try_from(message.tries).unwrap_or(1),
        })
    }

    /// Whether there is time enough to send the message before somebody else may take it.
    pub fn has_time_for(&self, message: &Outgoing) -> bool {
        self.now() + LEFT <= message.leased_until
    }

    /// Writes down what became of a try. `false` if it took too long: somebody else has the message now.
    pub async fn settle(&self, message: &Outgoing, fate: Fate) -> Result<bool> {
        let now = self.now();
        let over = |state, trouble, answer| Outcome { state, trouble, answer, due_at: now, settled_at: Some(now) };
        let outcome = match fate {
            Fate::Sent { answer } => over(MessageState::Sent, None, Some(short(answer))),
            Fate::Kept => over(MessageState::Kept, None, None),
            Fate::Refused { answer } => over(MessageState::Failed, Some(Trouble::Refused), Some(short(answer))),
            Fate::Delayed { answer } if message.tries >= TRIES => over(MessageState::Failed, Some(Trouble::TooManyTries), Some(short(answer))),
            Fate::Delayed { answer } => Outcome {
                state: MessageState::Queued,
                trouble: Some(Trouble::Delayed),
                answer: Some(short(answer)),
                due_at: now + pause_after(message.tries),
                settled_at: None,
            },
        };
        let (id, lease) = (message.id, message.lease.clone());
        self.store.write(move |conn| async move { Ok::<_, Error>(store::messages::settle(conn, id, &lease, &outcome).await?) }.boxed()).await
    }

    /// Gives a message back as if it had not been tried, not to be taken again before `pause` is over.
    pub async fn give_back(&self, message: &Outgoing, pause: Span) -> Result<()> {
        let (id, lease, due) = (message.id, message.lease.clone(), self.now() + pause);
        self.store.write(move |conn| async move { Ok::<_, Error>(store::messages::give_back(conn, id, &lease, due).await?) }.boxed()).await
    }
}

/// Where it goes: to where the contact is reached now.
fn address(message: &Message, contact: &Contact) -> String {
    match message.channel {
        Channel::Email => contact.email.clone(),
        Channel::Sms => contact.phone.clone().unwrap_or_else(|| message.address.clone()),
    }
}

/// One line, not too long, without the tokens of links: filters quote what they dislike.
fn short(answer: String) -> String {
    let line: String = answer.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ANSWER).collect();
    let mut pieces = line.trim().split("/l/");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + "/l/…" + piece.trim_start_matches(|c: char| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_60_an_answer_that_is_kept_holds_no_token() {
        assert_eq!(short("554 the URL https://a.example/l/7YxQ2 is\r\nlisted".to_owned()), "554 the URL https://a.example/l/… is  listed");
        assert_eq!(short("250 taken\r\n".to_owned()), "250 taken");
    }
}
