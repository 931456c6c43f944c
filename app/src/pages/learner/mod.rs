//! Learners' pages, one file a route.

pub mod account;
pub mod courses;
pub mod lesson;
pub mod product;
pub mod sign_in;
