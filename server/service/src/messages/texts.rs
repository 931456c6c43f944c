//! What messages say: the built-in texts, each a subject on its first line and a body in Markdown below.

use domain::time::Span;
use domain::{Lang, Timestamp};

/// A subject and a body, both with variables.
pub(super) struct Template {
    pub subject: &'static str,
    pub body: &'static str,
}

/// The way in, as an admin sends it.
pub(super) fn login(lang: Lang) -> Template {
    let file = match lang {
        Lang::En => include_str!("texts/en/login.md"),
        Lang::Fr => include_str!("texts/fr/login.md"),
    };
    let (subject, body) = file.split_once('\n').unwrap_or((file, ""));
    Template { subject, body: body.trim_start() }
}

/// `7 days`, `24 hours`, `15 minutes`.
pub(super) fn life(span: Span, lang: Lang) -> String {
    let units = match lang {
        Lang::En => [("day", "days"), ("hour", "hours"), ("minute", "minutes")],
        Lang::Fr => [("jour", "jours"), ("heure", "heures"), ("minute", "minutes")],
    };
    let sizes = [Span::days(1), Span::hours(1), Span::minutes(1)];
    let whole = sizes.iter().position(|size| span.0 % size.0 == 0 && (span.0 / size.0 > 1 || size.0 == sizes[2].0)).unwrap_or(2);
    let n = span.0 / sizes[whole].0;
    let (one, many) = units[whole];
    format!("{n} {}", if n == 1 { one } else { many })
}

const MONTHS: [[&str; 2]; 12] = [
    ["January", "janvier"],
    ["February", "février"],
    ["March", "mars"],
    ["April", "avril"],
    ["May", "mai"],
    ["June", "juin"],
    ["July", "juillet"],
    ["August", "août"],
    ["September", "septembre"],
    ["October", "octobre"],
    ["November", "novembre"],
    ["December", "décembre"],
];

/// `3 May 2026`, `1er mai 2026`: the day that a calendar on the wall shows.
pub(crate) fn day_in_words(local: Timestamp, lang: Lang) -> String {
    let t = local.utc();
    let [english, french] = MONTHS[usize::from(u8::from(t.month())) - 1];
    match lang {
        Lang::En => format!("{} {english} {}", t.day(), t.year()),
        Lang::Fr if t.day() == 1 => format!("1er {french} {}", t.year()),
        Lang::Fr => format!("{} {french} {}", t.day(), t.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_as_people_write_it() {
        let day = Timestamp::from_date("2026-05-01").unwrap();
        assert_eq!((day_in_words(day, Lang::En).as_str(), day_in_words(day, Lang::Fr).as_str()), ("1 May 2026", "1er mai 2026"));
    }

    #[test]
    fn a_life_reads_as_people_say_it() {
        for (span, english, french) in [
            (Span::days(7), "7 days", "7 jours"),
            (Span::hours(24), "24 hours", "24 heures"),
            (Span::minutes(90), "90 minutes", "90 minutes"),
            (Span::minutes(1), "1 minute", "1 minute"),
        ] {
            assert_eq!((life(span, Lang::En).as_str(), life(span, Lang::Fr).as_str()), (english, french));
        }
    }
}
