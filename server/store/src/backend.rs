//! Both databases behind one type.
//!
//! Reads take a connection from a pool. Writes are jobs: on SQLite one writer runs them, each inside a savepoint, and
//! commits as many as have queued up in one transaction, so that concurrent writes share an fsync; on PostgreSQL each runs
//! in a transaction of its own. Either way a job's caller hears of success only once it is durable.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::sqlite::SqliteConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::{Error, Result};

pub(crate) type Sqlite = SyncConnectionWrapper<SqliteConnection, InPlace>;

tokio::task_local! {
    static AT_LENGTH: ();
}

/// Runs SQLite's calls on the thread that asks: they take microseconds, and handing each to another thread took longer than
/// most of them. A thread that is busy so may be the one that listened for all sockets, and nobody else does until it is
/// done: reads that take milliseconds go through [`Store::at_length`]. Whoever serves requests has a thread to spare for each
/// reader ([`SQLITE_READERS`]).
pub struct InPlace;

impl SpawnBlocking for InPlace {
    fn spawn_blocking<'a, R>(&mut self, task: impl FnOnce() -> R + Send + 'static) -> BoxFuture<'a, Result<R, Box<dyn std::error::Error + Send + Sync>>>
    where
        R: Send + 'static,
    {
        async move {
            let at_length = AT_LENGTH.try_with(|()| ()).is_ok();
            let may_leave = || tokio::runtime::Handle::current().runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread;
            Ok(if at_length && may_leave() { tokio::task::block_in_place(task) } else { task() })
        }
        .boxed()
    }

    fn get_runtime() -> Self {
        Self
    }
}

/// A connection to either database; queries take `&mut Conn`.
#[expect(clippy::large_enum_variant, reason = "a request takes it from the pool once; a box would be one more allocation for each")]
pub enum Conn {
    Sqlite(Object<Sqlite>),
    Postgres(Object<AsyncPgConnection>),
}

/// Runs the same query on whichever database `$conn` is: `on_backend!(conn, c => query.load(c).await)`.
macro_rules! on_backend {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::Conn::Sqlite(object) => {
                let $c: &mut $crate::backend::Sqlite = &mut *object;
                $body
            }
            $crate::Conn::Postgres(object) => {
                let $c: &mut diesel_async::AsyncPgConnection = &mut *object;
                $body
            }
        }
    };
}
pub(crate) use on_backend;

/// Loads the rows of a query and, on PostgreSQL, locks them until the transaction ends; SQLite has one writer anyway:
/// `locked!(conn, for_update, query)`.
macro_rules! locked {
    ($conn:expr, $lock:ident, $query:expr) => {
        match $conn {
            $crate::Conn::Sqlite(object) => $query.load(&mut **object).await,
            $crate::Conn::Postgres(object) => $query.$lock().load(&mut **object).await,
        }
    };
}
pub(crate) use locked;

impl Conn {
    async fn batch(&mut self, sql: &str) -> Result<()> {
        on_backend!(self, c => Ok(c.batch_execute(sql).await?))
    }
}

/// Which database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file; it and its folder are made if need be.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

impl std::str::FromStr for Backend {
    type Err = Error;

    /// `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    fn from_str(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(Error::Open("DATABASE_URL must start with sqlite: or postgres://".to_owned()))
    }
}

/// How long a request waits for a connection before it is told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(5);
/// Jobs that may share one commit.
const GROUP: usize = 256;
/// Jobs that may wait; beyond, callers wait in turn.
const QUEUE: usize = 4096;
/// Reads that SQLite serves at once, each on a thread of the server's.
pub const SQLITE_READERS: usize = 4;
const POSTGRES_CONNECTIONS: usize = 16;

type Done = Box<dyn FnOnce(Result<()>) + Send>;
/// Whether to keep what the job wrote, and whom to tell once that is settled.
type Outcome = (bool, Done);
type Job = Box<dyn for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Outcome> + Send>;

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Inner,
}

#[derive(Clone)]
enum Inner {
    Sqlite { readers: Pool<Sqlite>, writer: mpsc::Sender<Job> },
    Postgres(Pool<AsyncPgConnection>),
}

impl Store {
    /// Opens the database, brings its tables up to date and starts the writer.
    ///
    /// # Errors
    /// [`Error::Newer`] if the tables are of a newer version than this program, [`Error::Open`] with the reason otherwise.
    pub async fn open(backend: &Backend) -> Result<Self> {
        match backend {
            Backend::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(|e| Error::Open(format!("{}: {e}", folder.display())))?;
                }
                let writer = sqlite_pool(path, 1, "PRAGMA cache_size = -8000;")?;
                crate::migrate::sqlite(writer.get().await.map_err(|e| opening(path, e))?, path)?;
                let (jobs, queue) = mpsc::channel(QUEUE);
                start_writer(writer, queue)?;
                Ok(Self {
                    inner: Inner::Sqlite { readers: sqlite_pool(path, SQLITE_READERS, "PRAGMA cache_size = -4000; PRAGMA query_only = ON;")?, writer: jobs },
                })
            }
            Backend::Postgres(url) => {
                let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(noticing(url), impatient());
                let pool = Pool::builder(manager).max_size(POSTGRES_CONNECTIONS).build().map_err(|e| Error::Open(e.to_string()))?;
                let connection = pool.get().await.map_err(|e| Error::Open(format!("PostgreSQL could not be reached: {e}")))?;
                crate::migrate::postgres(connection)?;
                Ok(Self { inner: Inner::Postgres(pool) })
            }
        }
    }

    /// Whether this process alone works on the database, as on SQLite.
    pub fn is_alone(&self) -> bool {
        matches!(self.inner, Inner::Sqlite { .. })
    }

    /// A connection to read with. On SQLite it refuses to write.
    ///
    /// # Errors
    /// [`Error::Busy`] when none becomes free in time.
    pub async fn read(&self) -> Result<Conn> {
        match &self.inner {
            Inner::Sqlite { readers, .. } => in_time(readers.get()).await.map(Conn::Sqlite),
            Inner::Postgres(pool) => in_time(pool.get()).await.map(Conn::Postgres),
        }
    }

    /// Does `reads`, each of which may look at thousands of rows: on SQLite the thread's other work goes on elsewhere meanwhile.
    pub async fn at_length<T>(&self, reads: impl Future<Output = T>) -> T {
        AT_LENGTH.scope((), reads).await
    }

    /// Runs `job` in a transaction: all of it is kept, durably, or (when it fails) nothing. It runs to its end even if the
    /// caller goes away. A job must not wait for anything but the database: it holds up every other write.
    ///
    /// # Errors
    /// The job's own, or [`Error::Busy`] when the database could not take or keep it.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            async move {
                let answer =
                    AssertUnwindSafe(job(conn)).catch_unwind().await.unwrap_or_else(|_| Err(Error::Busy("a write failed unexpectedly".to_owned()).into()));
                let keep = answer.is_ok();
                let done: Done = Box::new(move |settled| {
                    // Nobody may be left to hear it; the write stands all the same.
                    let _ = tell.send(match settled {
                        Ok(()) => answer,
                        Err(error) => Err(error.into()),
                    });
                });
                (keep, done)
            }
            .boxed()
        });
        match &self.inner {
            Inner::Sqlite { writer, .. } => {
                let queued = tokio::time::timeout(PATIENCE, writer.send(job)).await;
                if !matches!(queued, Ok(Ok(()))) {
                    return Err(Error::Busy("too many writes are waiting".to_owned()).into());
                }
            }
            Inner::Postgres(pool) => {
                let conn = Conn::Postgres(in_time(pool.get()).await?);
                tokio::spawn(write_alone(conn, job));
            }
        }
        told.await.unwrap_or_else(|_| Err(Error::Busy("the write was cut off".to_owned()).into()))
    }
}

fn sqlite_pool(path: &Path, size: usize, extra: &'static str) -> Result<Pool<Sqlite>> {
    let mut config = unverified();
    config.custom_setup = Box::new(move |file| {
        async move {
            let mut connection = Sqlite::establish(file).await?;
            let setup = format!(
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA temp_store = MEMORY; {extra}"
            );
            connection.batch_execute(&setup).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(connection)
        }
        .boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(path.to_string_lossy(), config);
    Pool::builder(manager).max_size(size).build().map_err(|e| opening(path, e))
}

/// After so many seconds of silence a connection is asked whether it is still there, or is given up: a server that vanished
/// without a word says nothing else. An operator's own settings in the URL stand.
const SILENCE: [&str; 2] = ["tcp_user_timeout=30", "keepalives_idle=30"];

fn noticing(url: &str) -> String {
    let mut url = url.to_owned();
    for setting in SILENCE {
        // A password may hold a question mark.
        let place = url.split_once('@').map_or(url.as_str(), |(_, place)| place);
        let parameters = place.split_once('?').map(|(_, parameters)| parameters);
        let name = setting.split_once('=').map(|(name, _)| name);
        let is_set = parameters.is_some_and(|parameters| parameters.split('&').any(|one| one.split_once('=').map(|(key, _)| key) == name));
        if !is_set {
            let sign = if parameters.is_some() { '&' } else { '?' };
            url = format!("{url}{sign}{setting}");
        }
    }
    url
}

/// PostgreSQL gives a statement up after half a minute, unless the operator has set another time for the role or the database:
/// one that is slow or waits for another is told to whoever waits, and its connection comes back. A server that is gone cannot
/// do that; [`SILENCE`] notices.
const GIVE_UP: &str = "SELECT set_config('statement_timeout', '30s', false) WHERE current_setting('statement_timeout') = '0'";

fn impatient() -> ManagerConfig<AsyncPgConnection> {
    let mut config = unverified();
    config.custom_setup = Box::new(|url| {
        async move {
            let mut connection = AsyncPgConnection::establish(url).await?;
            connection.batch_execute(GIVE_UP).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(connection)
        }
        .boxed()
    });
    config
}

/// A connection is taken as it is: asking it first would be one more query for each. One that the database closed is known.
fn unverified<C: AsyncConnection + 'static>() -> ManagerConfig<C> {
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    config
}

fn opening(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::Open(format!("the database {} could not be opened: {error}", path.display()))
}

async fn in_time<T, E: std::fmt::Display>(connection: impl Future<Output = Result<T, E>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, connection).await {
        Ok(Ok(object)) => Ok(object),
        Ok(Err(error)) => Err(Error::Busy(error.to_string())),
        Err(_) => Err(Error::Busy("no connection became free".to_owned())),
    }
}

/// Starts SQLite's only writer on a thread of its own, since a commit waits for the disk. It ends with the last [`Store`].
fn start_writer(pool: Pool<Sqlite>, queue: mpsc::Receiver<Job>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|e| Error::Open(e.to_string()))?;
    std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || runtime.block_on(write_in_groups(pool, queue)))
        .map_err(|e| Error::Open(e.to_string()))?;
    Ok(())
}

/// SQLite's only writer: takes a job, opens a transaction, takes whatever else has queued up meanwhile, commits, tells all.
async fn write_in_groups(pool: Pool<Sqlite>, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut finished = Vec::new();
        let settled = match in_time(pool.get()).await.map(Conn::Sqlite) {
            Ok(mut conn) => write_group(&mut conn, first, &mut queue, &mut finished).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &settled {
            tracing::warn!(%error, "a group of writes was not kept");
        }
        for done in finished {
            done(match &settled {
                Ok(()) => Ok(()),
                Err(error) => Err(Error::Busy(error.to_string())),
            });
        }
    }
}

async fn write_group(conn: &mut Conn, first: Job, queue: &mut mpsc::Receiver<Job>, finished: &mut Vec<Done>) -> Result<()> {
    conn.batch("BEGIN IMMEDIATE").await?;
    let mut next = Some(first);
    while let Some(job) = next {
        if let Err(error) = conn.batch("SAVEPOINT job").await {
            let _ = conn.batch("ROLLBACK").await;
            return Err(error);
        }
        let (keep, done) = job(conn).await;
        finished.push(done);
        if let Err(error) = conn.batch(if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" }).await {
            // A full disk rolls the whole transaction back, and then there is no savepoint to release.
            let _ = conn.batch("ROLLBACK").await;
            return Err(error);
        }
        next = if finished.len() < GROUP { queue.try_recv().ok() } else { None };
    }
    match conn.batch("COMMIT").await {
        Ok(()) => Ok(()),
        Err(error) => {
            let _ = conn.batch("ROLLBACK").await;
            Err(error)
        }
    }
}

/// PostgreSQL: one transaction a job, on a task of its own so that it ends whether or not its caller still waits.
async fn write_alone(mut conn: Conn, job: Job) {
    if let Err(error) = conn.batch("BEGIN").await {
        // Dropping the job tells its caller that the write was cut off.
        tracing::warn!(%error, "a write could not begin");
        return;
    }
    let (keep, done) = job(&mut conn).await;
    let settled = conn.batch(if keep { "COMMIT" } else { "ROLLBACK" }).await;
    done(if keep { settled } else { Ok(()) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_server_is_noticed_as_soon_as_the_operator_wants() {
        let tcp = "tcp_user_timeout=30";
        assert_eq!(noticing("postgres://host/db"), format!("postgres://host/db?{tcp}&keepalives_idle=30"));
        assert_eq!(noticing("postgres://me:what?@host"), format!("postgres://me:what?@host?{tcp}&keepalives_idle=30"));
        assert_eq!(noticing("postgres:///db?host=%2Ftmp&keepalives_idle=5"), format!("postgres:///db?host=%2Ftmp&keepalives_idle=5&{tcp}"));
    }
}
