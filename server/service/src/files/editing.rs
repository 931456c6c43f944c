//! What admins do with files besides adding them.

use domain::view::files::{FileRow, LessonFiles};
use domain::{FileId, FileKind, LessonId, Problem, ProductId, file};
use futures_util::FutureExt as _;
use store::Conn;
use store::courses::Lesson;
use store::lesson_files::LessonFile;

use super::subject;
use crate::audit::{Action, Subject};
use crate::{AsAdmin, Error, Result};

/// A file and its lesson.
async fn found(conn: &mut Conn, id: FileId) -> Result<(LessonFile, Lesson)> {
    let file = store::lesson_files::find(conn, id).await?.ok_or(Problem::NotFound)?;
    let lesson = store::courses::lesson(conn, file.lesson_id).await?.ok_or(Problem::NotFound)?;
    Ok((file, lesson))
}

impl AsAdmin {
    /// The files of a lesson.
    pub async fn lesson_files(&self, lesson: LessonId) -> Result<LessonFiles> {
        let mut conn = self.portal.store.read().await?;
        store::courses::lesson(&mut conn, lesson).await?.ok_or(Problem::NotFound)?;
        let files = store::lesson_files::of_lesson(&mut conn, lesson).await?;
        Ok(LessonFiles {
            lesson,
            files: files
                .into_iter()
                .map(|file| FileRow { id: file.id, kind: file.kind, name: file.name, bytes: u64::try_from(file.bytes).unwrap_or_default(), lang: file.lang })
                .collect(),
            auto_complete: store::lesson_files::auto_completes(&mut conn, lesson).await?,
            limits: self.portal.files.limits,
        })
    }

    /// Gives a file another name, with the same ending; answers its product and its lesson.
    pub async fn rename_file(&self, id: FileId, typed: &str) -> Result<(ProductId, LessonId)> {
        let me = self.clone();
        let typed = file::name(typed)?;
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let (file, lesson) = found(conn, id).await?;
                    let ending = file::ending(&file.name);
                    let name = if file::ending(&typed) == ending { typed } else { file::name(&format!("{typed}.{ending}"))? };
                    store::lesson_files::rename(conn, id, &name).await?;
                    store::audit::insert(conn, &me.event(Action::FileChanged, subject(&lesson, &format!("{} → {name}", file.name)))).await?;
                    Ok::<_, Error>((lesson.product_id, lesson.id))
                }
                .boxed()
            })
            .await
    }

    /// Removes a file from its lesson; answers its product and its lesson.
    pub async fn remove_file(&self, id: FileId) -> Result<(ProductId, LessonId)> {
        let me = self.clone();
        let (product, lesson, keys) = self
            .portal
            .store
            .write(move |conn| {
                async move {
                    let (file, lesson) = found(conn, id).await?;
                    store::lesson_files::delete(conn, id).await?;
                    let mut keys = vec![file.storage_key];
                    if file.kind == FileKind::Video {
                        store::video_positions::forget(conn, lesson.id).await?;
                        // They were said in this film.
                        for captions in store::lesson_files::of_lesson(conn, lesson.id).await?.into_iter().filter(|other| other.kind == FileKind::Captions) {
                            store::lesson_files::delete(conn, captions.id).await?;
                            keys.push(captions.storage_key);
                        }
                    }
                    store::audit::insert(conn, &me.event(Action::FileDeleted, subject(&lesson, &file.name))).await?;
                    Ok::<_, Error>((lesson.product_id, lesson.id, keys))
                }
                .boxed()
            })
            .await?;
        self.portal.files.remove(&keys).await;
        Ok((product, lesson))
    }

    /// Whether the end of the video completes the lesson; answers its product.
    pub async fn set_auto_complete(&self, lesson: LessonId, on: bool) -> Result<ProductId> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = store::courses::lesson(conn, lesson).await?.ok_or(Problem::NotFound)?;
                    store::lesson_files::set_auto_complete(conn, lesson.id, on).await?;
                    let changed = Subject::new("lesson", lesson.id, lesson.title.as_str());
                    store::audit::insert(conn, &me.event(Action::LessonChanged, changed.with("auto-complete"))).await?;
                    Ok::<_, Error>(lesson.product_id)
                }
                .boxed()
            })
            .await
    }
}
