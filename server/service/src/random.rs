//! Randomness as an argument: the operating system's, or a test's that repeats itself.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{OsRng, StdRng};
use rand::{RngCore, SeedableRng, TryRngCore};

/// A source of random bytes. Cheap to clone.
#[derive(Clone)]
pub struct Random(Option<Arc<Mutex<StdRng>>>);

impl Random {
    /// The operating system's: the only one for a real portal.
    pub const fn system() -> Self {
        Self(None)
    }

    /// One that gives the same bytes again for the same seed: for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Some(seeded) => seeded.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes),
            None => OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes"),
        }
        bytes
    }
}

/// What an error is logged and shown under: eight letters and digits, no secret.
pub fn reference() -> String {
    data_encoding::BASE32_NOPAD.encode(&Random::system().bytes::<5>()).to_lowercase()
}
