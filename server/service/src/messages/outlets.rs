//! How this copy of the server fares with sending, channel by channel: one that stands holds up no other.

use std::sync::{Mutex, PoisonError};

use domain::Channel;
use domain::view::messages::Delivery;
use tokio::sync::Notify;

use crate::Portal;

/// Both ways out.
#[derive(Default)]
pub(crate) struct Outlets {
    mail: Outlet,
    sms: Outlet,
}

#[derive(Default)]
struct Outlet {
    delivery: Mutex<Delivery>,
    filled: Notify,
}

impl Outlets {
    /// How the channel fares.
    pub fn delivery(&self, channel: Channel) -> Delivery {
        self.of(channel).delivery()
    }

    fn of(&self, channel: Channel) -> &Outlet {
        match channel {
            Channel::Email => &self.mail,
            Channel::Sms => &self.sms,
        }
    }

    /// Each channel and how it fares.
    pub fn standing(&self) -> Vec<(Channel, Delivery)> {
        Channel::ALL.iter().map(|channel| (*channel, self.delivery(*channel))).collect()
    }
}

impl Outlet {
    fn delivery(&self) -> Delivery {
        self.delivery.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, delivery: Delivery) {
        *self.delivery.lock().unwrap_or_else(PoisonError::into_inner) = delivery;
    }
}

impl Portal {
    /// The channel's messages can be sent, as far as anybody knows.
    pub fn channel_goes(&self, channel: Channel) {
        self.outlets.of(channel).set(Delivery::Goes);
    }

    /// None of the channel's messages can be sent for now, and why ([`super::Outgoing::said`]).
    pub fn channel_stands(&self, channel: Channel, why: String) {
        let outlet = self.outlets.of(channel);
        let since = match outlet.delivery() {
            Delivery::Stands { since, .. } => since,
            Delivery::Kept | Delivery::Goes => {
                tracing::warn!(%channel, %why, "no message can be sent for now");
                self.now()
            }
        };
        outlet.set(Delivery::Stands { since, why });
    }

    /// Tells whoever sends on that channel that there is something to send. What nobody is told of is found when they look next.
    pub(crate) fn outbox_filled(&self, channel: Channel) {
        self.outlets.of(channel).filled.notify_one();
    }

    /// Waits until something was written into the outbox for that channel by this copy of the server.
    pub async fn until_outbox_filled(&self, channel: Channel) {
        self.outlets.of(channel).filled.notified().await;
    }
}
