//! Text in an address.

use std::fmt::Write as _;

/// Escapes text for a query as `encodeURIComponent` does. The router's own function escapes more on the server than in the
/// browser, and then what the server rendered is not what the browser hydrates.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // A string takes all that is written to it.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// Undoes [`escape`].
pub fn unescape(text: &str) -> String {
    leptos_router::location::Url::unescape(text)
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_that_means_something_in_an_address_is_left() {
        assert_eq!(escape("2026-03-01_a.b~(c)"), "2026-03-01_a.b~(c)");
        assert_eq!(escape("a&b=c#d?e/f%g+h \"é\u{2009}"), "a%26b%3Dc%23d%3Fe%2Ff%25g%2Bh%20%22%C3%A9%E2%80%89");
    }
}
