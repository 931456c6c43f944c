//! What messages say: the built-in texts, each a subject on its first line and a body in Markdown below.

use domain::Lang;
use domain::time::Span;

/// A subject and a body, both with variables.
pub(super) struct Template {
    pub subject: &'static str,
    pub body: &'static str,
}

/// The way in.
pub(super) fn login(lang: Lang) -> Template {
    let file = match lang {
        Lang::En => include_str!("texts/en/login.md"),
        Lang::Fr => include_str!("texts/fr/login.md"),
    };
    let (subject, body) = file.split_once('\n').unwrap_or((file, ""));
    Template { subject, body: body.trim_start() }
}

/// Below what was written to many: why one gets it, and what ends that.
pub(super) const fn opting_out(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::En => ["You get this because you have access to this portal.", "Unsubscribe"],
        Lang::Fr => ["Vous recevez ceci parce que vous avez accès à ce portail.", "Se désinscrire"],
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
