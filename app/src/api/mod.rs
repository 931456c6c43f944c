//! The server functions, one file an area, each a few lines over the service. Every one has an explicit endpoint
//! `/fn/{area}/{verb}` and a row in [`access::TABLE`], without which the server refuses it.

pub mod access;
#[cfg(feature = "ssr")]
pub mod cookies;
#[cfg(feature = "ssr")]
pub mod guard;
pub mod links;
pub mod prefs;
