//! The running portal.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::view::files::Limits;
use store::Store;
use tokio::sync::Notify;

use crate::beside::Beside;
use crate::branding::Icons;
use crate::communities::Live;
use crate::dashboard::Counted;
use crate::files::Files;
use crate::jobs::Claims;
use crate::messages::{Outlets, Trials};
use crate::{Clock, Keys, Random};

/// Everything a rule needs. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) keys: Arc<Keys>,
    /// `https://portal.example.org`, without a slash at the end. Every URL starts with it, whatever a request's headers say.
    pub(crate) public_url: Arc<str>,
    pub(crate) counted: Arc<Counted>,
    pub(crate) claims: Arc<Claims>,
    pub(crate) icons: Arc<Icons>,
    pub(crate) live: Arc<Live>,
    pub(crate) beside: Arc<Beside>,
    pub(crate) outlets: Arc<Outlets>,
    pub(crate) stir: Arc<Notify>,
    pub(crate) trials: Arc<Trials>,
    /// A broadcast has something to do.
    pub(crate) broadcasts: Arc<Notify>,
    pub(crate) data_dir: Arc<PathBuf>,
    pub(crate) files: Files,
}

impl Portal {
    /// Its files are in memory until [`Self::with_files`] says where they are kept.
    pub fn new(store: Store, clock: Clock, random: Random, keys: Keys, public_url: &str, data_dir: PathBuf) -> Self {
        Self {
            store,
            clock,
            random,
            keys: Arc::new(keys),
            public_url: public_url.trim_end_matches('/').into(),
            counted: Arc::default(),
            claims: Arc::default(),
            icons: Arc::default(),
            live: Arc::default(),
            beside: Arc::default(),
            outlets: Arc::default(),
            stir: Arc::default(),
            trials: Arc::default(),
            broadcasts: Arc::default(),
            data_dir: Arc::new(data_dir),
            files: Files::in_memory(Limits::default()),
        }
    }

    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        Self { files, ..self }
    }

    pub fn now(&self) -> domain::Timestamp {
        self.clock.now()
    }

    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where files are kept that are not in the database.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        match self.store.read().await {
            Ok(mut conn) => store::settings::get(&mut conn, "ready").await.is_ok(),
            Err(_) => false,
        }
    }

    /// A new id of any table, made now.
    pub(crate) fn new_id<Id: From<uuid::Uuid>>(&self) -> Id {
        uuid::Builder::from_unix_timestamp_millis(self.now().millis(), &self.random.bytes()).into_uuid().into()
    }
}
