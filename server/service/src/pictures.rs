//! Pictures that admins upload: decoded within limits and written anew, so that nothing of the file itself (its name, its
//! type, what is hidden in it) ever reaches anybody.

use std::io::{Cursor, ErrorKind};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use domain::Invalid;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use crate::{Random, Result};

/// The largest file that is read, in bytes.
pub const MOST: usize = 8 * 1024 * 1024;
/// The widest or highest picture that is read, in pixels.
pub(crate) const SIDE: u32 = 8000;
/// What decoding a picture may take, in bytes.
const MEMORY: u64 = 192 * 1024 * 1024;

/// Pictures take memory: one is worked on at a time.
static TURN: Semaphore = Semaphore::const_new(1);

/// Does some work on pictures away from the threads that answer, when it is its turn.
pub(crate) async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T, Invalid> + Send + 'static) -> Result<T> {
    let turn = TURN.acquire().await.map_err(anyhow::Error::from)?;
    let work = move || {
        // Whoever waits may go away; the turn lasts as long as the work.
        let _turn = turn;
        work()
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)??)
}

/// The picture of a PNG, JPEG or WebP file, upright.
///
/// # Errors
/// `Invalid::File` or `Invalid::FileTooLarge` when it cannot be used.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, Invalid> {
    if bytes.len() > MOST {
        return Err(Invalid::FileTooLarge);
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Invalid::File)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(Invalid::File);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
    if decoder.total_bytes() > MEMORY {
        return Err(Invalid::FileTooLarge);
    }
    // A photograph may lie on its side and say so.
    let orientation = decoder.orientation().map_err(|error| unreadable(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What is to be said of a file that could not be read, or of a picture that could not be written.
pub(crate) const fn unreadable(error: &ImageError) -> Invalid {
    match error {
        ImageError::Limits(_) => Invalid::FileTooLarge,
        _ => Invalid::File,
    }
}

/// Writes a picture into the `folder` of the uploaded files under a name nobody can guess; answers its path on this portal.
pub(crate) async fn write(data_dir: &Path, random: &Random, folder: &str, ending: &str, bytes: &[u8]) -> Result<String> {
    let path = format!("/files/{folder}/{}.{ending}", HEXLOWER.encode(&random.bytes::<16>()));
    let file = file(data_dir, folder, &path).ok_or_else(|| anyhow::anyhow!("{path} is no place for a picture"))?;
    if let Some(folder) = file.parent() {
        tokio::fs::create_dir_all(folder).await.map_err(anyhow::Error::from)?;
    }
    tokio::fs::write(&file, bytes).await.map_err(anyhow::Error::from)?;
    Ok(path)
}

/// Removes the file of a picture that nothing shows any more. Pictures that were not uploaded into that folder stay.
pub(crate) async fn remove(data_dir: &Path, folder: &str, picture: Option<&str>) {
    let Some(file) = picture.and_then(|picture| file(data_dir, folder, picture)) else { return };
    match tokio::fs::remove_file(&file).await {
        Err(error) if error.kind() != ErrorKind::NotFound => tracing::warn!(%error, file = %file.display(), "an old picture could not be removed"),
        _ => {}
    }
}

/// Where the uploaded picture with that path on this portal is kept.
pub(crate) fn file(data_dir: &Path, folder: &str, picture: &str) -> Option<PathBuf> {
    let name = picture.strip_prefix("/files/")?.strip_prefix(folder)?.strip_prefix('/')?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') && !name.starts_with('.') && !name.is_empty();
    plain.then(|| data_dir.join("files").join(folder).join(name))
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
    fn case_62_refuses_what_is_no_picture_or_too_large() {
        let refused = |bytes: &[u8]| decode(bytes).map(drop);
        assert_eq!(refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(Invalid::File));
        assert_eq!(refused(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), Err(Invalid::File));
        assert_eq!(refused(b""), Err(Invalid::File));
        assert_eq!(refused(&png(40, 40)[..60]), Err(Invalid::File));
        assert_eq!(refused(&png(SIDE + 1, 1)), Err(Invalid::FileTooLarge));
        assert_eq!(refused(&vec![0; MOST + 1]), Err(Invalid::FileTooLarge));
        assert_eq!(refused(&png(40, 40)), Ok(()));
    }

    #[test]
    fn a_picture_never_leads_out_of_its_folder() {
        let data = Path::new("data");
        assert_eq!(file(data, "covers", "/files/covers/ab.jpg"), Some(data.join("files/covers/ab.jpg")));
        for cover in ["/files/covers/../x", "/files/covers/", "/files/covers/..", "/files/covers/a/b", "/covers/demo.svg", "/etc/passwd", "/files/other/ab.jpg"]
        {
            assert_eq!(file(data, "covers", cover), None, "{cover}");
        }
    }
}
