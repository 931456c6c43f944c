//! The words of the product as types, shared by the server and the browser. No I/O.
//!
//! Start with [`ids`]; [`link`] and [`grant`] hold the states everything turns on; the modules under [`view`] are what
//! pages are made of.

pub mod automation;
pub mod broadcast;
pub mod captions;
pub mod certificate;
pub mod colour;
pub mod comment;
pub mod contact;
pub mod destination;
pub mod drip;
pub mod email;
pub mod file;
pub mod grant;
pub mod group;
pub mod ids;
pub mod lang;
pub mod link;
pub mod message;
pub mod module;
pub mod phone;
pub mod problem;
pub mod quiz;
pub mod sms;
pub mod text;
pub mod time;
pub mod video;
pub mod view;
pub mod web_address;
mod word;

pub use automation::{AutomationState, Definition, Fault, RunState, StepPath, Variable};
pub use broadcast::{Audience, BroadcastState, Reached, Seen};
pub use certificate::CertificateNumber;
pub use colour::Colour;
pub use contact::ContactState;
pub use destination::Destination;
pub use drip::{Drip, DripKind, Gate, LessonState};
pub use email::EmailAddress;
pub use file::FileKind;
pub use grant::GrantState;
pub use group::{ChannelAccess, Emoji, GroupRole, Standing};
pub use ids::*;
pub use lang::Lang;
pub use link::{LinkPurpose, LinkState};
pub use message::{Channel, MessageKind, MessageState, Part, Rank, Suppression, TextFault, Trouble};
pub use module::{Landing, Module, Modules};
pub use phone::Phone;
pub use problem::{Invalid, Problem};
pub use quiz::{Mark, QuestionKind};
pub use time::Timestamp;
pub use web_address::WebAddress;
pub use word::Publication;

/// `n` as a count to show; more than fits is the most that does.
pub fn count(n: impl TryInto<u32>) -> u32 {
    n.try_into().unwrap_or(u32::MAX)
}
