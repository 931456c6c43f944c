//! Covers: pictures that admins upload. What arrives is decoded within limits, cropped to 16:9 and written anew, so that
//! nothing of the file itself (its name, its type, what is hidden in it) ever reaches a learner.

use std::io::{Cursor, ErrorKind};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use domain::{Invalid, Problem};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;

use crate::{AsAdmin, AsLearner, Random, Result};

/// The largest file that is read, in bytes.
pub const MOST: usize = 8 * 1024 * 1024;
/// The widest or highest picture that is read, in pixels.
const SIDE: u32 = 8000;
/// What decoding a picture may take, in bytes.
const MEMORY: u64 = 192 * 1024 * 1024;
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const QUALITY: u8 = 82;
/// Where covers are, in URLs and below the data directory.
const PLACE: &str = "/files/covers/";

/// Pictures take memory: one is decoded at a time.
static TURN: Semaphore = Semaphore::const_new(1);

/// The JPEG to keep of an uploaded file.
pub(super) async fn prepare(bytes: Vec<u8>) -> Result<Vec<u8>> {
    if bytes.len() > MOST {
        return Err(Invalid::FileTooLarge.into());
    }
    let turn = TURN.acquire().await.map_err(anyhow::Error::from)?;
    let work = move || {
        // Whoever waits may go away; the turn lasts as long as the work.
        let _turn = turn;
        to_jpeg(&bytes)
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)??)
}

fn to_jpeg(bytes: &[u8]) -> Result<Vec<u8>, Invalid> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Invalid::File)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(Invalid::File);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let unreadable = |error| match error {
        image::ImageError::Limits(_) => Invalid::FileTooLarge,
        _ => Invalid::File,
    };
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > MEMORY {
        return Err(Invalid::FileTooLarge);
    }
    // A photograph may lie on its side and say so.
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    let picture = on_white(&middle(&picture).resize_exact(WIDTH, HEIGHT, FilterType::Triangle));
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).map_err(unreadable)?;
    Ok(jpeg)
}

/// The largest part around the middle that has a cover's proportions. Cut before it is resized: a thin picture would grow
/// beyond all memory otherwise.
fn middle(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width().max(1), picture.height().max(1));
    let cut_width = width.min((height * WIDTH).div_ceil(HEIGHT));
    let cut_height = height.min((width * HEIGHT).div_ceil(WIDTH));
    picture.crop_imm((width - cut_width) / 2, (height - cut_height) / 2, cut_width, cut_height)
}

/// Without transparency, which JPEG does not have.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let pixels = picture.to_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [r, g, b, a] = pixels.get_pixel(x, y).0;
        let over = |channel: u8| {
            let mixed = (u16::from(channel) * u16::from(a) + 255 * (255 - u16::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

/// Writes a cover under a name nobody can guess; answers its path on this portal.
pub(super) async fn write(data_dir: &Path, random: &Random, jpeg: &[u8]) -> Result<String> {
    let path = format!("{PLACE}{}.jpg", HEXLOWER.encode(&random.bytes::<16>()));
    let file = file(data_dir, &path).ok_or_else(|| anyhow::anyhow!("{path} is no place for a cover"))?;
    if let Some(folder) = file.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(anyhow::Error::from)?;
    }
    tokio::fs::write(&file, jpeg).await.map_err(anyhow::Error::from)?;
    Ok(path)
}

/// Removes the file of a cover that nothing shows any more. Covers that were not uploaded stay.
pub(super) async fn remove(data_dir: &Path, cover: Option<&str>) {
    let Some(file) = cover.and_then(|cover| file(data_dir, cover)) else { return };
    match tokio::fs::remove_file(&file).await {
        Err(error) if error.kind() != ErrorKind::NotFound => tracing::warn!(%error, file = %file.display(), "an old cover could not be removed"),
        _ => {}
    }
}

impl AsAdmin {
    /// The file of an uploaded cover.
    pub fn cover(&self, name: &str) -> Result<PathBuf> {
        Ok(file(self.portal.data_dir(), &format!("{PLACE}{name}")).ok_or(Problem::NotFound)?)
    }
}

impl AsLearner {
    /// The file of an uploaded cover of a course that the reader may see now.
    pub async fn cover(&self, name: &str) -> Result<PathBuf> {
        let cover = format!("{PLACE}{name}");
        let file = file(self.portal.data_dir(), &cover).ok_or(Problem::NotFound)?;
        if let Some(contact) = self.contact() {
            let mut conn = self.portal.store.read().await?;
            if !store::grants::is_entitled_to_cover(&mut conn, contact, &cover, self.portal.now()).await? {
                return Err(Problem::NotFound.into());
            }
        }
        Ok(file)
    }
}

/// Where an uploaded cover is kept.
fn file(data_dir: &Path, cover: &str) -> Option<PathBuf> {
    let name = cover.strip_prefix(PLACE)?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') && !name.starts_with('.') && !name.is_empty();
    plain.then(|| data_dir.join("files").join("covers").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn fills_the_frame_and_puts_white_behind() {
        let jpeg = to_jpeg(&png(40, 90)).unwrap();
        let picture = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (WIDTH, HEIGHT));
        assert!(picture.get_pixel(10, 10).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn refuses_what_is_no_picture_or_too_large() {
        assert_eq!(to_jpeg(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(Invalid::File));
        assert_eq!(to_jpeg(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), Err(Invalid::File));
        assert_eq!(to_jpeg(b""), Err(Invalid::File));
        assert_eq!(to_jpeg(&png(40, 40)[..60]), Err(Invalid::File));
        assert_eq!(to_jpeg(&png(SIDE + 1, 1)), Err(Invalid::FileTooLarge));
    }

    #[test]
    fn a_cover_never_leads_out_of_its_folder() {
        let data = Path::new("data");
        assert_eq!(file(data, "/files/covers/ab.jpg"), Some(data.join("files/covers/ab.jpg")));
        for cover in ["/files/covers/../x", "/files/covers/", "/files/covers/..", "/files/covers/a/b", "/covers/demo.svg", "/etc/passwd"] {
            assert_eq!(file(data, cover), None, "{cover}");
        }
    }
}
