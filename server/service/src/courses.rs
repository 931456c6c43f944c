//! Courses as admins build them (C2): [`products`] the courses themselves, [`outline`] their categories and lessons and the
//! order of both, [`sections`] where a category stands and when it opens, [`lessons`] a lesson's text, [`cover`] pictures.

mod cover;
mod lessons;
mod outline;
mod products;
mod sections;

pub use crate::pictures::MOST as MOST_COVER_BYTES;
pub(crate) use products::step;

use domain::{Invalid, text};

use crate::Result;

/// A title that somebody typed: one line of at most 200 characters.
fn title(typed: &str) -> Result<String> {
    let line = text::line(typed).ok_or(Invalid::Required)?;
    within(line, 200)
}

/// A text of at most so many characters.
fn within(text: String, most: usize) -> Result<String> {
    if text.chars().count() > most { Err(Invalid::TooLong.into()) } else { Ok(text) }
}

/// `slug`, `slug-2`, `slug-3`, …
pub(crate) fn slugs(slug: &str) -> impl Iterator<Item = String> {
    std::iter::once(slug.to_owned()).chain((2..).map(move |n| format!("{slug}-{n}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_slugs() {
        assert_eq!(title(" Le prix juste\n").unwrap(), "Le prix juste");
        assert!(title(" \n").is_err());
        assert!(title(&"a".repeat(201)).is_err());
        assert_eq!(slugs("a").take(3).collect::<Vec<_>>(), ["a", "a-2", "a-3"]);
    }
}
