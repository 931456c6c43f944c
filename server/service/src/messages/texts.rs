//! What messages say: the built-in texts. An e-mail's is a subject on its first line and a body in Markdown below; an SMS's is one line
//! of characters that GSM has (`domain::sms`), or it would take twice as many messages.

use domain::time::Span;
use domain::{Channel, Lang, MessageKind, Timestamp};

/// A subject and a body, both with variables. An SMS has no subject.
pub(super) struct Template {
    pub subject: &'static str,
    pub body: &'static str,
}

/// `None` if there is none: an admin writes what automations and broadcasts say, and a code goes to the address that it is asked for by.
pub(super) fn built_in(kind: MessageKind, channel: Channel, lang: Lang) -> Option<Template> {
    let file = match (kind, channel, lang) {
        (MessageKind::Login, Channel::Email, Lang::En) => include_str!("texts/en/login.md"),
        (MessageKind::Login, Channel::Email, Lang::Fr) => include_str!("texts/fr/login.md"),
        (MessageKind::Login, Channel::Sms, Lang::En) => include_str!("texts/en/login.sms.txt"),
        (MessageKind::Login, Channel::Sms, Lang::Fr) => include_str!("texts/fr/login.sms.txt"),
        (MessageKind::Invite, Channel::Email, Lang::En) => include_str!("texts/en/invite.md"),
        (MessageKind::Invite, Channel::Email, Lang::Fr) => include_str!("texts/fr/invite.md"),
        (MessageKind::Invite, Channel::Sms, Lang::En) => include_str!("texts/en/invite.sms.txt"),
        (MessageKind::Invite, Channel::Sms, Lang::Fr) => include_str!("texts/fr/invite.sms.txt"),
        (MessageKind::SignIn, Channel::Email, Lang::En) => include_str!("texts/en/sign-in.md"),
        (MessageKind::SignIn, Channel::Email, Lang::Fr) => include_str!("texts/fr/sign-in.md"),
        (MessageKind::FreshLink, Channel::Email, Lang::En) => include_str!("texts/en/fresh-link.md"),
        (MessageKind::FreshLink, Channel::Email, Lang::Fr) => include_str!("texts/fr/fresh-link.md"),
        (MessageKind::SignIn | MessageKind::FreshLink, Channel::Sms, _) | (MessageKind::Automation | MessageKind::Broadcast, ..) => return None,
    };
    let (subject, body) = match channel {
        Channel::Email => file.split_once('\n').unwrap_or((file, "")),
        Channel::Sms => ("", file),
    };
    Some(Template { subject, body: body.trim_start() })
}

/// Below what was written to many: why one gets it, and what ends that.
pub(super) const fn opting_out(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::En => ["You get this because you have access to this portal.", "Unsubscribe"],
        Lang::Fr => ["Vous recevez ceci parce que vous avez accès à ce portail.", "Se désinscrire"],
    }
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
    use domain::sms::{Alphabet, Length};

    use super::*;

    /// Every text of a channel.
    fn all(channel: Channel) -> impl Iterator<Item = (MessageKind, Lang, Template)> {
        let of = move |kind: MessageKind, lang: Lang| Some((kind, lang, built_in(kind, channel, lang)?));
        MessageKind::ALL.iter().flat_map(move |kind| Lang::ALL.iter().filter_map(move |lang| of(*kind, *lang)))
    }

    #[test]
    fn a_code_stands_in_the_text_and_never_in_the_subject() {
        for (kind, lang, Template { subject, body }) in all(Channel::Email) {
            assert!(!subject.is_empty() && !subject.contains("code"), "{subject}");
            assert_eq!(body.contains("\n\n`{{ code }}`\n\n"), kind.has_code(), "{kind} in {lang}");
        }
    }

    #[test]
    fn an_sms_is_written_in_characters_that_gsm_has_and_carries_no_code() {
        for (kind, lang, template) in all(Channel::Sms) {
            assert_eq!(Length::of(template.body.trim_end()).alphabet, Alphabet::Gsm, "{kind} in {lang}");
            assert!(!kind.has_code(), "{kind} in {lang}");
        }
    }

    #[test]
    fn a_day_reads_as_people_write_it() {
        let day = Timestamp::from_date("2026-05-01").unwrap();
        assert_eq!((day_in_words(day, Lang::En).as_str(), day_in_words(day, Lang::Fr).as_str()), ("1 May 2026", "1er mai 2026"));
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
