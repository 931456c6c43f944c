//! How the portal looks (M3, M5): its pictures and its colours. [`icon`] draws what a home screen shows of it.

mod icon;

use std::io::Cursor;
use std::path::PathBuf;

use domain::view::branding::{Branding, Picture, PictureKind};
use domain::view::settings::PortalSettings;
use domain::{Colour, Invalid, Problem};
use image::imageops::{FilterType, overlay};
use image::{DynamicImage, ImageFormat, RgbaImage};

use crate::audit::{Action, Subject};
use crate::pictures::{self, decode, unreadable};
use crate::{AsAdmin, Portal, Result};

pub(crate) use icon::Icons;
pub use icon::{AppIcon, Drawn};

/// Where the portal's pictures are, below the uploaded files.
const FOLDER: &str = "branding";
/// A logo is at most so wide and so high; a favicon exactly.
const LOGO: u32 = 512;
const FAVICON: u32 = 96;

/// The PNG to keep of an uploaded file, and its size.
fn prepare(kind: PictureKind, bytes: &[u8]) -> Result<(Vec<u8>, u32, u32), Invalid> {
    let picture = decode(bytes)?;
    let picture = match kind {
        PictureKind::Logo if picture.width() <= LOGO && picture.height() <= LOGO => picture,
        PictureKind::Logo => picture.resize(LOGO, LOGO, FilterType::CatmullRom),
        PictureKind::Favicon => centred(&picture, FAVICON, FAVICON, RgbaImage::new(FAVICON, FAVICON)),
    };
    let (width, height) = (picture.width(), picture.height());
    Ok((png(&DynamicImage::from(picture.to_rgba8()))?, width, height))
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Invalid> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|error| unreadable(&error))?;
    Ok(bytes.into_inner())
}

/// The picture in the middle of a square `ground` of `side`, at most `room` wide and high.
fn centred(picture: &DynamicImage, room: u32, side: u32, mut ground: RgbaImage) -> DynamicImage {
    let fitted = picture.resize(room, room, FilterType::CatmullRom).to_rgba8();
    let place = |length: u32| i64::from(side.saturating_sub(length) / 2);
    let (x, y) = (place(fitted.width()), place(fitted.height()));
    overlay(&mut ground, &fitted, x, y);
    ground.into()
}

/// Where the settings keep a picture of that kind.
const fn slot(branding: &mut Branding, kind: PictureKind) -> &mut Option<Picture> {
    match kind {
        PictureKind::Logo => &mut branding.logo,
        PictureKind::Favicon => &mut branding.favicon,
    }
}

impl Portal {
    /// The file of the portal's logo or favicon; whoever comes to the portal may see it.
    pub fn portal_picture(&self, name: &str) -> Result<PathBuf> {
        Ok(pictures::file(self.data_dir(), FOLDER, &format!("/files/{FOLDER}/{name}")).ok_or(Problem::NotFound)?)
    }

    /// The PNG of an icon for home screens, made of the logo or drawn in the brand's colour. It is kept until the look changes.
    pub async fn app_icon(&self, kind: AppIcon, settings: &PortalSettings) -> Result<Drawn> {
        let look = icon::Look::of(settings);
        if let Some(drawn) = self.icons.get(kind, &look) {
            return Ok(drawn);
        }
        let logo = match look.logo.as_deref().and_then(|logo| pictures::file(self.data_dir(), FOLDER, logo)) {
            // A logo that is gone is no reason to have no icon.
            Some(file) => tokio::fs::read(file).await.ok(),
            None => None,
        };
        let fill = look.fill;
        let drawn: Drawn = pictures::work(move || icon::draw(kind, fill, logo.as_deref())).await?.into();
        self.icons.put(kind, look, drawn.clone());
        Ok(drawn)
    }
}

impl AsAdmin {
    /// Makes an uploaded picture the portal's logo or favicon: a PNG, JPEG or WebP file of at most [`pictures::MOST`] bytes.
    ///
    /// # Errors
    /// `Invalid::File` or `Invalid::FileTooLarge` when it cannot be used.
    pub async fn set_picture(&self, kind: PictureKind, bytes: Vec<u8>) -> Result<()> {
        let (png, width, height) = pictures::work(move || prepare(kind, &bytes)).await?;
        let path = pictures::write(self.portal.data_dir(), &self.portal.random, FOLDER, "png", &png).await?;
        let changed = self.replace_picture(kind, Some(Picture { path: path.clone(), width, height })).await;
        let obsolete = match &changed {
            Ok(old) => old.as_ref().map(|picture| picture.path.as_str()),
            Err(_) => Some(path.as_str()),
        };
        pictures::remove(self.portal.data_dir(), FOLDER, obsolete).await;
        changed.map(drop)
    }

    /// Goes back to the picture that came with the portal.
    pub async fn remove_picture(&self, kind: PictureKind) -> Result<()> {
        let old = self.replace_picture(kind, None).await?;
        pictures::remove(self.portal.data_dir(), FOLDER, old.as_ref().map(|picture| picture.path.as_str())).await;
        Ok(())
    }

    /// Answers the picture before.
    async fn replace_picture(&self, kind: PictureKind, picture: Option<Picture>) -> Result<Option<Picture>> {
        let subject = Subject::portal().with(kind.word());
        self.edit_settings(Action::BrandingChanged, subject, move |settings| Ok(std::mem::replace(slot(&mut settings.branding, kind), picture))).await
    }

    /// Chooses the two colours; `None` for those that came with the portal.
    ///
    /// # Errors
    /// `Invalid::ColourTooPale` unless white text can be read on them.
    pub async fn set_colours(&self, brand: Option<Colour>, accent: Option<Colour>) -> Result<()> {
        if [brand, accent].into_iter().flatten().any(|colour| !colour.carries_text()) {
            return Err(Invalid::ColourTooPale.into());
        }
        let words: Vec<String> = [brand, accent].into_iter().flatten().map(|colour| colour.to_string()).collect();
        let subject = Subject::portal().with(words.join(", "));
        self.edit_settings(Action::BrandingChanged, subject, move |settings| {
            settings.branding = Branding { brand, accent, ..settings.branding.clone() };
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(kind: PictureKind, width: u32, height: u32) -> (u32, u32) {
        let bytes = png(&DynamicImage::new_rgba8(width, height)).unwrap();
        let (png, width, height) = prepare(kind, &bytes).unwrap();
        let kept = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
        assert_eq!((kept.width(), kept.height()), (width, height));
        (width, height)
    }

    #[test]
    fn a_logo_keeps_its_proportions_and_a_favicon_is_square() {
        assert_eq!(size(PictureKind::Logo, 300, 100), (300, 100));
        assert_eq!(size(PictureKind::Logo, 1024, 256), (512, 128));
        assert_eq!(size(PictureKind::Logo, 1, 2000), (1, 512));
        assert_eq!(size(PictureKind::Favicon, 300, 100), (FAVICON, FAVICON));
    }

    #[test]
    fn case_62_nothing_of_the_file_is_kept_but_the_picture() {
        let mut bytes = png(&DynamicImage::new_rgba8(4, 4)).unwrap();
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let (kept, ..) = prepare(PictureKind::Logo, &bytes).unwrap();
        assert!(!kept.windows(8).any(|part| part == b"<script>"));
    }
}
