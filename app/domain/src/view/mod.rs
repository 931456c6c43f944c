//! What a page is made of: plain data from the server, one file an area.

pub mod admins;
pub mod audit;
pub mod contacts;
pub mod courses;
pub mod dashboard;
pub mod imports;
pub mod learning;
pub mod links;
pub mod offers;
pub mod settings;
pub mod viewer;

/// A page of a list and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Opaque; hand it back to read on. `None` on the last page.
    pub next: Option<String>,
}
