//! Telephone numbers as their countries have them: whether one can exist, and how people write it.
//!
//! The numbering plans come with the `phonenumber` crate, and only they decide what [`checked`] takes. That crate's own
//! parser drops the first digit of some whole numbers (`+7 8…`), and what it calls valid knows no numbers that were handed
//! out since, nor those that are set aside for examples.

use std::fmt::Write as _;

use domain::{Invalid, Phone};
use phonenumber::metadata::{DATABASE, Metadata};
use phonenumber::{Mode, PhoneNumber, Type};

/// What somebody can be called at.
const KINDS: [Type; 9] =
    [Type::FixedLine, Type::Mobile, Type::Voip, Type::PersonalNumber, Type::TollFree, Type::SharedCost, Type::PremiumRate, Type::Uan, Type::Pager];

/// The number, if its country has numbers that begin like it and are as long. The zero that is dialled within the country
/// only, as in `+33 (0)6 …`, is dropped.
///
/// # Errors
/// [`Invalid::Phone`].
pub(crate) fn checked(phone: &Phone) -> Result<Phone, Invalid> {
    let digits = phone.as_str().trim_start_matches('+');
    let (plans, code, national) = plans(digits).ok_or(Invalid::Phone)?;
    let fits = |national: &str| plans.iter().any(|plan| is_of(plan, national));
    if fits(national) {
        return Ok(phone.clone());
    }
    let without_trunk = plans.iter().filter_map(|plan| national.strip_prefix(plan.national_prefix()?)).find(|rest| fits(rest));
    without_trunk.and_then(|rest| format!("+{code}{rest}").parse().ok()).ok_or(Invalid::Phone)
}

/// The plans of the countries that share the number's calling code, the code, and what follows it.
fn plans(digits: &str) -> Option<(Vec<&'static Metadata>, &str, &str)> {
    (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        Some((DATABASE.by_code(&code.parse::<u16>().ok()?)?, code, national))
    })
}

fn is_of(plan: &Metadata, national: &str) -> bool {
    let is_as_long = |kind: &Type| plan.descriptors().get(*kind).is_some_and(|kind| kind.possible_length().iter().any(|n| usize::from(*n) == national.len()));
    plan.descriptors().general().is_match(national) && KINDS.iter().any(is_as_long)
}

/// A stored number in its country's groups, `+33 6 39 98 01 02`; as it is stored where they are not known.
pub(crate) fn grouped(stored: &str) -> String {
    let number = phonenumber::parse(None, stored).ok().filter(|number| written(number, Mode::E164).as_deref() == Some(stored));
    number.and_then(|number| written(&number, Mode::International)).unwrap_or_else(|| stored.to_owned())
}

fn written(number: &PhoneNumber, mode: Mode) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", number.format().mode(mode)).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Invalid> {
        checked(&text.parse().unwrap()).map(String::from)
    }

    #[test]
    fn takes_numbers_that_their_country_can_have() {
        for (typed, kept) in [
            ("+33 6 39 98 01 02", "+33639980102"),
            ("+33 (0)6 39 98 01 02", "+33639980102"),
            ("+33 1 99 00 44 17", "+33199004417"),
            ("+44 7700 900123", "+447700900123"),
            ("+1 202-555-0123", "+12025550123"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+7 812 345-67-89", "+78123456789"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn refuses_the_others() {
        for typed in ["+33 6 39 98 01", "+33 6 39 98 01 02 99", "+44 7700 900", "+1 123 456 7890", "+999 123 4567", "+210 12345678"] {
            assert_eq!(read(typed), Err(Invalid::Phone), "{typed}");
        }
    }

    #[test]
    fn writes_them_as_people_do() {
        assert_eq!(grouped("+33639980102"), "+33 6 39 98 01 02");
        assert_eq!(grouped("+447700900123"), "+44 7700 900123");
        assert_eq!(grouped("+12025550123"), "+1 202-555-0123");
        for stored in ["+33639980102", "+12025550123", "+390612345678", "+78123456789", "+4915123456789"] {
            assert_eq!(grouped(stored).parse::<Phone>().unwrap().as_str(), stored, "can be sent back as it is shown");
        }
        assert_eq!(grouped("no number"), "no number");
    }
}
