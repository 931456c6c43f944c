//! French.

pub mod admins;
pub mod audit;
pub mod branding;
pub mod broadcasts;
pub mod builder;
pub mod certificates;
pub mod comments;
pub mod common;
pub mod communities;
pub mod contacts;
pub mod dashboard;
pub mod drip;
pub mod enter;
pub mod groups;
pub mod learner;
pub mod links;
pub mod media;
pub mod menus;
pub mod messages;
pub mod offers;
pub mod problems;
pub mod progress;
pub mod quizzes;
pub mod sections;
pub mod settings;
