//! Addresses elsewhere on the web that a creator types: https only, and nothing in them that means something to HTML or to a
//! content security policy.

use std::fmt::Write as _;

use crate::problem::Invalid;

/// Bytes of an address at most.
const LONGEST: usize = 2000;

/// An address that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress {
    text: String,
    /// Where the path begins.
    path: usize,
}

impl WebAddress {
    /// Reads an address; characters that an address has to escape are escaped.
    ///
    /// # Errors
    /// `Invalid::Url` unless it begins with `https://` and names a host.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = typed.trim();
        let scheme = typed.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).ok_or(Invalid::Url)?;
        let rest = &typed[scheme.len()..];
        let (place, way) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let place = place.to_ascii_lowercase();
        if !is_place(&place) || way.chars().any(|c| c.is_control() || c == '\\') {
            return Err(Invalid::Url);
        }
        let mut text = format!("https://{place}");
        let path = text.len();
        for byte in way.bytes() {
            if byte.is_ascii_graphic() && !b"\"<>`{}|^'".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // A string takes all that is written to it.
                let _ = write!(text, "%{byte:02X}");
            }
        }
        if text.len() > LONGEST { Err(Invalid::TooLong) } else { Ok(Self { text, path }) }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `https://calendar.example.org`: what a policy lets in.
    pub fn origin(&self) -> &str {
        &self.text[..self.path]
    }

    /// `calendar.example.org`
    pub fn host(&self) -> &str {
        let place = self.origin().trim_start_matches("https://");
        place.split(':').next().unwrap_or(place)
    }
}

/// Whether it is a host, with a port or without.
fn is_place(place: &str) -> bool {
    let (host, port) = match place.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (place, None),
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && port.is_none_or(|port| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_addresses_as_people_paste_them() {
        let address = WebAddress::parse(" HTTPS://Calendar.Example.org:8443/Büro day?x=1&y='2'#top ").unwrap();
        assert_eq!(address.as_str(), "https://calendar.example.org:8443/B%C3%BCro%20day?x=1&y=%272%27#top");
        assert_eq!(address.origin(), "https://calendar.example.org:8443");
        assert_eq!(address.host(), "calendar.example.org");
        assert_eq!(WebAddress::parse("https://example.org").unwrap().origin(), "https://example.org");
    }

    #[test]
    fn case_18_takes_nothing_else() {
        for hostile in [
            "",
            "http://example.org",
            "javascript:alert(1)",
            "//example.org",
            "https://",
            "https:///x",
            "https://localhost/",
            "https://a b.org/",
            "https://user@example.org/",
            "https://example.org;script-src *",
            "https://example.org'/",
            "https://*.org/",
            "https://example.org:0/",
            "https://example.org:x/",
            "https://example.org/\\evil",
            "https://example.org/a\r\nb",
            "https://-a.org",
        ] {
            assert!(WebAddress::parse(hostile).is_err(), "{hostile:?}");
        }
        assert!(WebAddress::parse(&format!("https://example.org/{}", "a".repeat(2000))).is_err());
    }
}
