//! Messages on their way out: taken from the outbox for a while, written out with their links, and what became of them.

use std::collections::HashMap;

use domain::message::{TRIES, is_hard_bounce, pause_after};
use domain::time::Span;
use domain::view::settings::PortalSettings;
use domain::{Channel, ContactId, ContactState, Destination, Invalid, MessageId, MessageState, Problem, Suppression, Timestamp, Trouble};
use futures_util::FutureExt as _;
use secrecy::ExposeSecret as _;
use store::Conn;
use store::consents::Suppressed;
use store::contacts::Contact;
use store::links::Link;
use store::messages::{Message, Outcome, Text};

use super::bars::Bars;
use super::{Carried, Links, Person, Written, address, facts, needs_link};
use crate::codes::{self, Code};
use crate::{Error, Portal, Result, consents, links, settings};

/// Nobody else works on what was taken for so long. Longer than any server may keep us waiting.
const LEASE: Span = Span::minutes(10);
/// So much of it must be left to begin sending.
const LEFT: Span = Span::minutes(3);
/// What a server said is kept so far.
const LONGEST_ANSWER: usize = 500;

/// A message, ready to be sent.
pub struct Outgoing {
    pub id: MessageId,
    /// An e-mail address, or a phone number in E.164.
    pub address: String,
    /// Who it is for, as mail programs show it.
    pub name: String,
    pub lang: &'static str,
    pub written: Written,
    /// Where one says that one wants no more like it; of what was written to many.
    pub unsubscribe: Option<String>,
    pub(super) contact: Option<ContactId>,
    pub(super) code: Option<Code>,
    pub(super) lease: Vec<u8>,
    pub(super) leased_until: Timestamp,
    pub(super) tries: u32,
}

impl Outgoing {
    /// What a server said of it, as it may be kept and shown: one line, not too long, without its code and the tokens of links.
    pub fn said(&self, answer: &str) -> String {
        short(answer, self.code.as_ref())
    }
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
    /// Takes up to `limit` messages of the channel that are due, those that have waited longest first, and makes their links: in the
    /// contact's current generation, the same link at every try while it works. What cannot have a link any more is given up here.
    /// Nobody else is given them for ten minutes; whoever takes longer is not heard in [`Self::settle`].
    pub async fn take_outgoing(&self, channel: Channel, limit: u32) -> Result<Vec<Outgoing>> {
        let (now, lease) = (self.now(), self.random.bytes::<16>());
        let taken = self
            .store
            .write(move |conn| async move { Ok::<_, Error>(store::messages::lease(conn, channel, &lease, now, now + LEASE, limit.into()).await?) }.boxed())
            .await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = taken.iter().map(|message| message.id).collect();
        match self.write_out(taken, lease).await {
            Ok(ready) => Ok(ready),
            Err(error) => {
                // If not even that can be written, others may take them once their time is over.
                if let Err(error) = self.give_all_back(ids, lease.to_vec(), now).await {
                    error.into_problem();
                }
                Err(error)
            }
        }
    }

    /// Makes the links of what was taken and writes them out, in a transaction of its own: it holds contacts before messages, as
    /// whoever deletes a contact does.
    async fn write_out(&self, taken: Vec<Message>, lease: [u8; 16]) -> Result<Vec<Outgoing>> {
        let portal = self.clone();
        self.store
            .write(move |conn| {
                async move {
                    let contacts: Vec<_> = taken.iter().map(|message| message.contact_id).collect();
                    let contacts: HashMap<_, _> = store::contacts::hold_all(conn, &contacts).await?.into_iter().map(|contact| (contact.id, contact)).collect();
                    let texts: Vec<_> = taken.iter().map(|message| message.text_id).collect();
                    let texts: HashMap<_, _> = store::messages::texts(conn, &texts).await?.into_iter().map(|text| (text.id, text)).collect();
                    let settings = settings::read(conn).await?;
                    let bars = Bars::read(conn, &taken).await?;
                    let mut ready = Vec::with_capacity(taken.len());
                    for message in taken {
                        if let Some(bar) = bars.of(&message) {
                            bar.put_before(conn, &message, &lease, portal.now()).await?;
                            continue;
                        }
                        let (Some(contact), Some(text)) = (contacts.get(&message.contact_id), texts.get(&message.text_id)) else { continue };
                        match portal.link_of(conn, &message, contact, text).await? {
                            Ok((link, address)) => {
                                let code = match &link {
                                    Some(link) if message.kind.has_code() => Some(portal.code_of(conn, link).await?),
                                    _ => None,
                                };
                                match portal.written_out(message, contact, address, text, (link.as_ref(), code), &settings) {
                                    Ok(outgoing) => ready.push(outgoing),
                                    // The others go out; this one is tried again once its time is over.
                                    Err(error) => {
                                        error.into_problem();
                                    }
                                }
                            }
                            Err(trouble) => portal.give_up(conn, &message, &lease, trouble).await?,
                        }
                    }
                    Ok::<_, Error>(ready)
                }
                .boxed()
            })
            .await
    }

    /// Where nobody else can be at work, frees what an earlier run of the server had taken when it ended. Call it before the first
    /// [`Self::take_outgoing`].
    pub async fn take_over_outgoing(&self) -> Result<()> {
        if !self.store.is_alone() {
            return Ok(());
        }
        self.store.write(|conn| async move { Ok::<_, Error>(store::messages::free(conn).await?) }.boxed()).await
    }

    /// Nobody can send it any more, and why.
    async fn give_up(&self, conn: &mut Conn, message: &Message, lease: &[u8], trouble: Trouble) -> Result<()> {
        let now = self.now();
        let outcome = Outcome { state: MessageState::Failed, trouble: Some(trouble), answer: None, due_at: now, settled_at: Some(now) };
        store::messages::settle(conn, message.id, lease, &outcome).await?;
        Ok(())
    }

    /// The link that the message carries, if its text has one, and where it goes: the link of an earlier try while it works, else a new
    /// one; home where its place is gone.
    async fn link_of<'c>(&self, conn: &mut Conn, message: &Message, contact: &'c Contact, text: &Text) -> Result<Result<(Option<Link>, &'c str), Trouble>> {
        let Some(address) = address(contact, message.channel) else { return Ok(Err(Trouble::NoPhone)) };
        if !needs_link(&text.subject) && !needs_link(&text.body) {
            if contact.state == ContactState::Disabled {
                return Ok(Err(Trouble::Disabled));
            }
            store::messages::set_link(conn, message.id, None, address).await?;
            return Ok(Ok((None, address)));
        }
        if let Some(id) = message.link_id
            && message.address == address
            && let Some(link) = store::links::find(conn, id).await?
            && links::state(&self.keys, &link, contact, store::grants::any_active(conn, contact.id, self.now()).await?, self.now()).is_live()
        {
            return Ok(Ok((Some(link), address)));
        }
        let destination = message.destination.parse().unwrap_or_default();
        for destination in [destination, Destination::Home] {
            match self.mint(conn, contact, &destination, message.kind.purpose(), message.issuer_id).await {
                Ok(link) => {
                    store::messages::set_link(conn, message.id, Some(link.id), address).await?;
                    return Ok(Ok((Some(link), address)));
                }
                Err(Error::Problem(Problem::Invalid(Invalid::Destination))) => {}
                Err(Error::Problem(Problem::Invalid(Invalid::NoActiveOffer))) => return Ok(Err(Trouble::NoActiveOffer)),
                Err(Error::Problem(Problem::Invalid(Invalid::ContactDisabled))) => return Ok(Err(Trouble::Disabled)),
                Err(error) => return Err(error),
            }
        }
        Ok(Err(Trouble::NoDestination))
    }

    fn written_out(
        &self,
        message: Message,
        contact: &Contact,
        address: &str,
        text: &Text,
        (link, code): (Option<&Link>, Option<(Code, Span)>),
        settings: &PortalSettings,
    ) -> Result<Outgoing> {
        let url = link.map(|link| self.link_url(link)).transpose()?;
        let unsubscribe = message.broadcast_id.map(|_| consents::url(self.public_url(), &self.keys, contact.id));
        let carried = Carried {
            links: Links { login: url.as_ref().map_or("", |url| url.expose_secret()), unsubscribe: unsubscribe.as_deref() },
            link_life: link.map_or(Span(0), |link| link.expires_at - link.created_at),
            code: code.as_ref().map(|(code, life)| (code.expose(), *life)),
            facts: &facts(&message),
        };
        let said = (text.subject.as_str(), text.body.as_str());
        let written = super::write(message.channel, said, Person::of(contact), &carried, settings, self.public_url(), message.lang);
        Ok(Outgoing {
            id: message.id,
            address: address.to_owned(),
            name: contact.name.clone(),
            lang: message.lang.word(),
            written: written.map_err(anyhow::Error::from)?,
            unsubscribe,
            contact: Some(contact.id),
            code: code.map(|(code, _)| code),
            lease: message.lease.unwrap_or_default(),
            leased_until: message.leased_until.unwrap_or(Timestamp::MIN),
            tries: u32::try_from(message.tries).unwrap_or(1),
        })
    }

    /// Whether there is time enough to send the message before somebody else may take it.
    pub fn has_time_for(&self, message: &Outgoing) -> bool {
        self.now() + LEFT <= message.leased_until
    }

    /// Writes down what became of a try, and that the address does not exist if the server says so. `false` if it took too long:
    /// somebody else has the message now.
    pub async fn settle(&self, message: &Outgoing, fate: Fate) -> Result<bool> {
        let now = self.now();
        let said = |answer: &str| Some(message.said(answer));
        let bounced = match (&fate, message.contact) {
            (Fate::Refused { answer }, Some(contact_id)) if is_hard_bounce(answer) => {
                let (address, detail) = (message.address.clone(), message.said(answer));
                Some(Suppressed { contact_id, address, reason: Suppression::HardBounce, detail, at: now })
            }
            _ => None,
        };
        let over = |state, trouble, answer| Outcome { state, trouble, answer, due_at: now, settled_at: Some(now) };
        let outcome = match fate {
            Fate::Sent { answer } => over(MessageState::Sent, None, said(&answer)),
            Fate::Kept => over(MessageState::Kept, None, None),
            Fate::Refused { answer } => over(MessageState::Failed, Some(Trouble::Refused), said(&answer)),
            Fate::Delayed { answer } if message.tries >= TRIES => over(MessageState::Failed, Some(Trouble::TooManyTries), said(&answer)),
            Fate::Delayed { answer } => Outcome {
                state: MessageState::Queued,
                trouble: Some(Trouble::Delayed),
                answer: said(&answer),
                due_at: now + pause_after(message.tries),
                settled_at: None,
            },
        };
        let (id, lease) = (message.id, message.lease.clone());
        self.store
            .write(move |conn| {
                async move {
                    // The contact before the message, as whoever deletes them does.
                    let is_there = match &bounced {
                        Some(row) => store::contacts::keep(conn, row.contact_id).await?,
                        None => false,
                    };
                    let settled = store::messages::settle(conn, id, &lease, &outcome).await?;
                    if let Some(row) = bounced.filter(|_| is_there && settled) {
                        store::consents::suppress(conn, &row).await?;
                    }
                    Ok::<_, Error>(settled)
                }
                .boxed()
            })
            .await
    }

    /// Gives a message back as if it had not been tried, not to be taken again before `pause` is over.
    pub async fn give_back(&self, message: &Outgoing, pause: Span) -> Result<()> {
        self.give_all_back(vec![message.id], message.lease.clone(), self.now() + pause).await
    }

    async fn give_all_back(&self, ids: Vec<MessageId>, lease: Vec<u8>, due: Timestamp) -> Result<()> {
        self.store.write(move |conn| async move { Ok::<_, Error>(store::messages::give_back(conn, &ids, &lease, due).await?) }.boxed()).await
    }
}

/// Paths of addresses behind which a token stands.
const BEFORE_TOKENS: [&str; 2] = ["/l/", "/unsubscribe/"];

/// One line, not too long, without the code and the tokens of links: filters quote what they dislike.
fn short(answer: &str, code: Option<&Code>) -> String {
    let answer = match code {
        Some(code) => answer.replace(code.expose(), codes::MASK),
        None => answer.to_owned(),
    };
    let line: String = answer.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ANSWER).collect();
    BEFORE_TOKENS.into_iter().fold(line.trim().to_owned(), |line, path| {
        let mut pieces = line.split(path);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| text + path + "…" + piece.trim_start_matches(|c: char| c.is_ascii_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_60_an_answer_that_is_kept_holds_no_token_and_no_code() {
        assert_eq!(short("554 the URL https://a.example/l/7YxQ2 is\r\nlisted", None), "554 the URL https://a.example/l/… is  listed");
        assert_eq!(short("554 https://a.example/unsubscribe/7YxQ2>", None), "554 https://a.example/unsubscribe/…>");
        assert_eq!(short("250 taken\r\n", None), "250 taken");
        let code = Code::parse("012345").unwrap();
        assert_eq!(short("554 \"012345\" looks like spam", Some(&code)), "554 \"••••••\" looks like spam");
    }
}
