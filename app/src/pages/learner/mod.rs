//! Learners' pages, one file a route.

pub mod account;
pub mod certificate;
pub mod communities;
pub mod community;
pub mod community_members;
pub mod community_post;
pub mod courses;
pub mod lesson;
pub mod menu;
pub mod product;
pub mod quiz;
pub mod sign_in;
pub mod verify;
