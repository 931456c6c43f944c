//! The running portal.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::Store;

use crate::communities::Live;
use crate::dashboard::Counted;
use crate::jobs::Claims;
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
    pub(crate) live: Arc<Live>,
    pub(crate) data_dir: Arc<PathBuf>,
}

impl Portal {
    pub fn new(store: Store, clock: Clock, random: Random, keys: Keys, public_url: &str, data_dir: PathBuf) -> Self {
        Self {
            store,
            clock,
            random,
            keys: Arc::new(keys),
            public_url: public_url.trim_end_matches('/').into(),
            counted: Arc::default(),
            claims: Arc::default(),
            live: Arc::default(),
            data_dir: Arc::new(data_dir),
        }
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
