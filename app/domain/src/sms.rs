//! How long a text message is, as networks count (3GPP TS 23.038 and 23.040): a long one is sent, and paid for, as several.

use serde::{Deserialize, Serialize};

/// The characters that take one place in the GSM 7-bit alphabet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those of its extension table: an escape comes before each, so they take two.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alphabet {
    /// GSM 7-bit: 160 places, or 153 in each of several.
    Gsm,
    /// UCS-2, for a text with any character that GSM has not: 70 places, or 67 in each of several.
    Ucs2,
}

impl Alphabet {
    fn of(text: &str) -> Self {
        if text.chars().all(|c| gsm_places(c).is_some()) { Self::Gsm } else { Self::Ucs2 }
    }

    /// Places in a message that is sent alone, and in each of several, which a header joins.
    const fn room(self) -> (u32, u32) {
        match self {
            Self::Gsm => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    fn places(self, c: char) -> u32 {
        match self {
            Self::Gsm => gsm_places(c).unwrap_or_default(),
            Self::Ucs2 => crate::count(c.len_utf16()),
        }
    }
}

fn gsm_places(c: char) -> Option<u32> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// How long a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    pub alphabet: Alphabet,
    /// Places that the text takes.
    pub places: u32,
    /// Messages that it is sent as; one at least.
    pub segments: u32,
    /// Places that as many messages have.
    pub room: u32,
}

impl Length {
    pub fn of(text: &str) -> Self {
        let alphabet = Alphabet::of(text);
        let (alone, each) = alphabet.room();
        let places = text.chars().map(|c| alphabet.places(c)).sum();
        if places <= alone {
            return Self { alphabet, places, segments: 1, room: alone };
        }
        let (mut segments, mut left) = (1, each);
        for c in text.chars() {
            let needed = alphabet.places(c);
            // No character is cut in two: what does not fit goes to the next message whole.
            if needed > left {
                segments += 1;
                left = each;
            }
            left -= needed;
        }
        Self { alphabet, places, segments, room: segments * each }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> (Alphabet, u32, u32) {
        let length = Length::of(text);
        (length.alphabet, length.places, length.segments)
    }

    #[test]
    fn the_alphabet_is_whole() {
        // And the escape itself, which is no character.
        assert_eq!(BASIC.chars().count() + 1, 128);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn plain_text_is_counted_in_160_and_153() {
        use Alphabet::Gsm;
        assert_eq!(length(""), (Gsm, 0, 1));
        assert_eq!(length(&"a".repeat(160)), (Gsm, 160, 1));
        assert_eq!(length(&"a".repeat(161)), (Gsm, 161, 2));
        assert_eq!(length(&"é".repeat(306)), (Gsm, 306, 2));
        assert_eq!(length(&"a".repeat(307)), (Gsm, 307, 3));
    }

    #[test]
    fn the_extension_takes_two_places_and_is_not_cut() {
        use Alphabet::Gsm;
        assert_eq!(length("€[x]"), (Gsm, 7, 1));
        assert_eq!(length(&"€".repeat(80)), (Gsm, 160, 1));
        // 76 fit into the first message, whose last place stays empty.
        assert_eq!(length(&"€".repeat(153)), (Gsm, 306, 3));
    }

    #[test]
    fn one_foreign_character_makes_all_of_it_ucs2() {
        use Alphabet::Ucs2;
        assert_eq!(length("l’accès"), (Ucs2, 7, 1));
        assert_eq!(length("ê"), (Ucs2, 1, 1));
        assert_eq!(length(&"ê".repeat(70)), (Ucs2, 70, 1));
        assert_eq!(length(&"ê".repeat(71)), (Ucs2, 71, 2));
        assert_eq!(length(&"ê".repeat(135)), (Ucs2, 135, 3));
        // 33 pairs fit into each.
        assert_eq!(length(&"🔑".repeat(67)), (Ucs2, 134, 3));
        assert_eq!(Length::of("ê").room, 70);
        assert_eq!(Length::of(&"ê".repeat(71)).room, 134);
    }
}
