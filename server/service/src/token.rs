//! The token of a magic link: 32 bytes in base58, about 44 letters and digits, so that it fits an SMS and no mail program
//! cuts it.
//!
//! | bytes | |
//! |---|---|
//! | 12 | random; with the next four the selector, which finds the row |
//! | 4 | the first bytes of an HMAC over the twelve: an invented token is refused without asking the database |
//! | 16 | the verifier: the first bytes of an HMAC over the row's key id, purpose, selector, nonce, contact, generation, expiry |
//!
//! The verifier is made again from the row and the key file whenever it is needed, and stored nowhere.

use secrecy::{ExposeSecret as _, SecretString};
use store::links::Link;
use subtle::ConstantTimeEq as _;

use crate::{Keys, Random};

const RANDOM: usize = 12;
const SELECTOR: usize = 16;
const LENGTH: usize = 32;

/// A token as it came in a URL: the right shape, nothing proved.
#[derive(Clone)]
pub struct Token([u8; LENGTH]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Reads what has the shape of a token.
    pub fn parse(text: &str) -> Option<Self> {
        if !(32..=44).contains(&text.len()) {
            return None;
        }
        let mut bytes = [0; LENGTH];
        let n = bs58::decode(text).onto(&mut bytes).ok()?;
        (n == LENGTH).then_some(Self(bytes))
    }

    pub fn selector(&self) -> &[u8] {
        &self.0[..SELECTOR]
    }

    /// Whether one of our keys made the selector.
    pub fn is_ours(&self, keys: &Keys) -> bool {
        let (random, check) = self.0[..SELECTOR].split_at(RANDOM);
        keys.ids().any(|id| selector_check(keys, id, random).is_some_and(|made| bool::from(made.ct_eq(check))))
    }

    /// Whether this token proves `link`.
    pub fn proves(&self, keys: &Keys, link: &Link) -> bool {
        verifier(keys, link).is_some_and(|made| bool::from(made.ct_eq(&self.0[SELECTOR..])))
    }
}

/// A selector for a new link.
pub fn new_selector(keys: &Keys, random: &Random) -> [u8; SELECTOR] {
    let mut selector = [0; SELECTOR];
    selector[..RANDOM].copy_from_slice(&random.bytes::<RANDOM>());
    let check = selector_check(keys, keys.current(), &selector[..RANDOM]).expect("the current key is there");
    selector[RANDOM..].copy_from_slice(&check);
    selector
}

/// The link's token; `None` once the key it was made with is gone.
pub fn of_link(keys: &Keys, link: &Link) -> Option<SecretString> {
    let mut bytes = [0; LENGTH];
    bytes[..SELECTOR].copy_from_slice(link.selector.get(..SELECTOR)?);
    bytes[SELECTOR..].copy_from_slice(&verifier(keys, link)?);
    Some(bs58::encode(bytes).into_string().into())
}

/// The link's URL on this portal.
pub fn url(public_url: &str, token: &SecretString) -> SecretString {
    format!("{public_url}/l/{}", token.expose_secret()).into()
}

fn selector_check(keys: &Keys, key: &str, random: &[u8]) -> Option<[u8; SELECTOR - RANDOM]> {
    let mac = keys.mac(key, &[b"selector", random])?;
    mac[..SELECTOR - RANDOM].try_into().ok()
}

fn verifier(keys: &Keys, link: &Link) -> Option<[u8; LENGTH - SELECTOR]> {
    let mac = keys.mac(
        &link.key_id,
        &[
            b"link",
            link.key_id.as_bytes(),
            link.purpose.word().as_bytes(),
            &link.selector,
            &link.nonce,
            link.contact_id.0.as_bytes(),
            &link.generation.to_be_bytes(),
            &link.expires_at.0.to_be_bytes(),
        ],
    )?;
    mac[..LENGTH - SELECTOR].try_into().ok()
}
