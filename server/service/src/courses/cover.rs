//! Covers: pictures of courses. What arrives is cropped to 16:9 and written anew as JPEG.

use std::path::{Path, PathBuf};

use domain::{Invalid, Problem};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};

use crate::pictures::{self, unreadable};
use crate::{AsLearner, Random, Result};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const QUALITY: u8 = 82;
/// Where covers are, below the uploaded files.
const FOLDER: &str = "covers";

/// The JPEG to keep of an uploaded file.
pub(super) async fn prepare(bytes: Vec<u8>) -> Result<Vec<u8>> {
    pictures::work(move || to_jpeg(&bytes)).await
}

fn to_jpeg(bytes: &[u8]) -> Result<Vec<u8>, Invalid> {
    let picture = on_white(&middle(&pictures::decode(bytes)?).resize_exact(WIDTH, HEIGHT, FilterType::Triangle));
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture).map_err(|error| unreadable(&error))?;
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

/// Keeps a cover; answers its path on this portal.
pub(super) async fn write(data_dir: &Path, random: &Random, jpeg: &[u8]) -> Result<String> {
    pictures::write(data_dir, random, FOLDER, "jpg", jpeg).await
}

/// Removes the file of a cover that nothing shows any more. Covers that were not uploaded stay.
pub(super) async fn remove(data_dir: &Path, cover: Option<&str>) {
    pictures::remove(data_dir, FOLDER, cover).await;
}

impl AsLearner {
    /// The file of an uploaded cover of a course that the reader may see now; for an admin, of any.
    pub async fn cover(&self, name: &str) -> Result<PathBuf> {
        let cover = path(name);
        let file = pictures::file(self.portal.data_dir(), FOLDER, &cover).ok_or(Problem::NotFound)?;
        if let Some(contact) = self.contact() {
            let mut conn = self.portal.store.read().await?;
            if !store::grants::is_entitled_to_cover(&mut conn, contact, &cover, self.portal.now()).await? {
                return Err(Problem::NotFound.into());
            }
        }
        Ok(file)
    }
}

fn path(name: &str) -> String {
    format!("/files/{FOLDER}/{name}")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    #[test]
    fn fills_the_frame_and_puts_white_behind() {
        let mut png = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(40, 90).write_to(&mut png, ImageFormat::Png).unwrap();
        let jpeg = to_jpeg(&png.into_inner()).unwrap();
        let picture = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (WIDTH, HEIGHT));
        assert!(picture.get_pixel(10, 10).0.iter().all(|channel| *channel > 250));
    }
}
