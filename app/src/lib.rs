//! What people see. [`LearnerApp`] and [`AdminApp`] are the two apps, their route tables are in `pages`; `components` has one file
//! a component; `islands` what scripts add to learners' pages; `api` the server functions by area, with [`api::guard`] as the only
//! way to a permission; `locales` the words, one folder a language.

pub mod address;
pub mod api;
#[cfg(feature = "ssr")]
pub mod assets;
pub mod components;
pub mod error;
pub mod islands;
pub mod locales;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod storage;
pub mod viewer;

pub use error::AppError;
pub use pages::{AdminApp, LearnerApp};
