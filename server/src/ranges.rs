//! Which part of a file is asked for (RFC 9110, section 14).

use std::ops::Range;

/// What to answer with.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it, also to what is no range, or several: that is allowed, and nobody needs more.
    Whole,
    Only(Range<u64>),
    /// There is no such part.
    None,
}

/// The part of a file of `length` bytes that a `Range` header names.
pub fn part(header: &str, length: u64) -> Part {
    let Some(range) = header.trim().strip_prefix("bytes=") else { return Part::Whole };
    let Some((first, last)) = range.split_once('-') else { return Part::Whole };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if last < first => Part::Whole,
        (Some(first), _) if first >= length && is_number_or_nothing(last) => Part::None,
        (Some(first), Some(last)) => Part::Only(first..length.min(last.saturating_add(1))),
        (Some(first), None) if last.trim().is_empty() => Part::Only(first..length),
        (None, Some(0)) if first.trim().is_empty() => Part::None,
        (None, Some(_)) if first.trim().is_empty() && length == 0 => Part::None,
        (None, Some(last)) if first.trim().is_empty() => Part::Only(length.saturating_sub(last)..length),
        _ => Part::Whole,
    }
}

/// Digits alone; more of them than fit count as the largest number.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn is_number_or_nothing(text: &str) -> bool {
    text.trim().is_empty() || number(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_range() {
        for (header, expected) in [
            ("bytes=0-0", Part::Only(0..1)),
            ("bytes=0-", Part::Only(0..100)),
            ("bytes=10-19", Part::Only(10..20)),
            ("bytes=90-1000", Part::Only(90..100)),
            ("bytes=99-99999999999999999999999", Part::Only(99..100)),
            ("bytes=-1", Part::Only(99..100)),
            ("bytes=-1000", Part::Only(0..100)),
            (" bytes=5-6 ", Part::Only(5..7)),
            ("bytes=100-", Part::None),
            ("bytes=100-200", Part::None),
            ("bytes=99999999999999999999999-", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=20-10", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=--1", Part::Whole),
            ("bytes=100-x", Part::Whole),
            ("items=0-1", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(header, 100), expected, "{header}");
        }
        assert_eq!(part("bytes=0-", 0), Part::None);
        assert_eq!(part("bytes=-5", 0), Part::None);
    }
}
