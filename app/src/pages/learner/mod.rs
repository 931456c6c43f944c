//! Learners' pages.

pub mod courses;
