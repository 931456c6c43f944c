//! What a page is made of: plain data from the server, one file an area.

pub mod admins;
pub mod audit;
pub mod automations;
pub mod branding;
pub mod broadcasts;
pub mod certificates;
pub mod comments;
pub mod communities;
pub mod contacts;
pub mod courses;
pub mod dashboard;
pub mod files;
pub mod groups;
pub mod imports;
pub mod jobs;
pub mod learning;
pub mod links;
pub mod menus;
pub mod messages;
pub mod offers;
pub mod progress;
pub mod quizzes;
pub mod settings;
pub mod viewer;

/// A page of a list, and the ways to the pages beside it: hand one back, as it is, to get there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// `None` on the first page.
    pub previous: Option<String>,
    /// `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), previous: self.previous, next: self.next }
    }
}
