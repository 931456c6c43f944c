//! Entries of the creator's own in the learners' header.

use serde::{Deserialize, Serialize};

use crate::{MenuId, OfferId};

crate::word::words! {
    /// How an entry opens.
    Opens {
        /// Inside the portal, in a frame.
        Embedded = "embedded",
        SameTab = "same-tab",
        NewTab = "new-tab",
    }
}

crate::word::words! {
    /// Who finds an entry.
    Audience {
        Everyone = "everyone",
        /// Whoever has one of its offers now.
        Offers = "offers",
    }
}

crate::word::words! {
    /// What stands beside an entry: a symbol of `public/icons.svg`.
    MenuIcon {
        Link = "link",
        Calendar = "calendar",
        Chat = "chat",
        Help = "help",
        Cart = "cart",
        Star = "star",
        Globe = "globe",
        Book = "book",
        Users = "users",
        Mail = "mail",
        File = "file",
        Play = "play",
        Gift = "gift",
    }
}

/// An entry as its reader finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuLink {
    pub slug: String,
    /// In the reader's language.
    pub label: String,
    pub icon: MenuIcon,
    pub url: String,
    pub opens: Opens,
}

/// An entry in the admins' list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuRow {
    pub id: MenuId,
    pub slug: String,
    pub label_en: String,
    pub label_fr: String,
    pub icon: MenuIcon,
    pub url: String,
    pub opens: Opens,
    pub audience: Audience,
}

/// An entry as a form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuForm {
    /// One of the two may be empty: it is the other one then.
    #[serde(default)]
    pub label_en: String,
    #[serde(default)]
    pub label_fr: String,
    pub icon: MenuIcon,
    pub url: String,
    pub opens: Opens,
    pub audience: Audience,
    #[serde(default)]
    pub offers: Vec<OfferId>,
}

impl MenuForm {
    pub const fn empty() -> Self {
        Self {
            label_en: String::new(),
            label_fr: String::new(),
            icon: MenuIcon::Link,
            url: String::new(),
            opens: Opens::Embedded,
            audience: Audience::Everyone,
            offers: Vec::new(),
        }
    }
}

/// An entry to edit, and the offers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuEdit {
    pub id: MenuId,
    pub slug: String,
    pub form: MenuForm,
    pub offers: Vec<(OfferId, String)>,
}
