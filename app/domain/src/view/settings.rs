//! What admins set for the whole portal.

use serde::{Deserialize, Serialize};

use super::branding::Branding;
use crate::Modules;

/// Stored settings of an older version lack some: those are as in a new portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortalSettings {
    /// What the portal calls itself.
    pub name: String,
    /// What it is, for search engines and app stores; may be empty.
    pub description: String,
    /// Shown above the course grid, in each language.
    pub welcome_en: String,
    pub welcome_fr: String,
    /// Whether opening a link waits for a tap in every browser.
    pub ask_first: bool,
    /// How long links live, by purpose.
    pub copied_hours: u32,
    pub sent_days: u32,
    pub requested_minutes: u32,
    pub branding: Branding,
    pub modules: Modules,
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            name: "Latchkey".to_owned(),
            description: String::new(),
            welcome_en: String::new(),
            welcome_fr: String::new(),
            ask_first: false,
            copied_hours: 24,
            sent_days: 7,
            requested_minutes: 15,
            branding: Branding::default(),
            modules: Modules::default(),
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
