//! What takes messages away, and what it says to each.

use std::time::Duration;

use service::messages::{Fate, Outgoing};

use crate::{Sms, Smtp};

/// Messages that are handed over at once.
pub(crate) const CONNECTIONS: u32 = 4;

/// Who takes the messages of a channel.
pub enum Carrier {
    Mail(Smtp),
    Sms(Sms),
}

/// What a try came to.
pub enum Tried {
    Told(Fate),
    /// No message can be sent now, and why: the server is not there, or does not know the portal.
    Shut(String),
    /// Not taken for a reason that may be this message's or everybody's, and how long to wait, if the server says so.
    TurnedAway {
        answer: String,
        wait: Option<Duration>,
    },
    /// No answer came: the server may have the message. Why none is to be sent now.
    Lost(String),
}

impl Carrier {
    pub(crate) async fn send(&self, message: &Outgoing) -> Tried {
        match self {
            Self::Mail(mail) => mail.send(message).await,
            Self::Sms(sms) => sms.send(message).await,
        }
    }
}
