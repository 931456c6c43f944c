//! Admins' pages.

pub mod dashboard;
