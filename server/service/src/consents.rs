//! Who takes messages that they did not ask for (RFC 8058): a contact says so with the link in every one of them, or on their account's
//! page. What they ask for, the way in, comes all the same.
//!
//! The token of such a link is the contact's id and the first 16 bytes of an HMAC over it, in base58. It is made for this alone: it has
//! the length of a magic link's token, but nothing in it proves one. It works as long as its key is in the key file, whatever
//! becomes of the contact's links.

use domain::view::broadcasts::{MailStanding, Suppressed};
use domain::{ContactId, Lang, Problem};
use futures_util::FutureExt as _;
use store::Conn;
use subtle::ConstantTimeEq as _;

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Error, Keys, Portal, Result};

const ID: usize = 16;
const LENGTH: usize = 32;

/// The address that a message to the contact bears.
pub(crate) fn url(public_url: &str, keys: &Keys, contact: ContactId) -> String {
    format!("{public_url}/unsubscribe/{}", token(keys, contact))
}

fn token(keys: &Keys, contact: ContactId) -> String {
    let mut bytes = [0; LENGTH];
    bytes[..ID].copy_from_slice(contact.0.as_bytes());
    bytes[ID..].copy_from_slice(&proof(keys, keys.current(), contact.0.as_bytes()).expect("the current key is there"));
    bs58::encode(bytes).into_string()
}

fn proof(keys: &Keys, key: &str, contact: &[u8]) -> Option<[u8; LENGTH - ID]> {
    let mac = keys.mac(key, &[b"unsubscribe", contact])?;
    mac[..LENGTH - ID].try_into().ok()
}

/// The contact whom a token is for; `None` for one that none of our keys made.
fn proved(keys: &Keys, token: &str) -> Option<ContactId> {
    if token.len() > 44 {
        return None;
    }
    let mut bytes = [0; LENGTH];
    let n = bs58::decode(token).onto(&mut bytes).ok()?;
    let (contact, proof_given) = bytes.split_at(ID);
    let proves = |key: &str| proof(keys, key, contact).is_some_and(|made| bool::from(made.ct_eq(proof_given)));
    if n == LENGTH && keys.ids().any(proves) { Some(ContactId(uuid::Uuid::from_slice(contact).ok()?)) } else { None }
}

/// What the page behind such a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The contact's language.
    pub lang: Lang,
    /// Whether the contact takes messages.
    pub on: bool,
}

impl Portal {
    /// The token of the link that messages to the contact bear.
    pub fn unsubscribe_token(&self, contact: ContactId) -> String {
        token(&self.keys, contact)
    }

    /// Whether the contact whom the token is for takes messages; `None` for a token that is nobody's.
    pub async fn subscription(&self, token: &str) -> Result<Option<Subscription>> {
        let Some(id) = proved(&self.keys, token) else { return Ok(None) };
        let mut conn = self.store.read().await?;
        let Some(contact) = store::contacts::find(&mut conn, id).await? else { return Ok(None) };
        let on = store::consents::unsubscribed_at(&mut conn, id).await?.is_none();
        Ok(Some(Subscription { lang: contact.lang, on }))
    }

    /// Says for the contact whom the token is for whether they take messages. What was written already and waits does not go out either.
    /// `None` for a token that is nobody's.
    pub async fn subscribe(&self, token: &str, on: bool) -> Result<Option<Subscription>> {
        let Some(id) = proved(&self.keys, token) else { return Ok(None) };
        if !self.set_subscription(id, on).await? {
            return Ok(None);
        }
        self.subscription(token).await
    }

    /// Whether there is such a contact.
    async fn set_subscription(&self, id: ContactId, on: bool) -> Result<bool> {
        let now = self.now();
        self.store
            .write(move |conn| {
                async move {
                    if !store::contacts::keep(conn, id).await? {
                        return Ok(false);
                    }
                    if on {
                        store::consents::subscribe(conn, id).await?;
                    } else {
                        store::consents::unsubscribe(conn, id, now).await?;
                    }
                    Ok::<_, Error>(true)
                }
                .boxed()
            })
            .await
    }
}

impl AsLearner {
    /// Whether the contact takes messages; `None` for an admin, who gets none.
    pub async fn takes_messages(&self) -> Result<Option<bool>> {
        let Some(contact) = self.contact() else { return Ok(None) };
        let mut conn = self.portal.store.read().await?;
        Ok(Some(store::consents::unsubscribed_at(&mut conn, contact).await?.is_none()))
    }

    /// Says whether the contact takes messages.
    pub async fn take_messages(&self, on: bool) -> Result<()> {
        if let Some(contact) = self.acting() {
            self.portal.set_subscription(contact, on).await?;
        }
        Ok(())
    }
}

/// Whether the contact takes messages, and their address does.
pub(crate) async fn standing(conn: &mut Conn, contact: ContactId) -> Result<MailStanding> {
    let suppressed = store::consents::suppressed(conn, contact).await?;
    Ok(MailStanding {
        unsubscribed_at: store::consents::unsubscribed_at(conn, contact).await?,
        suppressed: suppressed.map(|row| Suppressed { reason: row.reason, detail: row.detail, at: row.at }),
    })
}

impl AsAdmin {
    /// Writes to the contact's address again, although a mail server said that it does not exist. Nothing happens where none did.
    pub async fn lift_suppression(&self, contact: ContactId) -> Result<()> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let contact = store::contacts::hold(conn, contact).await?.ok_or(Problem::NotFound)?;
                    if store::consents::lift(conn, contact.id).await? {
                        store::audit::insert(conn, &me.event(Action::SuppressionLifted, Subject::contact(&contact).with(contact.email.as_str()))).await?;
                    }
                    Ok::<_, Error>(())
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;
    use crate::token::Token;

    fn keys(seed: u64) -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("keys"), &Random::seeded(seed), true).unwrap();
        (folder, keys)
    }

    #[test]
    fn case_61_a_token_is_its_contacts_and_no_link() {
        let ((folder, ours), (_other, others)) = (keys(1), keys(2));
        let contact = ContactId(uuid::Uuid::from_u128(0x0192_f3a1_b2c3_7d8e_9f00_1122_3344_5566));
        let made = token(&ours, contact);
        assert!(made.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{made}");
        assert_eq!(proved(&ours, &made), Some(contact));
        assert_eq!(proved(&others, &made), None);
        assert!(Token::parse(&made).is_none_or(|token| !token.is_ours(&ours)), "it opens nothing");
        for n in 0..made.len() {
            let mut changed = made.clone().into_bytes();
            changed[n] = if changed[n] == b'2' { b'3' } else { b'2' };
            assert_eq!(proved(&ours, &String::from_utf8(changed).unwrap()), None, "letter {n}");
        }
        for garbage in ["", "x", &made[1..], &format!("{made}2"), &"2".repeat(5000)] {
            assert_eq!(proved(&ours, garbage), None, "{garbage}");
        }
        Keys::rotate(&folder.path().join("keys"), &Random::seeded(3)).unwrap();
        let rotated = Keys::open(&folder.path().join("keys"), &Random::seeded(1), false).unwrap();
        assert_eq!(proved(&rotated, &made), Some(contact), "an older key still proves");
    }
}
