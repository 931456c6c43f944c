//! Clears away files that no row names: their lesson is gone, or the server ended between a file and its row. A row follows its
//! file at once, so a file that has been complete for a day and has none will never have one. One that is still arriving is not
//! there yet; what is left of one that stopped arriving is told by when it last grew. Where nothing proves that the files are this
//! portal's, all of them stay.

use std::path::Path;
use std::time::UNIX_EPOCH;

use domain::Timestamp;
use domain::time::Span;
use futures_util::TryStreamExt as _;

use crate::{Portal, Result};

/// How old a file is that may go.
const AGE: Span = Span::days(1);
/// Files that the database is asked about at once.
const BATCH: usize = 200;

impl Portal {
    pub(crate) async fn sweep_files(&self) -> Result<()> {
        if !self.owns_files().await? {
            if !self.files.is_empty().await? {
                let (place, id) = (self.files.owner_place(), self.owner_id().await?);
                tracing::warn!(
                    "no file of a lesson is cleared away: {place} does not name this portal's database. If the files there are this portal's, \
                     make {place} a file with the text {id}; if they are another's, give this portal a place of its own (LATCHKEY_FILES_URL)"
                );
            }
            return Ok(());
        }
        let before = self.now() - AGE;
        let mut found = self.files.all();
        let mut old = Vec::new();
        while let Some((key, complete)) = found.try_next().await? {
            if complete < before {
                old.push(key);
            }
            if old.len() == BATCH {
                self.remove_unknown(std::mem::take(&mut old)).await?;
            }
        }
        self.remove_unknown(old).await?;
        if let Some(folder) = self.files.unfinished() {
            tokio::task::spawn_blocking(move || remove_stopped(&folder, before)).await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
        }
        Ok(())
    }

    /// Removes those of the files that no row names.
    async fn remove_unknown(&self, mut keys: Vec<String>) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let known = store::lesson_files::known_keys(&mut self.store.read().await?, &keys).await?;
        keys.retain(|key| !known.contains(key));
        self.files.remove(&keys).await;
        Ok(())
    }
}

/// Removes what a stopped upload left in the folder: `key#number`, which has not grown for long.
fn remove_stopped(folder: &Path, before: Timestamp) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let grown = entry.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let grown = Timestamp(i64::try_from(grown.as_micros()).unwrap_or(i64::MAX));
        if entry.file_name().to_string_lossy().contains('#') && grown < before {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
