//! The words, one folder a language, one file an area. English declares an area's words with [`words!`]; every other
//! language fills the same struct, so the compiler finds a missing or an extra one. A `{name}` in a text is filled in with
//! [`fill`]; what depends on a number has a text for one and one for many, chosen by [`Words::count`].

use domain::Lang;

mod actions;
pub mod en;
pub mod fr;
mod time;

/// Declares the words of an area, and their English.
macro_rules! words {
    ($(#[$doc:meta])* $area:ident { $($key:ident: $text:expr),* $(,)? }) => {
        $(#[$doc])*
        pub struct $area { $(pub $key: &'static str),* }
        /// The English words.
        pub const WORDS: $area = $area { $($key: $text),* };
    };
}
pub(crate) use words;

/// The words of one language.
#[derive(Clone, Copy)]
pub struct Words {
    pub lang: Lang,
}

impl Words {
    pub const fn of(lang: Lang) -> Self {
        Self { lang }
    }

    /// `one` or `many`, as the language counts (French counts 0 as one), with `{n}` filled in.
    pub fn count(self, n: u32, one: &str, many: &str) -> String {
        let single = match self.lang {
            Lang::En => n == 1,
            Lang::Fr => n <= 1,
        };
        fill(if single { one } else { many }, &[("n", &self.number(n))])
    }

    /// A whole number with its thousands apart.
    pub fn number(self, n: u32) -> String {
        let digits = n.to_string();
        let mark = match self.lang {
            Lang::En => ",",
            Lang::Fr => "\u{202f}",
        };
        let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
        groups.join(mark)
    }

    /// `part` of `whole` in whole percent, rounded; `None` of nothing.
    pub fn percent(self, part: u32, whole: u32) -> Option<String> {
        let (part, whole) = (u64::from(part), u64::from(whole));
        let percent = (part * 100 + whole / 2).checked_div(whole)?;
        Some(match self.lang {
            Lang::En => format!("{percent}%"),
            Lang::Fr => format!("{percent}\u{a0}%"),
        })
    }
}

/// Gives [`Words`] a method for each area: a bundle carries the words of the areas it asks for, and no others.
macro_rules! areas {
    ($($area:ident: $words:ident),* $(,)?) => {
        impl Words {$(
            pub const fn $area(self) -> &'static en::$area::$words {
                match self.lang {
                    Lang::En => &en::$area::WORDS,
                    Lang::Fr => &fr::$area::WORDS,
                }
            }
        )*}
    };
}

areas! {
    admins: Admins,
    audit: Audit,
    builder: Builder,
    certificates: Certificates,
    comments: Comments,
    common: Common,
    contacts: Contacts,
    dashboard: Dashboard,
    enter: Enter,
    learner: Learner,
    links: Links,
    offers: Offers,
    problems: Problems,
    quizzes: Quizzes,
    settings: Settings,
}

/// Puts values in the place of `{name}`s.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_each_language_does() {
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        assert_eq!(en.count(0, "{n} lesson", "{n} lessons"), "0 lessons");
        assert_eq!(fr.count(0, "{n} leçon", "{n} leçons"), "0 leçon");
        assert_eq!(en.count(12_345, "{n} lesson", "{n} lessons"), "12,345 lessons");
        assert_eq!(fr.number(1_000_000), "1\u{202f}000\u{202f}000");
        assert_eq!(en.percent(52, 60).as_deref(), Some("87%"));
        assert_eq!(fr.percent(1, 8).as_deref(), Some("13\u{a0}%"));
        assert_eq!(en.percent(0, 0), None);
    }
}
