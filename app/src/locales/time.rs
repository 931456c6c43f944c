//! Instants in words.

use domain::{Lang, Timestamp};

use super::{Words, fill};

const EN_MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const FR_MONTHS: [&str; 12] = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

impl Words {
    /// `22 November 2026`, `22 novembre 2026`.
    pub fn date(self, at: Timestamp) -> String {
        let t = at.utc();
        let month = usize::from(u8::from(t.month())) - 1;
        match self.lang {
            Lang::En => format!("{} {} {}", t.day(), EN_MONTHS[month], t.year()),
            Lang::Fr if t.day() == 1 => format!("1er {} {}", FR_MONTHS[month], t.year()),
            Lang::Fr => format!("{} {} {}", t.day(), FR_MONTHS[month], t.year()),
        }
    }

    /// `22 November 2026, 14:05 UTC`.
    pub fn exact(self, at: Timestamp) -> String {
        let t = at.utc();
        match self.lang {
            Lang::En => format!("{}, {:02}:{:02} UTC", self.date(at), t.hour(), t.minute()),
            Lang::Fr => format!("{} à {:02} h {:02} UTC", self.date(at), t.hour(), t.minute()),
        }
    }

    /// `in 3 days`, `2 hours ago`; the date itself when it is more than 60 days away.
    pub fn relative(self, at: Timestamp, now: Timestamp) -> String {
        let seconds = (at.0 - now.0) / 1_000_000;
        // What is ahead counts from the minute begun: a day from now is no "23 hours" a second later.
        let (ahead, s) = (at > now, seconds.unsigned_abs() + if seconds > 0 { 59 } else { 0 });
        let t = self.common();
        let (n, one, many) = match s {
            0..60 => return (if ahead { t.in_a_moment } else { t.just_now }).to_owned(),
            60..3600 => (s / 60, t.minute, t.minutes),
            3600..86_400 => (s / 3600, t.hour, t.hours),
            86_400..5_184_000 => (s / 86_400, t.day, t.days),
            _ => return self.date(at),
        };
        let span = self.count(domain::count(n), one, many);
        fill(if ahead { t.in_span } else { t.ago }, &[("span", &span)])
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Span;

    use super::*;

    #[test]
    fn reads_as_people_say_it() {
        let now = Timestamp::from_date("2026-03-01").unwrap();
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        assert_eq!(en.relative(now + Span::days(7), now), "in 7 days");
        assert_eq!(en.relative(now + Span::days(1) - Span::seconds(5), now), "in 1 day");
        assert_eq!(fr.relative(now - Span::hours(1), now), "il y a 1 heure");
        assert_eq!(en.relative(now - Span::days(100), now), "21 November 2025");
        assert_eq!(en.relative(now, now), "just now");
        assert_eq!(en.relative(Timestamp(now.0 - 1), now), "just now");
        assert_eq!(en.relative(Timestamp(now.0 + 1), now), "in a moment");
        assert_eq!(fr.exact(now), "1er mars 2026 à 00 h 00 UTC");
    }
}
