//! The databases apart from the portal: plain SQL on either, and databases of our own in a PostgreSQL cluster.

use anyhow::Context as _;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use store::Backend;

use crate::machine::{self, Pins};

/// A connection of ours, without the store's settings.
pub enum Raw {
    Sqlite(SyncConnectionWrapper<SqliteConnection>),
    Postgres(Box<AsyncPgConnection>),
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Raw {
    pub async fn open(backend: &Backend) -> anyhow::Result<Self> {
        Ok(match backend {
            Backend::Sqlite(path) => Self::Sqlite(SyncConnectionWrapper::establish(&path.to_string_lossy()).await?),
            Backend::Postgres(url) => Self::Postgres(Box::new(AsyncPgConnection::establish(url).await?)),
        })
    }

    /// Runs statements.
    pub async fn run(&mut self, sql: &str) -> anyhow::Result<()> {
        let done = match self {
            Self::Sqlite(c) => c.batch_execute(sql).await,
            Self::Postgres(c) => c.batch_execute(sql).await,
        };
        done.with_context(|| format!("{sql:.200}"))
    }

    /// The `line` of every row.
    pub async fn lines(&mut self, sql: &str) -> anyhow::Result<Vec<String>> {
        let query = diesel::sql_query(sql);
        let lines: Vec<Line> = match self {
            Self::Sqlite(c) => query.load(c).await,
            Self::Postgres(c) => query.load(&mut **c).await,
        }
        .with_context(|| format!("{sql:.200}"))?;
        Ok(lines.into_iter().map(|row| row.line).collect())
    }
}

/// A PostgreSQL cluster in which databases may be made.
pub struct Cluster {
    url: String,
    /// Its first process, the parent of the others.
    process: u32,
}

impl Cluster {
    /// The one of `LATCHKEY_TEST_POSTGRES`, if it is set, on the server's processor.
    pub async fn from_environment(pins: Option<&Pins>) -> anyhow::Result<Option<Self>> {
        let Ok(url) = std::env::var("LATCHKEY_TEST_POSTGRES") else { return Ok(None) };
        let own = Raw::open(&Backend::Postgres(url.clone())).await?.lines("SELECT pg_backend_pid()::text AS line").await?;
        let process =
            machine::parent(own.into_iter().next().context("PostgreSQL does not say who it is")?.parse()?).context("PostgreSQL must run on this machine")?;
        if let Some(pins) = pins {
            pins.hold(process);
            for child in machine::children(process) {
                pins.hold(child);
            }
        }
        Ok(Some(Self { url, process }))
    }

    /// CPU seconds that all of its processes have used.
    pub fn cpu(&self) -> anyhow::Result<f64> {
        machine::cpu(self.process, true)
    }

    /// An empty database; its URL.
    pub async fn create(&self, name: &str) -> anyhow::Result<String> {
        self.drop(name).await?;
        self.connect().await?.run(&format!("CREATE DATABASE {name}")).await?;
        let (server, _) = self.url.rsplit_once('/').context("LATCHKEY_TEST_POSTGRES: no database is named")?;
        Ok(format!("{server}/{name}"))
    }

    pub async fn drop(&self, name: &str) -> anyhow::Result<()> {
        self.connect().await?.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    }

    async fn connect(&self) -> anyhow::Result<Raw> {
        Raw::open(&Backend::Postgres(self.url.clone())).await
    }
}
