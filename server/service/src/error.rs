//! What a rule answers when it cannot do what was asked.

use domain::{Invalid, Problem};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something the reader can be told as it is.
    #[error("{0}")]
    Problem(Problem),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Anything unexpected: logged where it reaches the edge, never shown.
    #[error(transparent)]
    Unexpected(#[from] anyhow::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Problem(invalid.into())
    }
}

impl Error {
    /// What the reader is told; whatever is ours to mend is logged here, once, under the reference the reader sees.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Store(store::Error::Busy(reason)) => {
                tracing::warn!(%reason, "the database is busy");
                Problem::Busy
            }
            Self::Store(store::Error::Duplicate) => Problem::Conflict,
            Self::Store(store::Error::Reference) => Problem::Invalid(Invalid::InUse),
            unexpected => {
                let reference = crate::random::reference();
                tracing::error!(%reference, error = ?unexpected, "unexpected error");
                Problem::Internal { reference }
            }
        }
    }
}
