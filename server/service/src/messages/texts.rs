//! What messages say: the built-in texts, each a subject on its first line and a body in Markdown below.

use domain::time::Span;
use domain::{Lang, MessageKind};

/// A subject and a body, both with variables.
pub(super) struct Template {
    pub subject: &'static str,
    pub body: &'static str,
}

pub(super) fn built_in(kind: MessageKind, lang: Lang) -> Template {
    let file = match (kind, lang) {
        (MessageKind::Login, Lang::En) => include_str!("texts/en/login.md"),
        (MessageKind::Login, Lang::Fr) => include_str!("texts/fr/login.md"),
        (MessageKind::SignIn, Lang::En) => include_str!("texts/en/sign-in.md"),
        (MessageKind::SignIn, Lang::Fr) => include_str!("texts/fr/sign-in.md"),
        (MessageKind::FreshLink, Lang::En) => include_str!("texts/en/fresh-link.md"),
        (MessageKind::FreshLink, Lang::Fr) => include_str!("texts/fr/fresh-link.md"),
    };
    let (subject, body) = file.split_once('\n').unwrap_or((file, ""));
    Template { subject, body: body.trim_start() }
}

/// About how long: `7 days`, `30 hours`, `15 minutes`, in the largest unit of which there are two, rounded down to a whole one. What is
/// missing from the last minute was lost on the way here.
pub(super) fn life(span: Span, lang: Lang) -> String {
    let units = match lang {
        Lang::En => [("days", "day"), ("hours", "hour"), ("minutes", "minute")],
        Lang::Fr => [("jours", "jour"), ("heures", "heure"), ("minutes", "minute")],
    };
    let span = span.0 + Span::minutes(1).0 - 1;
    let sizes = [Span::days(1), Span::hours(1), Span::minutes(1)].map(|size| size.0);
    let unit = sizes.iter().position(|size| span / size >= 2).unwrap_or(2);
    let n = span / sizes[unit];
    let (many, one) = units[unit];
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_in_the_text_and_never_in_the_subject() {
        for (kind, lang) in MessageKind::ALL.iter().flat_map(|kind| Lang::ALL.iter().map(|lang| (*kind, *lang))) {
            let Template { subject, body } = built_in(kind, lang);
            assert!(!subject.is_empty() && !subject.contains("code"), "{subject}");
            assert_eq!(body.contains("\n\n`{{ code }}`\n\n"), kind.has_code(), "{kind} in {lang}");
        }
    }

    #[test]
    fn a_life_reads_as_people_say_it() {
        for (span, english, french) in [
            (Span::days(7), "7 days", "7 jours"),
            (Span(Span::days(7).0 - 1), "7 days", "7 jours"),
            (Span::hours(24), "24 hours", "24 heures"),
            (Span::hours(76), "3 days", "3 jours"),
            (Span::minutes(90), "90 minutes", "90 minutes"),
            (Span::minutes(1), "1 minute", "1 minute"),
        ] {
            assert_eq!((life(span, Lang::En).as_str(), life(span, Lang::Fr).as_str()), (english, french));
        }
    }
}
