//! Admins and their second factor.

use serde::{Deserialize, Serialize};

/// How signing in or setting up went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Signed in; the page to open.
    In { to: String },
    /// The password is right, a code of the second factor is missing.
    CodeNeeded,
}

/// An admin's own page. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub email: String,
    /// Whether signing in takes a code too, and how many recovery codes are left then.
    pub two_step: Option<u32>,
    /// The second factor that waits for its first code.
    pub setup: Option<TotpSetup>,
    /// Recovery codes just made, until the admin has put them away.
    pub codes: Option<Vec<String>>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("two_step", &self.two_step).finish_non_exhaustive()
    }
}

/// What an authenticator app takes in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSetup {
    /// Base32 in groups of four, to type.
    pub secret: String,
    /// `otpauth://…`, to tap on a phone.
    pub url: String,
    /// An SVG drawing of the same as a QR code.
    pub qr: String,
}
