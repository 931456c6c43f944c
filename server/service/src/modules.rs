//! What is switched on, and where the portal opens (M1).

use std::collections::BTreeSet;

use domain::view::viewer::Header;
use domain::{Destination, Landing, Lang, Module, Modules};

use crate::audit::{Action, Subject};
use crate::{AsAdmin, AsLearner, Result};

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

impl AsLearner {
    /// What the reader finds in the header, in the language `lang`, and where the portal opens for them.
    pub async fn header(&self, modules: &Modules, lang: Lang) -> Result<Header> {
        let menus = self.menus(modules, lang).await?;
        let communities = modules.has(Module::Communities) && self.has_communities().await?;
        // The courses are for whoever has nothing else, too: they say why, and let them ask for access.
        let courses = !communities || self.has_courses().await?;
        let own = modules.areas().filter(|area| match area {
            Module::Courses => courses,
            Module::Communities => communities,
            Module::Menus => false,
        });
        let slugs: Vec<&str> = menus.iter().map(|entry| entry.slug.as_str()).collect();
        Ok(Header {
            home: modules.home(&own.collect::<Vec<_>>(), &slugs),
            // Communities only for who is in one.
            areas: modules.areas().filter(|area| communities || *area != Module::Communities).collect(),
            menus,
        })
    }
}

/// Whether the part of the portal that a destination is in is switched on.
pub fn is_open(modules: &Modules, destination: &Destination) -> bool {
    destination.module().is_none_or(|module| modules.has(module))
}
