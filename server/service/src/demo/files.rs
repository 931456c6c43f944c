//! What lessons of the demo content offer for download.

use domain::{FileId, FileKind, LessonId};
use store::lesson_files::LessonFile;

use super::content::{self, Content};
use crate::{Portal, Result};

/// Puts every file where files are kept; its row, by course and name, still without a lesson.
pub async fn store(portal: &Portal, content: &Content) -> Result<Vec<((String, String), LessonFile)>> {
    let mut rows = Vec::new();
    for course in &content.courses {
        for name in course.categories.iter().flat_map(|part| &part.lessons).flat_map(|lesson| &lesson.files) {
            let bytes = content::file(&course.slug, name)?;
            let (storage_key, media_type) = portal.store_file(FileKind::Attachment, name, bytes).await?;
            let row = LessonFile {
                id: portal.new_id::<FileId>(),
                lesson_id: LessonId::MIN,
                kind: FileKind::Attachment,
                name: name.clone(),
                media_type: media_type.to_owned(),
                lang: None,
                bytes: i64::try_from(bytes.len()).map_err(anyhow::Error::from)?,
                storage_key,
                position: 0,
                created_at: portal.now(),
            };
            rows.push(((course.slug.clone(), name.clone()), row));
        }
    }
    Ok(rows)
}
