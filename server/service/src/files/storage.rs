//! Where files are kept: a folder below the data directory, or a bucket of S3's kind. A file becomes visible under its key
//! once all of it has arrived, and never changes afterwards.

use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use domain::Timestamp;
use domain::view::files::Limits;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, RetryConfig, WriteMultipart};
use tokio::sync::OnceCell;

use crate::{Random, Result};

/// Files are read so many bytes at a time, so that who downloads slowly holds little memory and no request to S3 open.
const PIECE: u64 = 1 << 20;
/// Parts on their way to S3 at once, of 5 MiB each.
const PARTS: usize = 2;
/// What our keys begin with.
const LESSONS: &str = "lessons";
/// The file that names the database to which the others belong.
const OWNER: &str = "owner";

/// Where files are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// `files` below the data directory.
    #[default]
    Folder,
    Bucket {
        name: String,
        /// What comes before every key; may be empty.
        prefix: String,
    },
    /// Until the program ends: for tests.
    Memory,
}

impl std::str::FromStr for Place {
    type Err = String;

    /// `s3://bucket` or `s3://bucket/prefix`.
    fn from_str(url: &str) -> Result<Self, String> {
        // Without what was written: somebody may have put a secret into it.
        let wrong = || "must look like s3://bucket or s3://bucket/prefix".to_owned();
        let rest = url.strip_prefix("s3://").ok_or_else(wrong)?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_name = (3..=63).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
        let prefix = prefix.trim_end_matches('/');
        let is_prefix = prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/".contains(&b)) && !prefix.starts_with('/') && !prefix.contains("//");
        if is_name && is_prefix { Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.to_owned() }) } else { Err(wrong()) }
    }
}

/// The files. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where the store is a folder: that.
    folder: Option<Arc<PathBuf>>,
    /// Where they are, as an operator knows it.
    place: Arc<str>,
    /// Whether it was looked after once whose they are.
    pub(super) claimed: Arc<OnceCell<()>>,
    pub(super) limits: Limits,
}

impl Files {
    fn new(store: impl ObjectStore, folder: Option<PathBuf>, place: &str, limits: Limits) -> Self {
        Self { store: Arc::new(store), folder: folder.map(Arc::new), place: place.into(), claimed: Arc::default(), limits }
    }

    /// # Errors
    /// One line that says what is wrong with the place.
    pub fn open(place: &Place, data_dir: &FilePath, limits: Limits) -> Result<Self, String> {
        match place {
            Place::Folder => {
                let folder = data_dir.join("files");
                let made = std::fs::create_dir_all(&folder);
                made.map_err(|error| format!("LATCHKEY_DATA_DIR: {} could not be made ({error})", folder.display()))?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| format!("LATCHKEY_DATA_DIR: {error}"))?;
                let place = folder.display().to_string();
                Ok(Self::new(store.with_fsync(true), Some(folder), &place, limits))
            }
            Place::Bucket { name, prefix } => {
                let retry = RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
                let bucket = AmazonS3Builder::from_env().with_bucket_name(name).with_retry(retry).build();
                let bucket = bucket.map_err(|error| format!("LATCHKEY_FILES_URL: the bucket {name} cannot be used: {error}"))?;
                // An empty prefix changes nothing.
                let place = format!("s3://{name}/{prefix}");
                Ok(Self::new(PrefixStore::new(bucket, prefix.as_str()), None, place.trim_end_matches('/'), limits))
            }
            Place::Memory => Ok(Self::in_memory(limits)),
        }
    }

    pub fn in_memory(limits: Limits) -> Self {
        Self::new(InMemory::new(), None, "memory", limits)
    }

    /// Whether the place answers to us.
    ///
    /// # Errors
    /// One line that names the setting.
    pub async fn check(&self) -> Result<(), String> {
        if self.folder.is_some() {
            return Ok(());
        }
        match self.store.head(&Path::from(LESSONS)).await {
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(format!("LATCHKEY_FILES_URL: the bucket does not answer as it should: {error}")),
        }
    }

    /// The id of the database that the files belong to, if that is written down.
    pub(super) async fn owner(&self) -> Result<Option<String>> {
        let written = match self.store.get(&Path::from(OWNER)).await {
            Ok(found) => found.bytes().await.map_err(failed)?,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        Ok(Some(String::from_utf8_lossy(&written).trim().to_owned()))
    }

    pub(super) async fn set_owner(&self, id: &str) -> Result<()> {
        self.store.put(&Path::from(OWNER), id.to_owned().into()).await.map_err(failed)?;
        Ok(())
    }

    /// Where [`Self::owner`] is written down.
    pub(super) fn owner_place(&self) -> String {
        format!("{}/{OWNER}", self.place)
    }

    pub(super) async fn is_empty(&self) -> Result<bool> {
        Ok(self.all().try_next().await?.is_none())
    }

    /// A key that no file has, and nobody can guess.
    pub(super) fn new_key(random: &Random) -> String {
        format!("{LESSONS}/{}", HEXLOWER.encode(&random.bytes::<16>()))
    }

    /// Begins to write a file.
    pub(super) async fn write(&self, key: &str) -> Result<Writing> {
        let upload = self.store.put_multipart(&Path::from(key)).await.map_err(failed)?;
        Ok(Writing(Some(WriteMultipart::new(upload))))
    }

    /// The bytes of a file from one to before another; `None` if there is no such file.
    pub(super) async fn read(&self, key: &str, range: Range<u64>) -> Result<Option<impl Stream<Item = Result<Bytes>> + Send + use<>>> {
        let (store, path) = (self.store.clone(), Path::from(key));
        let piece = move |from: u64, end: u64| {
            let (store, path) = (store.clone(), path.clone());
            async move { store.get_range(&path, from..end.min(from + PIECE)).await }
        };
        if range.is_empty() {
            return Ok(Some(stream::empty().left_stream()));
        }
        // Before anything is promised.
        let first = match piece(range.start, range.end).await {
            Ok(first) => first,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let rest = stream::try_unfold(range.start + PIECE, move |from| {
            let next = (from < range.end).then(|| piece(from, range.end));
            async move {
                match next {
                    Some(next) => Ok(Some((next.await.map_err(failed)?, from + PIECE))),
                    None => Ok::<_, crate::Error>(None),
                }
            }
        });
        Ok(Some(stream::once(async move { Ok::<_, crate::Error>(first) }).chain(rest).right_stream()))
    }

    /// Removes files that no row names any more. What cannot be removed now, the sweep removes later.
    pub(crate) async fn remove(&self, keys: &[String]) {
        for key in keys {
            match self.store.delete(&Path::from(key.as_str())).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => tracing::warn!(%error, key, "a file that nothing needs could not be removed"),
            }
        }
    }

    /// Every file's key, and when it was complete.
    pub(super) fn all(&self) -> BoxStream<'static, Result<(String, Timestamp)>> {
        let found = self.store.list(Some(&Path::from(LESSONS)));
        found.map_ok(|object| (object.location.to_string(), Timestamp(object.last_modified.timestamp_micros()))).map_err(failed).boxed()
    }

    /// The folder in which files are that are still being written, as `key#number`.
    pub(super) fn unfinished(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(LESSONS))
    }
}

fn failed(error: Error) -> crate::Error {
    crate::Error::Unexpected(anyhow::Error::new(error).context("the files cannot be read or written"))
}

/// A file on its way in. Unless it is finished nothing stays of it, however that comes.
pub(super) struct Writing(Option<WriteMultipart>);

impl Writing {
    pub(super) async fn add(&mut self, bytes: &[u8]) -> Result<()> {
        let writing = self.0.as_mut().ok_or_else(|| anyhow::anyhow!("the file is finished"))?;
        writing.wait_for_capacity(PARTS).await.map_err(failed)?;
        writing.write(bytes);
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<()> {
        let writing = self.0.take().ok_or_else(|| anyhow::anyhow!("the file is finished"))?;
        writing.finish().await.map_err(failed)?;
        Ok(())
    }

    pub(super) async fn give_up(mut self) {
        if let Some(writing) = self.0.take() {
            abort(writing).await;
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // The one who sent it is gone.
        if let Some(writing) = self.0.take() {
            tokio::spawn(abort(writing));
        }
    }
}

async fn abort(writing: WriteMultipart) {
    if let Err(error) = writing.abort().await {
        tracing::warn!(%error, "parts of a file that never became one could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_setting() {
        let bucket = |name: &str, prefix: &str| Ok(Place::Bucket { name: name.to_owned(), prefix: prefix.to_owned() });
        assert_eq!("s3://portal-files".parse(), bucket("portal-files", ""));
        assert_eq!("s3://portal.files/".parse(), bucket("portal.files", ""));
        assert_eq!("s3://portal/one/two/".parse(), bucket("portal", "one/two"));
        for wrong in [
            "",
            "portal",
            "s3:",
            "s3://",
            "s3://ab",
            "s3:///x",
            "https://portal",
            "s3://Portal",
            "s3://portal//x",
            "s3://portal/a?b",
            "s3://user:secret@portal",
        ] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_file_is_read_in_pieces_and_an_unfinished_one_is_none() {
        let dir = tempfile::tempdir().unwrap();
        for place in [Place::Folder, Place::Memory] {
            let files = Files::open(&place, dir.path(), Limits::default()).unwrap();
            let key = Files::new_key(&Random::system());
            let bytes: Vec<u8> = (0..3_u32 << 20).map(|n| n.to_le_bytes()[1]).collect();
            let mut writing = files.write(&key).await.unwrap();
            for chunk in bytes.chunks(70_000) {
                writing.add(chunk).await.unwrap();
            }
            assert!(files.read(&key, 0..10).await.unwrap().is_none(), "not before it is finished");
            writing.finish().await.unwrap();
            let read = async |range: Range<u64>| -> Vec<u8> {
                files.read(&key, range).await.unwrap().unwrap().map_ok(|piece| piece.to_vec()).try_concat().await.unwrap()
            };
            assert_eq!(read(0..3 << 20).await, bytes);
            assert_eq!(read(PIECE - 1..PIECE + 1).await, bytes[(1 << 20) - 1..=1 << 20]);
            assert_eq!(files.all().try_collect::<Vec<_>>().await.unwrap().len(), 1);

            let mut writing = files.write(&format!("{key}x")).await.unwrap();
            writing.add(&bytes).await.unwrap();
            writing.give_up().await;
            files.remove(&[key, "lessons/none".to_owned()]).await;
            assert_eq!(files.all().try_collect::<Vec<_>>().await.unwrap().len(), 0);
        }
        assert_eq!(std::fs::read_dir(dir.path().join("files/lessons")).unwrap().count(), 0, "nothing is left behind");
    }
}
