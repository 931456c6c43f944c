//! What is switched on, and where the portal opens (M1).

use std::collections::BTreeSet;

use domain::{Destination, Landing, Module, Modules};

use crate::audit::{Action, Subject};
use crate::{AsAdmin, Result};

impl AsAdmin {
    /// Switches on those modules and no others, and chooses where the portal opens.
    pub async fn set_modules(&self, on: BTreeSet<Module>, landing: Landing) -> Result<()> {
        let words: Vec<&str> = on.iter().map(|module| module.word()).collect();
        let subject = Subject::portal().with(words.join(", "));
        self.edit_settings(Action::ModulesChanged, subject, move |settings| {
            settings.modules = Modules { on, landing };
            Ok(())
        })
        .await
    }
}

/// Whether the part of the portal that a destination is in is switched on.
pub fn is_open(modules: &Modules, destination: &Destination) -> bool {
    destination.module().is_none_or(|module| modules.has(module))
}
