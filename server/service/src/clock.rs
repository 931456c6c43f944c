//! Time as an argument: the real clock, or one that a test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::Timestamp;
use domain::time::Span;

/// Tells the time to the microsecond, which is all that PostgreSQL keeps. Cheap to clone; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until it is moved.
    pub fn at(at: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(at.0))))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => {
                let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
            }
            Source::Set(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a clock that stands; the machine's is not ours to move.
    pub fn advance(&self, span: Span) {
        if let Source::Set(at) = &self.0 {
            at.fetch_add(span.0, Ordering::SeqCst);
        }
    }
}
