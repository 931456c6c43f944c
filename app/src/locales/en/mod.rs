//! English, and the shape of every area's words.

pub mod common;
pub mod problems;
