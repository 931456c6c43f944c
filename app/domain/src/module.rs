//! The parts of the portal that can be switched off, and where it opens.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Destination;
use crate::problem::{Invalid, Problem};

crate::word::words! {
    /// A part of the portal that an admin can switch on and off.
    Module {
        Courses = "courses",
        Communities = "communities",
        /// Entries of the creator's own in the header.
        Menus = "menus",
    }
}

impl Module {
    /// The modules that have a page of their own at [`Self::path`], in the order of the learners' header. What is to show up in
    /// the header and as a place to open the portal at is listed here, and nowhere else.
    pub const AREAS: &[Self] = &[Self::Courses, Self::Communities];

    /// Below which its learners' pages are.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Courses => "/courses",
            Self::Communities => "/communities",
            Self::Menus => "/menu",
        }
    }

    /// The areas of its learners' server functions: `/fn/{area}/…`.
    const fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Courses => &["learning", "quizzes", "comments", "certificates"],
            Self::Communities => &["communities"],
            Self::Menus => &["menu"],
        }
    }

    /// The module that a page or a server function of the learners' side is a part of. Takes a path in any writing that a
    /// router may take for it.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let mut steps = path.split('/').filter(|step| !matches!(*step, "" | "."));
        let (first, second) = (steps.next()?, steps.next());
        Self::ALL
            .iter()
            .copied()
            .find(|module| first == &module.path()[1..] || (first == "fn" && second.is_some_and(|area| module.functions().contains(&area))))
    }
}

/// Where the portal opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Landing {
    /// One of [`Module::AREAS`].
    Area(Module),
    /// An entry of the creator's menu, by its slug.
    Menu(String),
}

impl std::str::FromStr for Landing {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.parse() {
            Ok(Destination::Menu(slug)) => Ok(Self::Menu(slug)),
            _ => match text.parse()? {
                Module::Menus => Err(Invalid::Choice.into()),
                area => Ok(Self::Area(area)),
            },
        }
    }
}

impl std::fmt::Display for Landing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Area(module) => module.fmt(f),
            Self::Menu(slug) => Destination::Menu(slug.clone()).fmt(f),
        }
    }
}

impl TryFrom<String> for Landing {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Landing> for String {
    fn from(landing: Landing) -> Self {
        landing.to_string()
    }
}

/// What is switched on, and where the portal opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Modules {
    pub on: BTreeSet<Module>,
    pub landing: Landing,
}

impl Default for Modules {
    fn default() -> Self {
        Self { on: Module::ALL.iter().copied().collect(), landing: Landing::Area(Module::Courses) }
    }
}

impl Modules {
    pub fn has(&self, module: Module) -> bool {
        self.on.contains(&module)
    }

    /// The areas that learners find in the header.
    pub fn areas(&self) -> impl Iterator<Item = Module> + Clone {
        Module::AREAS.iter().copied().filter(|area| self.has(*area))
    }

    /// The page that the portal opens at for whoever has those areas and sees the menu entries with those slugs: the one that was
    /// chosen or, where it is switched off, gone or not theirs, the first that is theirs.
    pub fn home(&self, areas: &[Module], menus: &[&str]) -> String {
        let entry = |slug: &str| Destination::Menu(slug.to_owned()).path();
        let menus: &[&str] = if self.has(Module::Menus) { menus } else { &[] };
        let mut own = self.areas().filter(|area| areas.contains(area));
        match &self.landing {
            Landing::Menu(slug) if menus.contains(&slug.as_str()) => entry(slug),
            Landing::Area(area) if own.clone().any(|other| other == *area) => area.path().to_owned(),
            _ => match (own.next(), menus.first()) {
                (Some(area), _) => area.path().to_owned(),
                (None, Some(slug)) => entry(slug),
                (None, None) => "/account".to_owned(),
            },
        }
    }

    /// The same for whoever is not known yet: what was chosen, as if everything were theirs.
    pub fn open_home(&self) -> String {
        match &self.landing {
            Landing::Menu(slug) => self.home(Module::AREAS, &[slug]),
            Landing::Area(_) => self.home(Module::AREAS, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_its_module_however_it_is_written() {
        for path in
            ["/courses", "/courses/", "//courses/a", "/./courses", "/Courses/a/lessons/b", "/fn/learning/grid", "/fn//learning/complete", "/fn/quizzes/take"]
        {
            assert_eq!(Module::of_path(path), Some(Module::Courses), "{path}");
        }
        assert_eq!(Module::of_path("/communities/a/b"), Some(Module::Communities));
        assert_eq!(Module::of_path("/fn/communities/post"), Some(Module::Communities));
        assert_eq!(Module::of_path("/menu/calendar"), Some(Module::Menus));
        for path in ["/", "/account", "/coursesx", "/admin/courses", "/fn/session/devices", "/fn/courses/list", "/fn/menus/list", "/sign-in"] {
            assert_eq!(Module::of_path(path), None, "{path}");
        }
    }

    #[test]
    fn opens_at_the_first_page_that_is_the_readers() {
        let all = Modules::default();
        assert_eq!(all.home(Module::AREAS, &[]), "/courses");
        assert_eq!(all.home(&[Module::Communities], &["calendar"]), "/communities", "they have no course");
        assert_eq!(all.home(&[], &["shop", "calendar"]), "/menu/shop", "they have no area");
        assert_eq!(all.home(&[], &[]), "/account", "nothing is theirs");
        let community = Modules { landing: Landing::Area(Module::Communities), ..Modules::default() };
        assert_eq!(community.home(Module::AREAS, &[]), "/communities");
        assert_eq!(community.home(&[Module::Courses], &[]), "/courses", "they are in no community");
        let menu = Landing::Menu("calendar".to_owned());
        let with_menu = Modules { landing: menu.clone(), ..Modules::default() };
        assert_eq!(with_menu.home(Module::AREAS, &["shop", "calendar"]), "/menu/calendar");
        assert_eq!(with_menu.home(Module::AREAS, &["shop"]), "/courses", "not theirs to see, or gone");
        let without = Modules { on: BTreeSet::from([Module::Courses]), landing: menu.clone() };
        assert_eq!(without.home(Module::AREAS, &["calendar"]), "/courses", "switched off");
        assert_eq!(Modules { on: BTreeSet::new(), landing: menu }.home(Module::AREAS, &["calendar"]), "/account", "nothing is left");
    }

    #[test]
    fn who_is_not_known_yet_comes_to_what_was_chosen() {
        let menu = Landing::Menu("calendar".to_owned());
        assert_eq!(Modules::default().open_home(), "/courses");
        assert_eq!(Modules { landing: menu.clone(), ..Modules::default() }.open_home(), "/menu/calendar");
        assert_eq!(Modules { on: BTreeSet::from([Module::Communities]), landing: menu }.open_home(), "/communities");
    }

    #[test]
    fn is_kept_as_text() {
        for text in ["courses", "communities", "menu/calendar-1"] {
            assert_eq!(text.parse::<Landing>().unwrap().to_string(), text);
        }
        for other in ["", "menus", "menu/", "course/a", "//evil"] {
            assert!(other.parse::<Landing>().is_err(), "{other}");
        }
    }
}
