//! What admins set for the whole portal.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalSettings {
    /// What the portal calls itself.
    pub name: String,
    /// Shown above the course grid, in each language.
    pub welcome_en: String,
    pub welcome_fr: String,
    /// Whether opening a link waits for a tap in every browser.
    pub ask_first: bool,
    /// How long links live, by purpose.
    pub copied_hours: u32,
    pub sent_days: u32,
    pub requested_minutes: u32,
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            name: "Latchkey".to_owned(),
            welcome_en: String::new(),
            welcome_fr: String::new(),
            ask_first: false,
            copied_hours: 24,
            sent_days: 7,
            requested_minutes: 15,
        }
    }
}

/// In which time zone the portal's days begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeZonePage {
    /// An IANA name, such as `Europe/Paris`.
    pub name: String,
    /// All that there are.
    pub names: Vec<String>,
}
