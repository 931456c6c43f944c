//! Admins' pages, one file a route.

pub mod account;
pub mod audit;
pub mod comments;
pub mod contact;
pub mod contact_edit;
pub mod contact_import;
pub mod contact_new;
pub mod contacts;
pub mod course;
pub mod course_new;
pub mod courses;
pub mod dashboard;
pub mod lesson;
pub mod offer;
pub mod offer_new;
pub mod offers;
pub mod quiz;
pub mod set_up;
pub mod settings;
pub mod sign_in;
