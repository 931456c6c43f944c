//! Which files a lesson may have. The ending of the name says what a file claims to be, its first bytes must agree. Nothing is
//! let in that a browser would run: no HTML, no SVG, no scripts.

use domain::{FileKind, Invalid, file};

/// So much of a file is looked at.
pub(super) const HEAD: usize = 4096;

/// A format: endings, media type, and whether a file begins like one.
struct Format(&'static [&'static str], &'static str, fn(&[u8]) -> bool);

const PICTURES: &[Format] = &[
    Format(&["png"], "image/png", |head| head.starts_with(b"\x89PNG\r\n\x1a\n")),
    Format(&["jpg", "jpeg"], "image/jpeg", |head| head.starts_with(b"\xff\xd8\xff")),
    Format(&["webp"], "image/webp", |head| head.starts_with(b"RIFF") && at(head, 8, b"WEBP")),
    Format(&["gif"], "image/gif", |head| head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")),
];

const FILMS: &[Format] = &[Format(&["mp4", "m4v"], "video/mp4", is_mp4), Format(&["webm"], "video/webm", is_webm)];

const CAPTIONS: &[Format] = &[Format(&["vtt", "srt"], "text/vtt; charset=utf-8", is_text)];

/// What else there is to download.
const OTHERS: &[Format] = &[
    Format(&["pdf"], "application/pdf", |head| head.starts_with(b"%PDF-")),
    Format(&["zip"], "application/zip", is_zip),
    Format(&["epub"], "application/epub+zip", is_zip),
    Format(&["docx"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document", is_zip),
    Format(&["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", is_zip),
    Format(&["pptx"], "application/vnd.openxmlformats-officedocument.presentationml.presentation", is_zip),
    Format(&["odt"], "application/vnd.oasis.opendocument.text", is_zip),
    Format(&["ods"], "application/vnd.oasis.opendocument.spreadsheet", is_zip),
    Format(&["odp"], "application/vnd.oasis.opendocument.presentation", is_zip),
    Format(&["pages", "numbers", "key"], "application/zip", is_zip),
    Format(&["doc", "xls", "ppt"], "application/x-ole-storage", |head| head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    Format(&["rtf"], "application/rtf", |head| head.starts_with(b"{\\rtf")),
    Format(&["txt", "md"], "text/plain", is_text),
    Format(&["csv"], "text/csv", is_text),
    Format(&["ics"], "text/calendar", |head| head.starts_with(b"BEGIN:VCALENDAR")),
    Format(&["mp3"], "audio/mpeg", |head| head.starts_with(b"ID3") || matches!(head, [0xff, second, ..] if second & 0xe0 == 0xe0)),
    Format(&["m4a"], "audio/mp4", is_mp4),
    Format(&["wav"], "audio/wav", |head| head.starts_with(b"RIFF") && at(head, 8, b"WAVE")),
    Format(&["ogg"], "audio/ogg", |head| head.starts_with(b"OggS")),
];

fn at(head: &[u8], place: usize, what: &[u8]) -> bool {
    head.get(place..).is_some_and(|rest| rest.starts_with(what))
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// ISO 14496-12; `QuickTime`'s own films play in few browsers.
fn is_mp4(head: &[u8]) -> bool {
    at(head, 4, b"ftyp") && !at(head, 8, b"qt  ")
}

/// Matroska, by its own word a `WebM`.
fn is_webm(head: &[u8]) -> bool {
    head.starts_with(b"\x1a\x45\xdf\xa3") && head[..head.len().min(256)].windows(4).any(|four| four == b"webm")
}

/// Text in any character set, but none that begins with a tag.
fn is_text(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    !text.contains(&0) && text.trim_ascii_start().first() != Some(&b'<')
}

/// A format that a file of that name claims.
pub(super) struct Claim(&'static Format);

impl Claim {
    /// # Errors
    /// `Invalid::FileKind` for an ending that is not for this kind.
    pub(super) fn of(kind: FileKind, name: &str) -> Result<Self, Invalid> {
        let formats: &[&'static [Format]] = match kind {
            FileKind::Attachment => &[OTHERS, PICTURES, FILMS],
            FileKind::Video => &[FILMS],
            FileKind::Captions => &[CAPTIONS],
            FileKind::Image => &[PICTURES],
        };
        let ending = file::ending(name);
        formats.iter().copied().flatten().find(|format| format.0.contains(&ending.as_str())).map(Self).ok_or(Invalid::FileKind)
    }

    /// Compares the claim with the file's first bytes.
    ///
    /// # Errors
    /// `Invalid::FileMismatch`.
    pub(super) fn check(&self, head: &[u8]) -> Result<(), Invalid> {
        if (self.0.2)(head) { Ok(()) } else { Err(Invalid::FileMismatch) }
    }

    pub(super) fn media_type(&self) -> &'static str {
        self.0.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: FileKind, name: &str, head: &[u8]) -> Result<&'static str, Invalid> {
        let claim = Claim::of(kind, name)?;
        claim.check(head).map(|()| claim.media_type())
    }

    #[test]
    fn takes_what_is_what_it_says() {
        let attachment = |name: &str, head: &[u8]| verdict(FileKind::Attachment, name, head);
        assert_eq!(attachment("a.PDF", b"%PDF-1.7\n"), Ok("application/pdf"));
        assert_eq!(attachment("a.docx", b"PK\x03\x04rest"), Ok("application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
        assert_eq!(attachment("a.csv", b"\xef\xbb\xbfa;b\n\xe9;1\n"), Ok("text/csv"));
        assert_eq!(attachment("a.mp3", b"\xff\xfb\x90\x00"), Ok("audio/mpeg"));
        assert_eq!(verdict(FileKind::Image, "a.jpeg", b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        assert_eq!(verdict(FileKind::Video, "a.mp4", b"\0\0\0\x20ftypisom"), Ok("video/mp4"));
        assert_eq!(verdict(FileKind::Video, "a.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"), Ok("video/webm"));
        assert_eq!(verdict(FileKind::Captions, "a.srt", b"1\n00:00"), Ok("text/vtt; charset=utf-8"));
    }

    #[test]
    fn case_62_refuses_what_a_browser_would_run_and_what_lies() {
        use FileKind::{Attachment, Captions, Image, Video};
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        for name in ["a.svg", "a.svgz", "a.html", "a.htm", "a.xhtml", "a.xml", "a.js", "a.mjs", "a.exe", "a.php", "a", "a.pdf.html", "a.mov"] {
            for kind in [Attachment, Image, Video, Captions] {
                assert_eq!(verdict(kind, name, svg), Err(Invalid::FileKind), "{name}");
            }
        }
        for (kind, name, head) in [
            (Image, "a.png", &svg[..]),
            (Attachment, "a.pdf", svg),
            (Attachment, "a.txt", svg),
            (Attachment, "a.csv", b"\xef\xbb\xbf \n<!doctype html><script>alert(1)</script>"),
            (Attachment, "a.txt", b"MZ\0\0"),
            (Attachment, "a.pdf", b"<html>%PDF-1.4"),
            (Attachment, "a.zip", b"GIF89a;PK\x03\x04"),
            (Image, "a.gif", b"\x89PNG\r\n\x1a\n"),
            (Video, "a.mp4", b"\0\0\0\x14ftypqt  "),
            (Video, "a.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska"),
            (Captions, "a.vtt", svg),
            (Image, "a.jpg", b""),
        ] {
            assert_eq!(verdict(kind, name, head), Err(Invalid::FileMismatch), "{name}");
        }
        assert_eq!(verdict(Image, "a.pdf", b"%PDF-"), Err(Invalid::FileKind));
        assert_eq!(verdict(Video, "a.png", b"\x89PNG"), Err(Invalid::FileKind));
    }
}
