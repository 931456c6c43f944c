//! The rules: one function per thing a user can do, the same one behind button and command line.
//!
//! [`Portal`] is the running portal: database, clock, randomness, keys. What anybody may do is a method of it. What only an
//! admin may do is a method of [`AsAdmin`], what a learner may do one of [`AsLearner`]; only a session gives such a value, so
//! a permission cannot be forgotten. Magic links: [`token`] makes and proves them, [`links`] mints, [`enter`] opens; [`codes`] are
//! their short form, which goes with links that people ask for ([`requests`]).

pub mod admins;
pub mod audit;
pub mod automations;
mod beside;
pub mod branding;
mod broadcasts;
pub mod certificates;
pub mod chosen;
pub mod clock;
pub mod codes;
pub mod comments;
pub mod communities;
pub mod consents;
mod contact_export;
mod contact_files;
pub mod contact_import;
mod contact_lists;
pub mod contacts;
pub mod courses;
pub mod dashboard;
pub mod demo;
pub mod enter;
mod error;
pub mod files;
pub mod grants;
mod jobs;
pub mod keys;
pub mod learning;
pub mod links;
pub mod markdown;
mod menus;
pub mod messages;
pub mod modules;
pub mod offers;
mod paging;
mod phones;
mod pictures;
mod portal;
pub mod progress;
mod qr;
pub mod quizzes;
pub mod random;
pub mod requests;
pub mod sessions;
pub mod settings;
pub mod token;
pub mod zone;

pub use admins::AsAdmin;
pub use clock::Clock;
pub use error::{Error, Result};
pub use keys::Keys;
pub use portal::Portal;
pub use random::Random;
pub use sessions::AsLearner;
