//! Handing files out: to admins, and to whoever may read the lesson at that moment. A file that is not the reader's is answered
//! like one that does not exist.

use std::ops::Range;

use bytes::Bytes;
use domain::{FileId, FileKind, Problem};
use futures_util::Stream;
use store::lesson_files::LessonFile;

use super::Files;
use crate::{AsLearner, Result};

/// A file that its reader may have.
pub struct Found {
    pub id: FileId,
    pub kind: FileKind,
    pub name: String,
    pub media_type: String,
    /// How long it is.
    pub bytes: u64,
    key: String,
    files: Files,
}

impl Found {
    fn new(file: LessonFile, files: Files) -> Self {
        let bytes = u64::try_from(file.bytes).unwrap_or_default();
        Self { id: file.id, kind: file.kind, name: file.name, media_type: file.media_type, bytes, key: file.storage_key, files }
    }

    /// The bytes from one to before another.
    ///
    /// # Errors
    /// `Problem::NotFound` if what is in it is gone.
    pub async fn read(&self, range: Range<u64>) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        Ok(self.files.read(&self.key, range).await?.ok_or(Problem::NotFound)?)
    }
}

impl AsLearner {
    /// A file of a lesson that the reader may read now.
    pub async fn file(&self, id: FileId) -> Result<Found> {
        let mut conn = self.portal.store.read().await?;
        let (file, product, lesson) = store::lesson_files::find_with_place(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let product = self.open_product(&mut conn, &product).await?;
        self.open_lesson(&mut conn, product.id, &lesson).await?;
        Ok(Found::new(file, self.portal.files.clone()))
    }
}
