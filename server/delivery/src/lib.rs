//! Delivery: [`worker`] takes messages out of the outbox and hands them to a mail server ([`smtp`]). [`automations`] keeps automations
//! going and calls other systems for them ([`webhooks`]). What a message says, whom it is for, what an automation does and what becomes
//! of it are rules of `service`.

pub mod automations;
pub mod smtp;
pub mod webhooks;
pub mod worker;

pub use smtp::Smtp;
