//! E-mail addresses.

use crate::problem::{Invalid, Problem};

/// A deliverable address in lower case. Stricter than RFC 5321 on purpose: no quoted local parts, no comments, ASCII only,
/// one `@`, so that an address can never be read as two or as another one (GHSA-5jpx-9hw9-2fx4, GHSA-7rqj-j65f-68wh).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn label(text: &str) -> bool {
    !text.is_empty() && text.len() <= 63 && !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl std::str::FromStr for EmailAddress {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_ascii_lowercase();
        let sound = text.len() <= 254
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && local.len() <= 64
                    && !local.starts_with('.')
                    && !local.ends_with('.')
                    && !local.contains("..")
                    && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
                    && domain.contains('.')
                    && domain.split('.').all(label)
            });
        if sound { Ok(Self(text)) } else { Err(Invalid::Email.into()) }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.0
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_ordinary_addresses_and_lowers_them() {
        for (given, kept) in [(" Ada.L+x@Example.org ", "ada.l+x@example.org"), ("o'neil@a-b.example", "o'neil@a-b.example")] {
            assert_eq!(given.parse::<EmailAddress>().unwrap().as_str(), kept);
        }
    }

    #[test]
    fn refuses_addresses_that_can_be_read_in_two_ways() {
        for given in [
            "\"a@evil\"@victim.org",
            "a\u{ff20}b.org",
            "a@b.org,c@d.org",
            "a@b.org\r\nBcc: c@d.org",
            "a@b",
            "@b.org",
            "a b@c.org",
            "a@-b.org",
            "a..b@c.org",
            "",
        ] {
            assert!(given.parse::<EmailAddress>().is_err(), "{given:?}");
        }
    }
}
