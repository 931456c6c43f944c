//! Files that belong to a lesson: their kinds, and names that are safe to keep and to send.

use crate::{Invalid, text};

crate::word::words! {
    /// What a lesson has a file for.
    FileKind {
        /// To be downloaded.
        Attachment = "attachment",
        /// The lesson's film: one at most.
        Video = "video",
        /// What is said in the film: one for each language.
        Captions = "captions",
        /// A picture for the text.
        Image = "image",
    }
}

/// The longest name, in characters.
const LONGEST: usize = 120;

/// Where files of lessons are asked for.
pub const PLACE: &str = "/files/lessons/";

/// The name of an uploaded file as it is kept: without the folders before it, on one line, not too long; its ending stays.
///
/// # Errors
/// `Invalid::Required` where nothing is left.
pub fn name(given: &str) -> Result<String, Invalid> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    // A mark that turns the direction of writing would let `exe.fdp` look like `pdf.exe`.
    let plain: String = last.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).collect();
    let line = text::line(&plain).ok_or(Invalid::Required)?;
    let line = line.trim_start_matches('.');
    let (stem, ending) = line.rsplit_once('.').map_or((line, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let room = LONGEST.saturating_sub(ending.chars().count());
    let name: String = stem.trim().chars().take(room).chain(ending.chars().take(LONGEST)).collect();
    if stem.trim().is_empty() { Err(Invalid::Required) } else { Ok(name) }
}

/// The ending of a name in small letters, without its dot; empty for none.
pub fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// `Content-Disposition` for a download under that name (RFC 6266; the name in full as RFC 5987 writes it, and a plain one for
/// what does not read that).
pub fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' }).collect();
    let mut full = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~".contains(&byte) {
            full.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(full, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_62_a_name_leads_nowhere() {
        for (given, kept) in [
            ("Price sheet.pdf", "Price sheet.pdf"),
            ("../../keys.txt", "keys.txt"),
            ("..\\..\\keys.txt", "keys.txt"),
            ("C:\\fakepath\\a.csv", "a.csv"),
            (" a\0\r\nb .pdf", "ab.pdf"),
            (".htaccess.txt", "htaccess.txt"),
            ("pdf\u{202e}exe.txt", "pdfexe.txt"),
            ("Été à la forge.pdf", "Été à la forge.pdf"),
            ("no ending", "no ending"),
        ] {
            assert_eq!(name(given).as_deref(), Ok(kept), "{given:?}");
        }
        for empty in ["", "..", "../", "/", " . ", "\u{202e}", ".pdf/.."] {
            assert_eq!(name(empty), Err(Invalid::Required), "{empty:?}");
        }
        let long = name(&format!("{}.pdf", "é".repeat(500))).unwrap();
        assert_eq!((long.chars().count(), ending(&long).as_str()), (LONGEST, "pdf"));
        assert!(name(&"x.".repeat(500)).is_ok_and(|name| name.chars().count() <= LONGEST));
    }

    #[test]
    fn case_62_a_name_stays_inside_its_header() {
        assert_eq!(disposition("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(disposition("é\"; x=\\.pdf"), "attachment; filename=\"___ x__.pdf\"; filename*=UTF-8''%C3%A9%22%3B%20x%3D%5C.pdf");
    }
}
