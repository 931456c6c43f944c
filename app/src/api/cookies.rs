//! The portal's cookies: their names and exact attributes, in one place.

use http::{HeaderMap, HeaderValue, header};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// A learner's session.
    Learner,
    /// An admin's session.
    Admin,
    /// The token of a link that is being opened, for ten minutes.
    Enter,
    /// The address that a link was asked for, for as long as a code lives.
    Asked,
    /// The language chosen on this device.
    Language,
    /// The theme chosen on this device.
    Theme,
    /// What a form held that was refused, until its page shows it again.
    Refused,
}

impl Cookie {
    const fn name(self) -> &'static str {
        match self {
            Self::Learner => "latchkey",
            Self::Admin => "latchkey-admin",
            Self::Enter => "latchkey-enter",
            Self::Asked => "latchkey-asked",
            Self::Language => "latchkey-language",
            Self::Theme => "latchkey-theme",
            Self::Refused => "latchkey-refused",
        }
    }

    const fn max_age(self) -> u32 {
        match self {
            Self::Learner => 30 * 86_400,
            Self::Admin => 7 * 86_400,
            Self::Enter => 600,
            Self::Asked => 900,
            Self::Language | Self::Theme => 365 * 86_400,
            Self::Refused => 60,
        }
    }

    /// Bytes of a value at most.
    const fn longest(self) -> usize {
        match self {
            Self::Refused => 3500,
            // The longest address, escaped.
            Self::Asked => 400,
            _ => 256,
        }
    }

    /// Strict for admins: another site's link never arrives with an admin's rights.
    const fn same_site(self) -> &'static str {
        match self {
            Self::Admin => "Strict",
            _ => "Lax",
        }
    }
}

/// How cookies are named here: with `__Host-` and `Secure` over HTTPS, without on a loopback host over plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    pub secure: bool,
}

impl Cookies {
    fn name(self, cookie: Cookie) -> String {
        format!("{}{}", if self.secure { "__Host-" } else { "" }, cookie.name())
    }

    /// The cookie's value. One that is sent twice or is oversized counts as not sent.
    pub fn get(self, headers: &HeaderMap, cookie: Cookie) -> Option<&str> {
        let name = self.name(cookie);
        let mut found = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let value = found.next().filter(|value| value.len() <= cookie.longest())?;
        found.next().is_none().then_some(value)
    }

    /// A `Set-Cookie` that sets it. The value must be what [`crate::address::escape`] leaves of a text; a longer one than [`Self::get`] takes
    /// is lost.
    pub fn set(self, cookie: Cookie, value: &str) -> HeaderValue {
        self.header(cookie, value, cookie.max_age())
    }

    /// A `Set-Cookie` that removes it.
    pub fn clear(self, cookie: Cookie) -> HeaderValue {
        self.header(cookie, "", 0)
    }

    fn header(self, cookie: Cookie, value: &str, max_age: u32) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite={}{secure}", self.name(cookie), cookie.same_site());
        HeaderValue::try_from(text).expect("cookie values are plain")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_23_cookie_attributes_are_exactly_these() {
        let cookies = Cookies { secure: true };
        assert_eq!(cookies.set(Cookie::Learner, "v"), "__Host-latchkey=v; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(cookies.set(Cookie::Admin, "v"), "__Host-latchkey-admin=v; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure");
        assert_eq!(cookies.set(Cookie::Enter, "v"), "__Host-latchkey-enter=v; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(cookies.set(Cookie::Asked, "v"), "__Host-latchkey-asked=v; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(cookies.set(Cookie::Refused, "v"), "__Host-latchkey-refused=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(Cookies { secure: false }.clear(Cookie::Learner), "latchkey=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn case_29_duplicate_and_oversized_cookies_are_ignored() {
        let cookies = Cookies { secure: false };
        let headers = |text: &str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(text).unwrap())]);
        assert_eq!(cookies.get(&headers("a=1; latchkey=x"), Cookie::Learner), Some("x"));
        assert_eq!(cookies.get(&headers("latchkey=x; latchkey=y"), Cookie::Learner), None);
        assert_eq!(cookies.get(&headers(&format!("latchkey={}", "x".repeat(5000))), Cookie::Learner), None);
        assert_eq!(cookies.get(&headers("__Host-latchkey=x"), Cookie::Learner), None);
    }
}
