//! Work that may last longer than a request.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobState {
    #[default]
    Running,
    Finished,
    /// It stopped before its end; it can be taken up again.
    Interrupted,
}
