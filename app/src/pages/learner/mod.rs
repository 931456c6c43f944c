//! Learners' pages, one file a route.

pub mod account;
pub mod certificate;
pub mod courses;
pub mod lesson;
pub mod product;
pub mod quiz;
pub mod sign_in;
pub mod verify;
