//! The code that goes with a link which somebody asks for (R8): six digits, to type where the message is not, on another device or in
//! an installed app. It leads where its link leads and dies with it, and sooner: after a quarter of an hour, once it was used, after
//! five tries, and when a newer one is sent.
//!
//! It is made again from its row, its link's and the key file whenever it is needed, and stored nowhere. It finds nothing by itself: it
//! proves the address that is typed with it.

use domain::time::Span;
use store::Conn;
use store::links::Link;
use store::sign_in_codes::SignInCode;
use subtle::ConstantTimeEq as _;

use crate::{Keys, Portal, Result};

/// How long a code lives, unless its link dies sooner.
pub(crate) const LIFE: Span = Span::minutes(15);
/// Times a code may be typed. With twenty messages a day for an address (`requests`), whoever guesses has a hundred tries a day at a
/// million codes: as many as NIST SP 800-63B-4 (3.2.2) lets fail before an account is to be locked.
pub(crate) const TRIES: i32 = 5;
/// What stands in the place of a code where it is not to be seen.
pub(crate) const MASK: &str = "••••••";

const DIGITS: usize = 6;

/// Six digits: the right shape, nothing proved.
#[derive(Clone)]
pub struct Code([u8; DIGITS]);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// Reads six digits as people type them, with spaces or a hyphen between.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 32 {
            return None;
        }
        let typed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-').collect();
        let digits: [u8; DIGITS] = typed.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The code of a row, which goes with `link`; `None` once the key that it is made with is gone.
    pub fn of(keys: &Keys, link: &Link, row: &SignInCode) -> Option<Self> {
        let mac = keys.mac(
            &link.key_id,
            &[
                b"code",
                link.key_id.as_bytes(),
                link.purpose.word().as_bytes(),
                &row.nonce,
                row.contact_id.0.as_bytes(),
                &link.generation.to_be_bytes(),
                &row.expires_at.0.to_be_bytes(),
            ],
        )?;
        let (first, _) = mac.split_first_chunk::<8>()?;
        // Of 2^64 numbers, so that no code is likelier than another by more than one in ten million million.
        let digits = format!("{:06}", u64::from_be_bytes(*first) % 1_000_000);
        Some(Self(digits.as_bytes().try_into().ok()?))
    }

    /// Whether this code is the row's, which goes with `link`.
    pub(crate) fn proves(&self, keys: &Keys, link: &Link, row: &SignInCode) -> bool {
        Self::of(keys, link, row).is_some_and(|made| bool::from(made.0.ct_eq(&self.0)))
    }

    /// The digits, to be shown to whom the code is for.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Portal {
    /// The code that goes out with `link`, and how long it works: that of an earlier try to send it while it is good, else a new one, in
    /// the place of whatever code the contact has. In the transaction of `conn`, which holds the contact.
    pub(crate) async fn code_of(&self, conn: &mut Conn, link: &Link) -> Result<(Code, Span)> {
        let now = self.now();
        let kept = store::sign_in_codes::find(conn, link.contact_id).await?;
        let good = |row: &SignInCode| row.link_id == link.id && row.used_at.is_none() && row.expires_at > now && row.tries < TRIES;
        let row = if let Some(row) = kept.filter(good) {
            row
        } else {
            let row = SignInCode {
                contact_id: link.contact_id,
                link_id: link.id,
                nonce: self.random.bytes::<16>().to_vec(),
                expires_at: link.expires_at.min(now + LIFE),
                tries: 0,
                used_at: None,
            };
            store::sign_in_codes::put(conn, &row).await?;
            row
        };
        let code = Code::of(&self.keys, link, &row).ok_or_else(|| anyhow::anyhow!("the key {} is not in the key file", link.key_id))?;
        Ok((code, row.expires_at - now))
    }
}

#[cfg(test)]
mod tests {
    use domain::{ContactId, LinkId, LinkPurpose, Timestamp};

    use super::*;
    use crate::Random;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    fn row() -> SignInCode {
        SignInCode { contact_id: ContactId::MAX, link_id: LinkId::MAX, nonce: vec![7; 16], expires_at: NOW + LIFE, tries: 0, used_at: None }
    }

    fn link(keys: &Keys) -> Link {
        Link {
            id: LinkId::MAX,
            selector: Vec::new(),
            nonce: Vec::new(),
            contact_id: ContactId::MAX,
            generation: 2,
            purpose: LinkPurpose::Requested,
            destination: "home".to_owned(),
            issuer_id: None,
            key_id: keys.current().to_owned(),
            created_at: NOW,
            expires_at: NOW + LIFE,
            revoked_at: None,
            uses: 0,
            use_limit: 10,
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5"] {
            assert_eq!(Code::parse(typed).map(|code| code.expose().to_owned()).as_deref(), Some("012345"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６", "+12345", &" ".repeat(64)] {
            assert!(Code::parse(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn case_48_a_code_is_made_of_all_that_it_is_bound_to() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("keys"), &Random::seeded(1), true).unwrap();
        let code = |link: &Link, row: &SignInCode| Code::of(&keys, link, row).map(|code| code.expose().to_owned());
        let link = || link(&keys);
        let made = code(&link(), &row()).unwrap();
        assert_eq!(code(&link(), &row()).unwrap(), made, "the same each time");
        assert!(Code::parse(&made).unwrap().proves(&keys, &link(), &row()));
        let others = [
            code(&link(), &SignInCode { nonce: vec![8; 16], ..row() }),
            code(&link(), &SignInCode { contact_id: ContactId::MIN, ..row() }),
            code(&link(), &SignInCode { expires_at: NOW, ..row() }),
            code(&Link { generation: 3, ..link() }, &row()),
            code(&Link { purpose: LinkPurpose::Sent, ..link() }, &row()),
        ];
        for other in others {
            assert_ne!(other.unwrap(), made);
        }
        assert_eq!(code(&Link { key_id: "removed".to_owned(), ..link() }, &row()), None);
        assert_eq!(format!("{:?}", Code::parse("012345").unwrap()), "Code(…)");
    }
}
