//! Delivery: [`worker`] takes messages out of the outbox and hands them to a mail server ([`smtp`]); [`broadcasts`] keeps those going that
//! are written to many. What a message says, whom it is for and what becomes of it are rules of `service`.

pub mod broadcasts;
pub mod smtp;
pub mod worker;

pub use smtp::Smtp;
