//! Delivery: a [`worker`] for each channel takes its messages out of the outbox and hands them to a [`Carrier`]: a mail server ([`smtp`])
//! or a provider of text messages ([`sms`]). [`automations`] keeps automations going and calls other systems for them ([`webhooks`]);
//! [`broadcasts`] keeps those going that are written to many. What a message says, whom it is for, what an automation does and what becomes
//! of it are rules of `service`.

pub mod automations;
pub mod broadcasts;
mod carrier;
pub mod sms;
pub mod smtp;
pub mod webhooks;
pub mod worker;

pub use carrier::{Carrier, Tried};
pub use sms::Sms;
pub use smtp::Smtp;
