//! Colours as a creator picks them: `#rrggbb`, their tone in OKLCH, and whether text on them can be read.

use std::fmt;
use std::str::FromStr;

use crate::problem::{Invalid, Problem};

/// What WCAG 2.2 asks of text (success criterion 1.4.3).
pub const READABLE: f64 = 4.5;
pub const WHITE: Colour = Colour([255; 3]);

/// A colour of a screen (sRGB), written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

/// Lightness 0–1, chroma from 0, hue in degrees 0–360 (CSS Color 4, section 9).
#[derive(Clone, Copy, Debug)]
pub struct Oklch {
    pub lightness: f64,
    pub chroma: f64,
    pub hue: f64,
}

impl Colour {
    /// How bright it is, from 0 to 1 (WCAG 2.2, "relative luminance").
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Whether white text on it can be read. A fill is the same in the light and the dark theme.
    pub fn carries_text(self) -> bool {
        self.contrast(WHITE) >= READABLE
    }

    /// The nearest shade that carries text: the same hue and chroma, darker by as little as it takes.
    #[must_use]
    pub fn nearest_readable(self) -> Self {
        let tone = self.oklch();
        let darker = (0..=1000).map(|step| Oklch { lightness: tone.lightness * (1.0 - f64::from(step) / 1000.0), ..tone }.to_colour());
        std::iter::once(self).chain(darker).find(|colour| colour.carries_text()).unwrap_or(Self([0; 3]))
    }

    /// Its tone (Björn Ottosson, "A perceptual color space for image processing").
    pub fn oklch(self) -> Oklch {
        let [red, green, blue] = self.linear();
        let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let lightness = 0.210_454_255_3 * long + 0.793_617_785 * medium - 0.004_072_046_8 * short;
        let a = 1.977_998_495_1 * long - 2.428_592_205 * medium + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766 * short;
        Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }

    /// The amounts of light.
    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }
}

impl Oklch {
    /// On a screen; what no screen can show loses chroma until it can.
    pub fn to_colour(self) -> Colour {
        let fits = |light: &[f64; 3]| light.iter().all(|part| (-0.0001..=1.0001).contains(part));
        let mut paler = (0..=100).map(|step| Self { chroma: self.chroma * (1.0 - f64::from(step) / 100.0), ..self }.linear());
        let light = paler.clone().find(fits).or_else(|| paler.next_back()).unwrap_or_default();
        Colour(light.map(|part| {
            let part = part.clamp(0.0, 1.0);
            byte(if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 })
        }))
    }

    fn linear(self) -> [f64; 3] {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let (a, b) = (self.chroma * cos, self.chroma * sin);
        let long = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let medium = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
        ]
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 255 and whole")]
fn byte(part: f64) -> u8 {
    (part * 255.0).round().clamp(0.0, 255.0) as u8
}

impl FromStr for Colour {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let digits =
            text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(Invalid::Colour)?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| Invalid::Colour);
        Ok(Self([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    fn near(one: f64, two: f64, by: f64) -> bool {
        (one - two).abs() < by
    }

    #[test]
    fn is_written_as_the_web_does() {
        for text in ["#2c5dbd", "#000000", "#ffffff"] {
            assert_eq!(colour(text).to_string(), text);
        }
        assert_eq!(colour(" #2C5DBD "), colour("#2c5dbd"));
        for other in ["", "#fff", "2c5dbd", "#2c5dbg", "#2c5dbd0", "red", "#+12345", "#é1234", "#fff;}*{x:"] {
            assert!(other.parse::<Colour>().is_err(), "{other}");
        }
    }

    /// The values of CSS Color 4's own examples and of its conversion code.
    #[test]
    fn has_the_tone_that_others_find() {
        for (text, lightness, chroma, hue) in [
            ("#ff0000", 0.628, 0.2577, 29.23),
            ("#00ff00", 0.8664, 0.2948, 142.5),
            ("#0000ff", 0.452, 0.3132, 264.05),
            ("#663399", 0.4403, 0.1603, 303.37),
            ("#ffa500", 0.7927, 0.171, 70.67),
        ] {
            let tone = colour(text).oklch();
            assert!(near(tone.lightness, lightness, 0.002) && near(tone.chroma, chroma, 0.002) && near(tone.hue, hue, 0.3), "{text}: {tone:?}");
        }
        for text in ["#2c5dbd", "#ff0000", "#123456", "#fedcba", "#ffffff", "#000000", "#808080"] {
            assert_eq!(colour(text).oklch().to_colour(), colour(text));
        }
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!(near(WHITE.contrast(Colour([0; 3])), 21.0, 0.001));
        assert!(near(WHITE.contrast(WHITE), 1.0, 0.001));
        assert!(near(colour("#777777").contrast(WHITE), 4.48, 0.01));
        assert!(!colour("#777777").carries_text() && colour("#767676").carries_text());
    }

    #[test]
    fn proposes_the_nearest_shade_that_carries_text() {
        assert_eq!(colour("#2c5dbd").nearest_readable(), colour("#2c5dbd"), "good as it is");
        for text in ["#ffcc00", "#ff7f50", "#40e0d0", "#ffffff", "#90ee90", "#777777", "#ff69b4"] {
            let (picked, proposed) = (colour(text), colour(text).nearest_readable());
            assert!(proposed.carries_text(), "{text}: {proposed}");
            assert!(proposed.contrast(WHITE) < 4.65, "{text}: no darker than it must be: {proposed}");
            let (before, after) = (picked.oklch(), proposed.oklch());
            assert!(before.chroma < 0.01 || near((before.hue - after.hue + 180.0).rem_euclid(360.0), 180.0, 3.0), "{text}: {before:?} {after:?}");
        }
    }

    /// What `style/tokens.css` promises: words in the accent's tone can be read on the page in both themes, whatever the hue.
    #[test]
    fn every_tone_gives_links_that_can_be_read() {
        for hue in (0..360).step_by(5).map(f64::from) {
            for chroma in [0.0, 0.05, 0.1, 0.16, 0.19] {
                let shade = |lightness, chroma| Oklch { lightness, chroma, hue }.to_colour();
                for (words, page) in [
                    (shade(0.46, chroma), shade(0.965, 0.005)),
                    (shade(0.46, chroma), shade(0.955, chroma * 0.16)),
                    (shade(0.8, chroma * 0.65), shade(0.265, 0.012)),
                    (shade(0.8, chroma * 0.65), shade(0.28, chroma * 0.4)),
                ] {
                    assert!(words.contrast(page) >= READABLE, "{words} on {page}: {hue} {chroma}");
                }
                assert!(shade(0.51, chroma).carries_text(), "white on a button: {hue} {chroma}");
            }
        }
    }
}
