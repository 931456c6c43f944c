//! English, and the shape of every area's words.

pub mod admins;
pub mod audit;
pub mod builder;
pub mod certificates;
pub mod comments;
pub mod common;
pub mod contacts;
pub mod dashboard;
pub mod enter;
pub mod learner;
pub mod links;
pub mod offers;
pub mod problems;
pub mod quizzes;
pub mod settings;
