//! What the database can answer besides rows.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// A failure of the database. An absent row is none: a lookup returns `Option`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot serve now: locked, full, read-only, unreachable, too many at once. Nothing was changed.
    #[error("the database cannot serve now: {0}")]
    Busy(String),
    /// A row with that key is there already.
    #[error("a row with that key is there already")]
    Duplicate,
    /// A row this one refers to is not there, or rows still refer to this one.
    #[error("a reference to or from this row stands in the way")]
    Reference,
    /// Anything else: a mistake in a query, a row that cannot be read.
    #[error("{0}")]
    Query(Diesel),
    /// The database was made by a newer version.
    #[error("the database is newer than this program (migration {0}); install the newer version, or restore a backup")]
    Newer(String),
    /// It could not be opened.
    #[error("{0}")]
    Open(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match error {
            Diesel::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Duplicate,
                DatabaseErrorKind::ForeignKeyViolation => Self::Reference,
                // SQLite has no kinds for a locked, full or read-only file: all of them arrive as Unknown.
                DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction
                | DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::Unknown => Self::Busy(information.message().to_owned()),
                _ => Self::Query(Diesel::DatabaseError(kind, information)),
            },
            Diesel::BrokenTransactionManager => Self::Busy(error.to_string()),
            error => Self::Query(error),
        }
    }
}
