//! Whose the files are. A database draws an id when its first file comes, and the place where files are kept names that id in a file of
//! its own, so that the database of another portal, or a new one beside old files, never takes them for files that nobody needs.

use data_encoding::HEXLOWER;
use futures_util::FutureExt as _;

use crate::{Error, Portal, Result};

/// The setting that holds the database's id.
const KEY: &str = "files-owner";

impl Portal {
    /// Makes a place ours in which nothing is yet. Call it before a file is put there: once there are files, nobody can tell any more.
    pub(super) async fn claim_files(&self) -> Result<()> {
        let claim = || async {
            if self.files.owner().await?.is_none() && self.files.is_empty().await? {
                self.files.set_owner(&self.owner_id().await?).await?;
            }
            Ok::<_, Error>(())
        };
        self.files.claimed.get_or_try_init(claim).await?;
        Ok(())
    }

    /// Whether the files are known to be this portal's.
    pub(super) async fn owns_files(&self) -> Result<bool> {
        let Some(named) = self.files.owner().await? else { return Ok(false) };
        Ok(store::settings::get(&mut self.store.read().await?, KEY).await? == Some(named))
    }

    /// The id of this database.
    pub(super) async fn owner_id(&self) -> Result<String> {
        let known = store::settings::get(&mut self.store.read().await?, KEY).await?;
        if let Some(id) = known {
            return Ok(id);
        }
        let id = HEXLOWER.encode(&self.random.bytes::<16>());
        self.store.write(move |conn| async move { Ok::<_, Error>(store::settings::keep(conn, KEY, &id).await?) }.boxed()).await
    }
}
