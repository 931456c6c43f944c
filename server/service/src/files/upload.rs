//! Adding files. They are streamed to where they are kept, a few megabytes at a time; what turns out to be too large, or not
//! what it says, leaves nothing behind. The row is written last: who finds one finds the whole file.

use std::time::Duration;

use bytes::Bytes;
use domain::view::files::Uploaded;
use domain::{FileId, FileKind, Invalid, LessonId, Problem, ProductId, captions, file};
use futures_util::stream::BoxStream;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use store::Conn;
use store::lesson_files::LessonFile;

use super::kinds::{Claim, HEAD};
use super::storage::{Files, Writing};
use super::subject;
use crate::audit::Action;
use crate::{AsAdmin, Error, Portal, Result};

/// Who sends nothing for so long has gone.
const SILENCE: Duration = Duration::from_mins(1);
/// Bytes of a refused file that are read and dropped: a browser hears no answer before it has sent everything. Who sends more
/// is cut off.
const DROPPED: u64 = 32 << 20;

/// What is known of a file before it comes.
#[derive(Clone, Debug)]
pub struct Upload {
    pub lesson: LessonId,
    pub kind: FileKind,
    /// As the browser said.
    pub name: String,
    /// What captions are in, as a code; of other files it is not looked at.
    pub lang: String,
}

impl Portal {
    /// Puts a file of ours where files are kept; answers its key and its media type.
    pub(crate) async fn store_file(&self, kind: FileKind, name: &str, bytes: &[u8]) -> Result<(String, &'static str)> {
        let claim = Claim::of(kind, name)?;
        claim.check(bytes)?;
        let key = Files::new_key(&self.random);
        self.put(&key, bytes).await?;
        Ok((key, claim.media_type()))
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<()> {
        let mut writing = self.begin(key).await?;
        writing.add(bytes).await?;
        writing.finish().await
    }

    /// Begins to write a file, in a place that is ours if it was nobody's.
    async fn begin(&self, key: &str) -> Result<Writing> {
        self.claim_files().await?;
        self.files.write(key).await
    }
}

impl AsAdmin {
    /// Adds a file to a lesson; answers it and the lesson's product. A video takes the place of the one before, captions that of
    /// those in the same language.
    ///
    /// # Errors
    /// `Invalid::FileKind` or `Invalid::FileMismatch` for a file that may not come, `Invalid::FileTooLarge` beyond the limit,
    /// `Invalid::Captions` for captions that cannot be read, `Invalid::Required` for an empty file, `Invalid::Choice` for captions
    /// in no language, `Invalid::Form` for a file that ends before its end.
    pub async fn add_file<E>(&self, upload: Upload, body: impl Stream<Item = Result<Bytes, E>> + Send) -> Result<(ProductId, Uploaded)> {
        let limit = self.portal.files.limits.of(upload.kind);
        let body = body.map(|chunk| chunk.map_err(|_| Invalid::Form)).boxed();
        let mut source = Source { body, read: 0, limit };
        let received = self.receive(&upload, &mut source).await;
        if matches!(received, Err(Error::Problem(Problem::Invalid(_)))) {
            source.drop_the_rest().await;
        }
        let (file, key) = received?;
        match self.keep(upload.lesson, file).await {
            Ok((product, uploaded, replaced)) => {
                self.portal.files.remove(&replaced).await;
                Ok((product, uploaded))
            }
            Err(error) => {
                self.portal.files.remove(&[key]).await;
                Err(error)
            }
        }
    }

    /// Puts a file where it is kept; answers its row, whose place is still open, and its key.
    async fn receive(&self, upload: &Upload, source: &mut Source<'_>) -> Result<(LessonFile, String)> {
        let name = file::name(&upload.name)?;
        let lang = match upload.kind {
            FileKind::Captions => Some(captions::language(&upload.lang).map(|_| upload.lang.clone()).ok_or(Invalid::Choice)?),
            _ => None,
        };
        let claim = Claim::of(upload.kind, &name)?;
        store::courses::lesson(&mut self.portal.store.read().await?, upload.lesson).await?.ok_or(Problem::NotFound)?;
        let head = source.head().await?;
        if head.is_empty() {
            return Err(Invalid::Required.into());
        }
        claim.check(&head)?;
        let key = Files::new_key(&self.portal.random);
        let bytes = if upload.kind == FileKind::Captions {
            let text = captions::to_webvtt(&source.all(head).await?)?;
            self.portal.put(&key, text.as_bytes()).await?;
            text.len() as u64
        } else {
            let mut writing = self.portal.begin(&key).await?;
            if let Err(error) = source.pour(head, &mut writing).await {
                writing.give_up().await;
                return Err(error);
            }
            writing.finish().await?;
            source.read
        };
        let file = LessonFile {
            id: self.portal.new_id::<FileId>(),
            lesson_id: upload.lesson,
            kind: upload.kind,
            name,
            media_type: claim.media_type().to_owned(),
            lang,
            bytes: i64::try_from(bytes).map_err(anyhow::Error::from)?,
            storage_key: key.clone(),
            position: 0,
            created_at: self.portal.now(),
        };
        Ok((file, key))
    }

    /// Writes the row; answers the lesson's product, too, and the keys of what it replaced.
    async fn keep(&self, lesson: LessonId, file: LessonFile) -> Result<(ProductId, Uploaded, Vec<String>)> {
        let me = self.clone();
        self.portal
            .store
            .write(move |conn| {
                async move {
                    let lesson = store::courses::lesson(conn, lesson).await?.ok_or(Problem::NotFound)?;
                    // One at a time for each product, so that no lesson has two videos.
                    store::courses::lock_product(conn, lesson.product_id).await?;
                    let others = store::lesson_files::of_lesson(conn, lesson.id).await?;
                    let replaced = replace(conn, &file, &others).await?;
                    let position = others.last().map_or(0, |last| last.position.saturating_add(1));
                    store::lesson_files::insert(conn, &LessonFile { position, ..file.clone() }).await?;
                    store::audit::insert(conn, &me.event(Action::FileAdded, subject(&lesson, &file.name))).await?;
                    Ok::<_, Error>((lesson.product_id, Uploaded { id: file.id, kind: file.kind, name: file.name }, replaced))
                }
                .boxed()
            })
            .await
    }
}

/// Removes the rows whose place the file takes; answers their keys.
async fn replace(conn: &mut Conn, file: &LessonFile, others: &[LessonFile]) -> Result<Vec<String>> {
    let gives_way = |other: &&LessonFile| match file.kind {
        FileKind::Video => other.kind == FileKind::Video,
        FileKind::Captions => other.kind == FileKind::Captions && other.lang == file.lang,
        FileKind::Attachment | FileKind::Image => false,
    };
    let mut keys = Vec::new();
    for other in others.iter().filter(gives_way) {
        store::lesson_files::delete(conn, other.id).await?;
        keys.push(other.storage_key.clone());
    }
    if file.kind == FileKind::Video && !keys.is_empty() {
        store::video_positions::forget(conn, file.lesson_id).await?;
    }
    Ok(keys)
}

/// A file as it arrives, up to a limit.
struct Source<'a> {
    body: BoxStream<'a, Result<Bytes, Invalid>>,
    read: u64,
    limit: u64,
}

impl Source<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, Invalid> {
        let Some(chunk) = tokio::time::timeout(SILENCE, self.body.next()).await.map_err(|_| Invalid::Form)?.transpose()? else { return Ok(None) };
        self.read += chunk.len() as u64;
        if self.read > self.limit { Err(Invalid::FileTooLarge) } else { Ok(Some(chunk)) }
    }

    /// The first bytes, [`HEAD`] at least unless there are no more.
    async fn head(&mut self) -> Result<Vec<u8>, Invalid> {
        let mut head = Vec::new();
        while head.len() < HEAD
            && let Some(chunk) = self.next().await?
        {
            head.extend_from_slice(&chunk);
        }
        Ok(head)
    }

    /// Everything, of which `head` was read already.
    async fn all(&mut self, mut head: Vec<u8>) -> Result<Vec<u8>, Invalid> {
        while let Some(chunk) = self.next().await? {
            head.extend_from_slice(&chunk);
        }
        Ok(head)
    }

    /// Writes everything, of which `head` was read already.
    async fn pour(&mut self, head: Vec<u8>, writing: &mut Writing) -> Result<()> {
        writing.add(&head).await?;
        while let Some(chunk) = self.next().await? {
            writing.add(&chunk).await?;
        }
        Ok(())
    }

    async fn drop_the_rest(&mut self) {
        self.limit = self.read.saturating_add(DROPPED);
        while let Ok(Some(_)) = self.next().await {}
    }
}
