//! Who looks at a page, and what every page needs to know.

use serde::{Deserialize, Serialize};

use super::branding::Picture;
use super::menus::MenuLink;
use crate::{AdminId, ContactId, EmailAddress, Lang, Module, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub who: Who,
    pub lang: Lang,
    pub theme: Theme,
    /// The portal's name.
    pub portal: String,
    pub logo: Option<Picture>,
    pub header: Header,
    /// The server's time when the page was made: relative times count from it, in the browser too.
    pub now: Timestamp,
    /// The form of this page that was just refused, where it was posted without scripts.
    pub refused: Option<Refused>,
    /// The address that a link was asked for in this browser just now.
    pub asked: Option<EmailAddress>,
}

/// What a reader finds in the learners' header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The page that the portal opens at.
    pub home: String,
    /// The areas that are switched on.
    pub areas: Vec<Module>,
    /// The creator's own entries that are the reader's to see.
    pub menus: Vec<MenuLink>,
}

/// What a refused form held, so that it need not be typed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The path of the server function it was for.
    pub function: String,
    /// Names and values; never a password, a code or a file.
    pub fields: Vec<(String, String)>,
}

/// On admin pages only `Nobody` and `Admin` occur. On learners' pages an admin sees everything, or, as `Preview`, what a
/// contact sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    Nobody,
    Contact { id: ContactId, name: String, email: String, until: Timestamp },
    Preview { id: ContactId, name: String, admin: String },
    Admin { id: AdminId, name: String, email: String },
}

crate::word::words! {
    /// How the portal looks.
    Theme {
        /// As the device says.
        Auto = "auto",
        Light = "light",
        Dark = "dark",
    }
}
