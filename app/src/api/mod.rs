//! The server functions, one file an area, each a few lines over the service. Every one has an explicit endpoint
//! `/fn/{area}/{verb}` and a row in [`access::TABLE`], without which the server refuses it.

pub mod access;
pub mod admins;
pub mod audit;
pub mod automations;
pub mod branding;
pub mod broadcasts;
pub mod certificates;
pub mod comments;
pub mod communities;
pub mod contacts;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod courses;
pub mod dashboard;
pub mod files;
pub mod groups;
#[cfg(feature = "ssr")]
pub mod guard;
pub mod learning;
pub mod links;
pub mod menus;
pub mod messages;
pub mod modules;
pub mod offers;
pub mod prefs;
pub mod progress;
pub mod quizzes;
pub mod session;
pub mod settings;
#[cfg(feature = "ssr")]
mod uploads;
