//! Importing contacts: what each step shows.

use serde::{Deserialize, Serialize};

use super::jobs::JobState;
use crate::{Lang, OfferId};

crate::word::words! {
    /// What a column of a file holds.
    ContactField {
        Ignore = "ignore",
        Email = "email",
        Name = "name",
        FirstName = "first_name",
        LastName = "last_name",
        Phone = "phone",
        Language = "language",
        Tags = "tags",
    }
}

/// What to do with the file's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// What each column holds, from the left; columns beyond are ignored. Empty: as the headings say.
    #[serde(default)]
    pub columns: Vec<ContactField>,
    /// Whether contacts that are there already take on what the file says.
    #[serde(default)]
    pub update_existing: bool,
    /// The language of new contacts whose row says none.
    pub lang: Lang,
    /// What to grant to every contact of a good row.
    pub offer: Option<OfferId>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self { columns: Vec::new(), update_existing: false, lang: Lang::En, offer: None }
    }
}

/// The file as it was read, and what its columns seem to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// The name the file came with.
    pub file: String,
    pub columns: Vec<ImportColumn>,
    /// The first rows, one cell a column.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are besides the headings.
    pub total: u32,
    /// Published offers, to grant.
    pub offers: Vec<(OfferId, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Empty if the file has no headings.
    pub heading: String,
    pub guess: ContactField,
}

/// Why a row cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowProblem {
    /// There is no address.
    NoEmail,
    /// The address cannot be one.
    Email,
    /// The same address stands in an earlier line.
    Duplicate {
        line: u64,
    },
    Phone,
    /// A name or a tag is too long.
    TooLong,
    /// The row cannot be read as CSV.
    Unreadable,
}

/// A row that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// Of the file, from 1, the headings included.
    pub line: u64,
    pub problem: RowProblem,
    pub cells: Vec<String>,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCheck {
    pub file: String,
    pub new: u32,
    pub existing: u32,
    pub bad: u32,
    /// The first of the bad rows.
    pub bad_rows: Vec<BadRow>,
    /// The title of the offer to grant.
    pub offer: Option<String>,
}

/// What an import did so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub file: String,
    pub created: u32,
    pub updated: u32,
    /// Contacts that were there already and were left as they were.
    pub kept: u32,
    /// Grants that were made.
    pub granted: u32,
    pub bad: u32,
    /// The first of the bad rows; all of them are in the file to download.
    pub bad_rows: Vec<BadRow>,
    /// Good rows in the file.
    pub total: u32,
    /// One that was interrupted can be taken up again where it stopped.
    pub state: JobState,
}

impl ImportReport {
    /// Good rows dealt with so far.
    pub const fn done(&self) -> u32 {
        self.created + self.updated + self.kept
    }
}
