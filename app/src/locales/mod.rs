//! The words, one folder a language, one file an area. English declares an area's words with [`words!`]; every other
//! language fills the same struct, so the compiler finds a missing or an extra one. A `{name}` in a text is filled in with
//! [`fill`]; what depends on a number has a text for one and one for many, chosen by [`Words::count`].

use domain::Lang;

mod actions;
mod automations;
mod drip;
pub mod en;
pub mod fr;
mod sentences;
mod size;
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
    automations: Automations,
    branding: Branding,
    broadcasts: Broadcasts,
    builder: Builder,
    certificates: Certificates,
    comments: Comments,
    common: Common,
    communities: Communities,
    contacts: Contacts,
    dashboard: Dashboard,
    drip: Drip,
    editor: Editor,
    enter: Enter,
    groups: Groups,
    learner: Learner,
    links: Links,
    media: Media,
    menus: Menus,
    messages: Messages,
    offers: Offers,
    problems: Problems,
    progress: Progress,
    runs: Runs,
    sections: Sections,
    quizzes: Quizzes,
    settings: Settings,
    steps: Steps,
    triggers: Triggers,
}

/// Puts values in the place of `{name}`s.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

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

    /// The Rust files below a folder that are no words themselves.
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("locales/en") && !path.ends_with("locales/fr") {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// French puts a space before high punctuation and inside guillemets, one at which no line may break.
    #[test]
    fn french_never_breaks_before_its_punctuation() {
        let mut broken = Vec::new();
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales/fr")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let words = text.lines().filter(|line| line.starts_with("    ") && line.contains(": \""));
            let breaks = |line: &&str| [" : ", " :\"", " ;", " ?", " !", " %", "« ", " »"].iter().any(|mark| line.contains(mark));
            broken.extend(words.filter(breaks).map(|line| format!("{}: {}", path.display(), line.trim())));
        }
        assert_eq!(broken, Vec::<String>::new());
    }

    /// That a word is missing the compiler finds; that nothing says it any more, this does.
    #[test]
    fn every_word_is_said_somewhere() {
        let app = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = Vec::new();
        sources(&app.join("src"), &mut texts);
        sources(&app.join("../server/src"), &mut texts);
        let end = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let said: HashSet<&str> = texts.iter().flat_map(|text| text.split('.').skip(1)).filter_map(|rest| rest.split(end).next()).collect();
        let mut unsaid = Vec::new();
        for entry in std::fs::read_dir(app.join("src/locales/en")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let keys = text.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": \"")).map(|(key, _)| key);
            unsaid.extend(keys.filter(|key| !said.contains(key)).map(|key| format!("{}: {key}", path.display())));
        }
        assert!(said.len() > 500, "the sources were read");
        assert!(unsaid.is_empty(), "{unsaid:#?}");
    }
}
