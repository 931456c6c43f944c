//! French.

pub mod admins;
pub mod audit;
pub mod builder;
pub mod common;
pub mod communities;
pub mod contacts;
pub mod dashboard;
pub mod enter;
pub mod groups;
pub mod learner;
pub mod links;
pub mod offers;
pub mod problems;
pub mod settings;
