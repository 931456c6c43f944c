//! Bringing the tables up to date when the program starts, one process at a time.

use std::fs::File;
use std::path::Path;

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// "latchkey" as a number: PostgreSQL's advisory lock while tables change.
const LOCK: i64 = 0x6c61_7463_686b_6579;

/// Under a lock on a file beside the database.
pub fn sqlite(connection: Object<crate::backend::Sqlite>, database: &Path) -> Result<()> {
    let name = database.with_extension("lock");
    let lock = File::create(&name).and_then(|file| file.lock().map(|()| file));
    let _lock = lock.map_err(|e| Error::Open(format!("{}: {e}", name.display())))?;
    run::<Sqlite, _>(&mut AsyncMigrationHarness::new(connection), SQLITE)
}

/// Under an advisory lock of the session, for as long as it takes; the connection is closed afterwards, which lets go of it
/// whatever happened.
pub fn postgres(connection: Object<AsyncPgConnection>) -> Result<()> {
    let mut harness = AsyncMigrationHarness::new(Object::take(connection));
    let mut connection = harness.into_inner();
    tokio::task::block_in_place(|| {
        tokio::runtime::Handle::current().block_on(async {
            use diesel_async::SimpleAsyncConnection as _;
            connection.batch_execute(&format!("SET statement_timeout = 0; SELECT pg_advisory_lock({LOCK})")).await
        })
    })?;
    harness = AsyncMigrationHarness::new(connection);
    run::<Pg, _>(&mut harness, POSTGRES)
}

fn run<DB: diesel::backend::Backend, H: MigrationHarness<DB>>(harness: &mut H, known: EmbeddedMigrations) -> Result<()> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Open(format!("the tables could not be brought up to date: {error}"));
    let migrations: Vec<Box<dyn Migration<DB>>> = known.migrations().map_err(failed)?;
    let versions: Vec<MigrationVersion<'static>> = migrations.iter().map(|migration| migration.name().version().as_owned()).collect();
    if let Some(newer) = harness.applied_migrations().map_err(failed)?.into_iter().find(|version| !versions.contains(version)) {
        return Err(Error::Newer(newer.to_string()));
    }
    harness.run_pending_migrations(known).map_err(failed)?;
    Ok(())
}
