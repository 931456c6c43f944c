//! A certificate's number: twelve letters and digits that nobody guesses and everybody can read out.

use crate::problem::{Invalid, Problem};

/// The letters and digits of RFC 4648's Base32: none of them is taken for another one.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LENGTH: usize = 12;

/// Kept as twelve characters, written in three groups: `QXRT-7PLA-2MDE`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateNumber(String);

impl CertificateNumber {
    /// Sixty of these bits count.
    pub fn of_bits(bits: u64) -> Self {
        let digit = |n: usize| char::from(ALPHABET[usize::try_from(bits >> (5 * n) & 31).unwrap_or_default()]);
        Self((0..LENGTH).map(digit).collect())
    }

    /// Without its hyphens: what the database keeps.
    pub fn compact(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for CertificateNumber {
    type Err = Problem;

    /// As people type it: in any case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let number: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        let good = number.len() == LENGTH && number.bytes().all(|byte| ALPHABET.contains(&byte));
        if good { Ok(Self(number)) } else { Err(Invalid::Choice.into()) }
    }
}

impl std::fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        let number = CertificateNumber::of_bits(0x0123_4567_89ab_cdef);
        let shown = number.to_string();
        assert_eq!((shown.len(), number.compact().len()), (14, 12));
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), number.compact().to_owned()] {
            assert_eq!(typed.parse().as_ref(), Ok(&number), "{typed}");
        }
        for wrong in ["", "ABCD-EFGH", "ABCD-EFGH-IJK1", "ABCD-EFGH-IJKLM", "ÉBCD-EFGH-IJK", "../../etc/pwd"] {
            assert!(wrong.parse::<CertificateNumber>().is_err(), "{wrong}");
        }
    }
}
