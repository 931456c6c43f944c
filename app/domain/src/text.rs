//! Names as people search and sort them, and words that are safe in a URL.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without accents: `Élodie Œuvrard` becomes `elodie oeuvrard`. What names are sorted and searched by.
pub fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            c => out.push(c),
        }
        out
    })
}

/// The folded words of a text: runs of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word for a URL: `Le prix juste !` becomes `le-prix-juste`; `untitled` where nothing is left.
pub fn slug(text: &str) -> String {
    let slug: String = words(text).join("-").chars().filter(char::is_ascii).take(60).collect();
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "untitled".to_owned() } else { slug.to_owned() }
}

/// One line of a form: trimmed, control characters dropped, `None` where nothing is left.
pub fn line(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_slugs() {
        assert_eq!(fold("Élodie Œuvrard"), "elodie oeuvrard");
        assert_eq!(words("Jean-Noël d'Arc"), ["jean", "noel", "d", "arc"]);
        assert_eq!(slug("Le prix juste !"), "le-prix-juste");
        assert_eq!(slug("价格"), "untitled");
        assert_eq!(line(" a\u{0}b\r\n "), Some("ab".to_owned()));
    }
}
