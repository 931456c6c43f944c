//! Telephone numbers.

use crate::problem::{Invalid, Problem};

/// A number in E.164 form: `+` and 7 to 15 digits. Whether its country has such numbers is the server's to know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Phone {
    type Err = Problem;

    /// Spaces, dots, dashes and brackets are dropped; `00` counts as `+`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let bare: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-' | '(' | ')' | '/')).collect();
        let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")).unwrap_or_default();
        if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0') {
            Ok(Self(format!("+{digits}")))
        } else {
            Err(Invalid::Phone.into())
        }
    }
}

impl TryFrom<String> for Phone {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_digits_of_an_international_number() {
        for given in ["+33 6 39 98 01 02", "0033639980102", "+33 (6) 39.98-01-02"] {
            assert_eq!(given.parse::<Phone>().unwrap().as_str(), "+33639980102");
        }
        for given in ["06 39 98 01 02", "+33", "+33 CALL", "", "+0123456789"] {
            assert!(given.parse::<Phone>().is_err(), "{given:?}");
        }
    }
}
