//! Learners' pages, one file a route.

pub mod account;
pub mod courses;
pub mod lesson;
pub mod menu;
pub mod product;
pub mod sign_in;
