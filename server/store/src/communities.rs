//! Communities: [`groups`] and who may see them, their [`channels`], their [`members`], the [`posts`] and [`comments`] in them,
//! and what is done to either: [`reactions`], [`reports`]. [`forget`] is what becomes of it when a contact is deleted.

pub mod channels;
pub mod comments;
mod forgetting;
pub mod groups;
pub mod members;
pub mod posts;
pub mod reactions;
pub mod reports;

pub use forgetting::forget;
