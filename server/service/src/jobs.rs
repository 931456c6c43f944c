//! Work that may last longer than a request: an import, a grant or messages to many. It is done batch by batch, goes on by itself, and
//! keeps a record of how far it is. Who wants to do it claims it first, so it never runs twice at a time. Work whose record
//! tells of no end and that nobody has claimed has stopped: it failed, or the server ended. It can be taken up again.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use domain::Timestamp;
use domain::time::Span;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Portal, Result};

/// How long whoever starts work waits for its end.
const PATIENCE: Duration = Duration::from_secs(5);
/// The files of a job are cleared away after so long.
const KEPT: Span = Span::days(2);

/// Each kind of work has a folder of its own.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Import,
    Grants,
    Messages,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Import, Self::Grants, Self::Messages];

    fn folder(self, portal: &Portal) -> PathBuf {
        portal.data_dir().join(match self {
            Self::Import => "imports",
            Self::Grants => "grants",
            Self::Messages => "messages",
        })
    }
}

/// The records of the jobs that are being done now.
#[derive(Default)]
pub(crate) struct Claims(Mutex<HashSet<PathBuf>>);

impl Claims {
    fn all(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to do a job; it ends with the value.
pub(crate) struct Claim(Job);

impl Drop for Claim {
    fn drop(&mut self) {
        self.0.claims.all().remove(&self.0.path(RECORD));
    }
}

/// The kind of file that tells how far a job is.
const RECORD: &str = "json";

/// A job: a random id, and the files that bear it.
#[derive(Clone)]
pub(crate) struct Job {
    folder: PathBuf,
    id: String,
    claims: Arc<Claims>,
}

impl Job {
    /// A new one, without a record yet.
    pub async fn create(portal: &Portal, kind: Kind) -> Result<Self> {
        portal.tidy_jobs().await;
        let folder = kind.folder(portal);
        tokio::fs::create_dir_all(&folder).await.map_err(unexpected)?;
        let id = BASE32_NOPAD.encode(&portal.random.bytes::<16>()).to_lowercase();
        Ok(Self { folder, id, claims: Arc::clone(&portal.claims) })
    }

    /// `None` for what cannot be a job's id.
    pub fn of(portal: &Portal, kind: Kind, id: &str) -> Option<Self> {
        let sound = id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        sound.then(|| Self { folder: kind.folder(portal), id: id.to_owned(), claims: Arc::clone(&portal.claims) })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    fn path(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", self.id))
    }

    /// What the job's file of that kind holds, if there is one.
    pub async fn read(&self, kind: &str) -> Result<Option<Vec<u8>>> {
        match tokio::fs::read(self.path(kind)).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            read => Ok(Some(read.map_err(unexpected)?)),
        }
    }

    /// Writes a file as a whole: who reads it meanwhile sees the old or the new one.
    pub async fn write(&self, kind: &str, bytes: Vec<u8>) -> Result<()> {
        let (fresh, path) = (self.path("new"), self.path(kind));
        let write = move || {
            let mut file = std::fs::File::create(&fresh)?;
            file.write_all(&bytes)?;
            // Or a crash might leave the name without what it names.
            file.sync_all()?;
            std::fs::rename(fresh, path)
        };
        tokio::task::spawn_blocking(write).await.map_err(anyhow::Error::from)?.map_err(unexpected)
    }

    pub async fn remove(&self, kind: &str) -> Result<()> {
        tokio::fs::remove_file(self.path(kind)).await.map_err(unexpected)
    }

    /// One that cannot be read counts as none.
    pub async fn record<R: DeserializeOwned>(&self) -> Result<Option<R>> {
        let Some(json) = self.read(RECORD).await? else { return Ok(None) };
        let record = serde_json::from_slice(&json);
        Ok(record.inspect_err(|error| tracing::warn!(%error, file = %self.path(RECORD).display(), "the record of a job could not be read")).ok())
    }

    pub async fn keep<R: Serialize>(&self, record: &R) -> Result<()> {
        self.write(RECORD, serde_json::to_vec(record).map_err(anyhow::Error::from)?).await
    }

    /// The record, and whether the job is being done. That is asked before and after: it may begin or end meanwhile.
    pub async fn look<R: DeserializeOwned>(&self) -> Result<Option<(R, bool)>> {
        let before = self.is_claimed();
        let record = self.record().await?;
        Ok(record.map(|record| (record, before || self.is_claimed())))
    }

    fn is_claimed(&self) -> bool {
        self.claims.all().contains(&self.path(RECORD))
    }

    /// `None` while somebody else has it. What there is to do is to be read after the claim: it may be done by then.
    pub fn claim(&self) -> Option<Claim> {
        let free = self.claims.all().insert(self.path(RECORD));
        free.then(|| Claim(self.clone()))
    }
}

/// Does `work` to its end, whoever goes away meanwhile, and waits a moment for it. That it failed is told by the job's
/// record, why by the log.
pub(crate) async fn run(claim: Claim, work: impl Future<Output = Result<()>> + Send + 'static) {
    let running = tokio::spawn(async move {
        let done = work.await;
        drop(claim);
        if let Err(error) = done {
            let problem = error.into_problem();
            tracing::warn!(%problem, "a job stopped before its end");
        }
    });
    // It goes on by itself when this takes longer.
    let _ = tokio::time::timeout(PATIENCE, running).await;
}

/// What is not there needs no clearing away: there never was a job, or somebody else clears away too.
fn told(error: &std::io::Error, path: &Path) {
    if error.kind() != std::io::ErrorKind::NotFound {
        tracing::warn!(%error, file = %path.display(), "the files of an old job could not be cleared away");
    }
}

fn unexpected(error: std::io::Error) -> crate::Error {
    anyhow::Error::from(error).into()
}

impl Portal {
    /// Clears away the files of old jobs, those that can be.
    pub(crate) async fn tidy_jobs(&self) {
        for kind in Kind::ALL {
            let folder = kind.folder(self);
            if let Err(error) = self.tidy_folder(&folder).await {
                told(&error, &folder);
            }
        }
    }

    async fn tidy_folder(&self, folder: &Path) -> std::io::Result<()> {
        let mut entries = tokio::fs::read_dir(folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if let Err(error) = self.remove_if_old(&entry).await {
                told(&error, &entry.path());
            }
        }
        Ok(())
    }

    async fn remove_if_old(&self, entry: &tokio::fs::DirEntry) -> std::io::Result<()> {
        let changed = entry.metadata().await?.modified()?;
        let micros = changed.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        if Timestamp(micros) + KEPT < self.now() { tokio::fs::remove_file(entry.path()).await } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job { folder: PathBuf::from("jobs"), id: "a".repeat(26), claims: Arc::default() }
    }

    #[test]
    fn a_job_is_claimed_by_one_at_a_time() {
        let job = job();
        assert!(!job.is_claimed());
        let claim = job.claim().expect("it is free");
        assert!(job.clone().claim().is_none() && job.is_claimed());
        drop(claim);
        assert!(job.claim().is_some());
        assert!(!job.is_claimed());
    }

    #[tokio::test]
    async fn a_record_that_cannot_be_read_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let job = Job { folder: folder.path().to_owned(), ..job() };
        job.keep(&1).await.unwrap();
        assert_eq!(job.record::<u32>().await.unwrap(), Some(1));
        job.write(RECORD, b"{".to_vec()).await.unwrap();
        assert_eq!(job.record::<u32>().await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_job_that_fails_is_free_again() {
        let job = job();
        run(job.claim().expect("it is free"), async { Err(domain::Problem::Busy.into()) }).await;
        assert!(!job.is_claimed());
    }
}
