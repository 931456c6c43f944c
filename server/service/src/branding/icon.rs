//! The icons for home screens: the logo on white or, without one, the key of `public/favicon.svg` drawn on the brand's colour.

use std::sync::{Arc, Mutex, PoisonError};

use domain::view::settings::PortalSettings;
use domain::{Colour, Invalid};
use image::{DynamicImage, Rgba, RgbaImage};

use super::{centred, png};
use crate::pictures::decode;

/// A PNG.
pub type Drawn = Arc<[u8]>;

/// The fill of an icon where no brand colour is chosen.
const FILL: Colour = Colour([0x2c, 0x5d, 0xbd]);
/// How many units wide the drawing is.
const UNITS: f32 = 32.0;
/// The key: its ring, and the lines of its shaft and teeth, each from and to. In units.
const RING: ([f32; 2], f32) = ([10.5, 16.0], 5.3);
const LINES: [[[f32; 2]; 2]; 3] = [[[16.0, 16.0], [27.0, 16.0]], [[27.0, 16.0], [27.0, 21.0]], [[21.5, 16.0], [21.5, 20.0]]];
const STROKE: f32 = 3.4;

/// Which icon, by its name in URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppIcon {
    Small,
    Large,
    /// For systems that cut a shape of their own out of it: what matters is within the middle four fifths.
    Maskable,
    /// For iOS, which rounds the corners itself.
    Apple,
}

impl AppIcon {
    pub const ALL: [Self; 4] = [Self::Small, Self::Large, Self::Maskable, Self::Apple];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|icon| icon.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "192.png",
            Self::Large => "512.png",
            Self::Maskable => "maskable.png",
            Self::Apple => "apple.png",
        }
    }

    /// Pixels of a side.
    pub const fn side(self) -> u32 {
        match self {
            Self::Small => 192,
            Self::Large | Self::Maskable => 512,
            Self::Apple => 180,
        }
    }

    /// The part of a side that a logo may take, in per cent: the corners of the square it fits into are within the circle that
    /// is never cut away.
    const fn room(self) -> u32 {
        match self {
            Self::Maskable => 56,
            Self::Small | Self::Large | Self::Apple => 84,
        }
    }
}

/// What an icon is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub fill: Colour,
    pub logo: Option<String>,
}

impl Look {
    pub fn of(settings: &PortalSettings) -> Self {
        let branding = &settings.branding;
        Self { fill: branding.brand.unwrap_or(FILL), logo: branding.logo.as_ref().map(|logo| logo.path.clone()) }
    }
}

/// The icons of the last look, as they were asked for.
#[derive(Default)]
pub(crate) struct Icons(Mutex<Vec<(AppIcon, Look, Drawn)>>);

impl Icons {
    pub(super) fn get(&self, icon: AppIcon, look: &Look) -> Option<Drawn> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(kind, of, _)| *kind == icon && of == look).map(|(.., drawn)| drawn.clone())
    }

    pub(super) fn put(&self, icon: AppIcon, look: Look, drawn: Drawn) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(kind, of, _)| *kind != icon && *of == look);
        kept.push((icon, look, drawn));
    }
}

/// The PNG of an icon. A logo that cannot be read any more is as none.
pub(super) fn draw(icon: AppIcon, fill: Colour, logo: Option<&[u8]>) -> Result<Vec<u8>, Invalid> {
    let side = icon.side();
    let picture = match logo.and_then(|logo| decode(logo).ok()) {
        Some(logo) => centred(&logo, side * icon.room() / 100, side, RgbaImage::from_pixel(side, side, Rgba([255; 4]))),
        None => key(icon, fill),
    };
    png(&picture)
}

/// The key in white on `fill`.
fn key(icon: AppIcon, fill: Colour) -> DynamicImage {
    let side = icon.side();
    // The drawing fits the middle of a maskable icon; the others show all of it.
    let zoom = if icon == AppIcon::Maskable { 0.72 } else { 1.0 };
    let unit = float(side) * zoom / UNITS;
    let middle = float(side) / 2.0;
    let at = |pixel: u32| (float(pixel) + 0.5 - middle) / unit + UNITS / 2.0;
    RgbaImage::from_fn(side, side, |x, y| {
        // An edge is as soft as a pixel is wide.
        let ink = (0.5 - depth([at(x), at(y)]) * unit).clamp(0.0, 1.0);
        let [red, green, blue] = fill.0.map(|channel| mixed(channel, ink));
        Rgba([red, green, blue, 255])
    })
    .into()
}

/// How far a point is from the key's ink; below nothing inside.
fn depth(point: [f32; 2]) -> f32 {
    let (centre, radius) = RING;
    let ring = ((point[0] - centre[0]).hypot(point[1] - centre[1]) - radius).abs();
    LINES.iter().map(|line| distance(point, *line)).fold(ring, f32::min) - STROKE / 2.0
}

fn distance(point: [f32; 2], [from, to]: [[f32; 2]; 2]) -> f32 {
    let (along, across) = ([to[0] - from[0], to[1] - from[1]], [point[0] - from[0], point[1] - from[1]]);
    let length = along[0] * along[0] + along[1] * along[1];
    let part = ((along[0] * across[0] + along[1] * across[1]) / length).clamp(0.0, 1.0);
    (across[0] - along[0] * part).hypot(across[1] - along[1] * part)
}

/// A channel with so much white over it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two channels there is only a channel")]
fn mixed(channel: u8, white: f32) -> u8 {
    (f32::from(channel) + (255.0 - f32::from(channel)) * white).round() as u8
}

fn float(pixels: u32) -> f32 {
    f32::from(u16::try_from(pixels).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;

    #[test]
    fn draws_a_white_key_on_the_colour() {
        for icon in AppIcon::ALL {
            let png = draw(icon, Colour([120, 0, 60]), None).unwrap();
            let picture = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().to_rgba8();
            assert_eq!(picture.dimensions(), (icon.side(), icon.side()));
            assert_eq!(picture.get_pixel(1, 1).0, [120, 0, 60, 255], "{icon:?}");
            assert!(picture.pixels().any(|pixel| pixel.0 == [255; 4]), "{icon:?}");
        }
    }

    #[test]
    fn a_logo_stands_on_white_and_a_broken_one_is_none() {
        let logo = png(&DynamicImage::from(RgbaImage::from_pixel(40, 10, Rgba([9, 9, 9, 255])))).unwrap();
        let pixels = |bytes: &[u8]| {
            let png = draw(AppIcon::Small, FILL, Some(bytes)).unwrap();
            let picture = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().to_rgba8();
            (picture.get_pixel(1, 1).0, picture.get_pixel(96, 96).0)
        };
        assert_eq!(pixels(&logo), ([255; 4], [9, 9, 9, 255]));
        assert_eq!(pixels(b"broken").0, [0x2c, 0x5d, 0xbd, 255]);
    }
}
