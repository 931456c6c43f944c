//! The database. [`backend`] opens either kind and says how reads and writes run; every other file is one table (or a few
//! that live and die together), its rows and its queries. A query takes a [`Conn`] and is written once for both databases.
//!
//! Rules live in `service`; here nothing decides, it only reads and writes.

pub mod access_requests;
pub mod admins;
pub mod audiences;
pub mod audit;
pub mod automations;
mod backend;
pub mod broadcasts;
pub mod certificates;
pub mod comments;
pub mod communities;
pub mod consents;
pub mod contact_lists;
pub mod contacts;
pub mod counts;
pub mod course_learners;
pub mod courses;
pub mod enrolments;
mod error;
pub mod events;
pub mod grants;
pub mod lesson_files;
pub mod links;
pub mod menus;
pub mod messages;
mod migrate;
pub mod offers;
pub mod progress;
pub mod quizzes;
pub mod schema;
pub mod sessions;
pub mod settings;
pub mod sign_in_codes;
pub mod sign_in_tries;
pub mod video_positions;
mod way;

pub use backend::{Backend, Conn, SQLITE_READERS, Store};
pub use error::{Error, Result};
pub use way::Way;
