//! A certificate on paper: one A4 page in landscape, as PDF. Its text is text, in a font that is embedded with just the letters
//! it needs (EB Garamond, `fonts/`).

use std::ops::Range;
use std::sync::LazyLock;

use anyhow::Context as _;
use domain::view::certificates::CertificateView;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Face, UnicodeBuffer};

use crate::Result;

static FONT: &[u8] = include_bytes!("../../fonts/EBGaramond12-Regular.otf");
static FACE: LazyLock<Face<'static>> = LazyLock::new(|| Face::from_slice(FONT, 0).expect("the font is part of the program"));

/// In points.
const WIDTH: f32 = 841.89;
const HEIGHT: f32 = 595.28;
/// How wide a line of text may be.
const LINE: f32 = 640.0;
/// Sizes to try for a text, as parts of the one it should have, and how many lines it may take then.
const SIZES: [(f32, usize); 7] = [(1.0, 1), (0.85, 1), (0.7, 1), (0.6, 2), (0.5, 2), (0.4, 3), (0.3, 5)];

const INK: (u8, u8, u8) = (28, 32, 44);
const QUIET: (u8, u8, u8) = (92, 98, 112);
const GOLD: (u8, u8, u8) = (158, 124, 58);

/// The words around a certificate's own, in its language.
pub struct Wording<'a> {
    pub heading: &'a str,
    /// Before the name.
    pub certifies: &'a str,
    /// Between the name and the title.
    pub completed: &'a str,
    /// The day it was earned, in words.
    pub date: &'a str,
    /// Before who signs it.
    pub signed: &'a str,
    /// Before the address that verifies it.
    pub verify: &'a str,
    /// That address.
    pub url: &'a str,
}

/// The certificate as a PDF.
///
/// # Errors
/// When the page cannot be written, which no name or title should cause.
pub fn pdf(certificate: &CertificateView, words: &Wording<'_>) -> Result<Vec<u8>> {
    let font = Font::new(FONT.into(), 0).context("the certificate's font")?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new().title(format!("{} – {}", words.heading, certificate.title)).language(certificate.lang.word().to_owned()).creator("Latchkey".to_owned()),
    );
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).context("the certificate's page")?);
    let mut surface = page.surface();
    let mut sheet = Sheet { surface: &mut surface, font };
    sheet.frame(24.0, 2.0);
    sheet.frame(31.0, 0.6);
    sheet.centred(words.heading, 118.0, 40.0, GOLD);
    sheet.centred(words.certifies, 186.0, 17.0, QUIET);
    sheet.centred(&certificate.name, 246.0, 46.0, INK);
    sheet.centred(words.completed, 312.0, 17.0, QUIET);
    sheet.centred(&certificate.title, 366.0, 32.0, INK);
    sheet.centred(words.date, 430.0, 17.0, QUIET);
    if !certificate.issuer.is_empty() {
        sheet.rule(WIDTH / 2.0 - 120.0, WIDTH / 2.0 + 120.0, 486.0);
        sheet.centred(&format!("{} {}", words.signed, certificate.issuer), 503.0, 15.0, INK);
    }
    sheet.centred(&format!("{} · {} {}", certificate.number, words.verify, words.url), 540.0, 10.5, QUIET);
    surface.finish();
    page.finish();
    let pdf = document.finish().map_err(|error| anyhow::anyhow!("a certificate could not be written: {error:?}"))?;
    Ok(pdf)
}

struct Sheet<'a, 's> {
    surface: &'a mut Surface<'s>,
    font: Font,
}

impl Sheet<'_, '_> {
    /// A line all around, so far from the edge.
    fn frame(&mut self, inset: f32, width: f32) {
        let (left, top, right, bottom) = (inset, inset, WIDTH - inset, HEIGHT - inset);
        self.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], width);
    }

    fn rule(&mut self, from: f32, to: f32, y: f32) {
        self.line(&[(from, y), (to, y)], 0.6);
    }

    fn line(&mut self, points: &[(f32, f32)], width: f32) {
        let mut path = PathBuilder::new();
        for (n, (x, y)) in points.iter().enumerate() {
            if n == 0 {
                path.move_to(*x, *y);
            } else {
                path.line_to(*x, *y);
            }
        }
        let Some(path) = path.finish() else { return };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: colour(GOLD).into(), width, ..Stroke::default() }));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }

    /// A text in the middle of the page, around the height `middle`: smaller or on several lines if it is long.
    fn centred(&mut self, text: &str, middle: f32, size: f32, ink: (u8, u8, u8)) {
        let (size, lines) = fitted(text, size);
        self.surface.set_fill(Some(Fill { paint: colour(ink).into(), opacity: NormalizedF32::ONE, rule: krilla::paint::FillRule::default() }));
        let leading = size * 1.15;
        // Half of the letters' height is above the middle; of several lines half the lines are.
        let mut baseline = middle + size * 0.32 - leading * half_of(lines.len() - 1);
        for line in lines {
            let start = Point::from_xy((WIDTH - line.width(size)) / 2.0, baseline);
            self.surface.draw_glyphs(start, &line.glyphs, self.font.clone(), &line.text, size, false);
            baseline += leading;
        }
    }
}

fn colour((red, green, blue): (u8, u8, u8)) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

/// Half of a small number.
fn half_of(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX)) / 2.0
}

/// A line of text and its letters, measured in sizes of the font.
struct Line {
    text: String,
    glyphs: Vec<KrillaGlyph>,
    advance: f32,
}

impl Line {
    fn shape(text: &str) -> Self {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(&FACE, &[], buffer);
        let clusters: Vec<usize> = shaped.glyph_infos().iter().filter_map(|info| usize::try_from(info.cluster).ok()).collect();
        let mut advance = 0.0;
        let glyphs = shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .zip(&clusters)
            .map(|((info, place), cluster)| {
                advance += em(place.x_advance);
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    em(place.x_advance),
                    em(place.x_offset),
                    em(place.y_offset),
                    em(place.y_advance),
                    covered(*cluster, &clusters, text.len()),
                    None,
                )
            })
            .collect();
        Self { text: text.to_owned(), glyphs, advance }
    }

    fn width(&self, size: f32) -> f32 {
        self.advance * size
    }
}

/// What of the text a letter that begins at `cluster` stands for.
fn covered(cluster: usize, clusters: &[usize], length: usize) -> Range<usize> {
    cluster..clusters.iter().copied().filter(|other| *other > cluster).min().unwrap_or(length)
}

/// Units of the font as a part of its size.
fn em(units: i32) -> f32 {
    let units = f32::from(i16::try_from(units).unwrap_or(i16::MAX));
    units / f32::from(i16::try_from(FACE.units_per_em()).unwrap_or(1000))
}

/// The largest size at which the text fits into the page's width, and its lines at that size.
fn fitted(text: &str, size: f32) -> (f32, Vec<Line>) {
    let tried = SIZES.map(|(part, most)| (size * part, most));
    let fits = tried.iter().find_map(|(size, most)| {
        let lines = wrapped(text, *size);
        (lines.len() <= *most).then_some((*size, lines))
    });
    let (smallest, _) = tried[tried.len() - 1];
    fits.unwrap_or_else(|| (smallest, wrapped(text, smallest)))
}

/// The text in lines that fit, broken between words; a word that is too long for a line of its own, anywhere.
fn wrapped(text: &str, size: f32) -> Vec<Line> {
    let fits = |text: &str| Line::shape(text).width(size) <= LINE;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().cloned().unwrap_or_default();
        let longer = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        if fits(&longer) {
            lines.pop();
            lines.push(longer);
            continue;
        }
        if last.is_empty() {
            lines.pop();
        }
        let mut piece = String::new();
        for letter in word.chars() {
            piece.push(letter);
            if !fits(&piece) && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::replace(&mut piece, letter.to_string()));
            }
        }
        lines.push(piece);
    }
    lines.iter().map(|line| Line::shape(line)).collect()
}

#[cfg(test)]
mod tests {
    use domain::{CertificateNumber, Lang, Timestamp};

    use super::*;

    fn lines(text: &str, size: f32) -> (f32, Vec<String>) {
        let (size, lines) = fitted(text, size);
        (size, lines.into_iter().map(|line| line.text).collect())
    }

    #[test]
    fn a_long_name_shrinks_and_then_wraps() {
        assert_eq!(lines("Élodie Œuvrard", 46.0), (46.0, vec!["Élodie Œuvrard".to_owned()]));
        let long = "Marie-Antoinette Charlotte Geneviève de la Rochefoucauld-Montbéliard et de Saint-Barthélemy";
        let (size, wrapped) = lines(long, 46.0);
        assert!(size < 46.0 && size > 18.0, "{size}");
        assert_eq!(wrapped.join(" "), long, "nothing is lost");
        let word = "x".repeat(200);
        let (size, wrapped) = lines(&word, 46.0);
        assert_eq!(wrapped.concat(), word);
        assert!(wrapped.iter().all(|line| Line::shape(line).width(size) <= LINE));
    }

    #[test]
    fn letters_stand_for_their_text() {
        let line = Line::shape("Ça va");
        assert_eq!(line.glyphs.len(), 5);
        assert_eq!(covered(0, &[0, 2, 3, 4, 5], 6), 0..2, "two bytes of one letter");
        assert_eq!(covered(5, &[0, 2, 3, 4, 5], 6), 5..6);
        assert_eq!(covered(2, &[5, 2, 0], 8), 2..5, "from right to left");
    }

    #[test]
    fn whatever_the_name_there_is_a_page() {
        let words = Wording {
            heading: "Certificat",
            certifies: "décerné à",
            completed: "pour",
            date: "1er mars",
            signed: "Signé :",
            verify: "Vérifier :",
            url: "https://x.example",
        };
        for name in ["Zoë", "", "漢字", "مرحبا", &"é".repeat(200)] {
            let certificate = CertificateView {
                number: CertificateNumber::of_bits(7),
                name: name.to_owned(),
                title: "Titre".to_owned(),
                issuer: String::new(),
                lang: Lang::Fr,
                issued_at: Timestamp(0),
                revoked_at: None,
            };
            let pdf = pdf(&certificate, &words).unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{name}");
        }
    }
}
