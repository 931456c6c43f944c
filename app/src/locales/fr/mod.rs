//! French.

pub mod common;
pub mod problems;
