//! What an admin sends to themselves to see how it looks. It is of the moment: it goes out before everything else, once, and is kept
//! nowhere, so a server that stops forgets it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use domain::view::messages::Delivery;
use domain::{Channel, Invalid, Lang, Problem, Timestamp};

use super::{Outgoing, Written};
use crate::{Portal, Result};

/// So many wait at once.
const MOST: usize = 20;

/// What waits.
#[derive(Default)]
pub(crate) struct Trials(Mutex<VecDeque<Outgoing>>);

impl Portal {
    /// Sends a trial to an admin's own address.
    ///
    /// # Errors
    /// [`Invalid::NoMailServer`] if there is nothing to send it with; [`Problem::TooMany`] while too many wait.
    pub(crate) fn try_out(&self, name: &str, address: &str, lang: Lang, written: Written) -> Result<()> {
        if self.outlets.delivery(Channel::Email) == Delivery::Kept {
            return Err(Invalid::NoMailServer.into());
        }
        let trial = Outgoing {
            id: self.new_id(),
            address: address.to_owned(),
            name: name.to_owned(),
            lang: lang.word(),
            written,
            code: None,
            unsubscribe: None,
            contact: None,
            lease: Vec::new(),
            leased_until: Timestamp::MAX,
            tries: 1,
        };
        let mut waiting = self.trials.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            return Err(Problem::TooMany { seconds: 60 }.into());
        }
        waiting.push_back(trial);
        drop(waiting);
        self.outbox_filled(Channel::Email);
        Ok(())
    }

    /// The trials that wait, for whoever sends on that channel: they are e-mails, all of them.
    pub fn take_trials(&self, channel: Channel) -> Vec<Outgoing> {
        match channel {
            Channel::Email => self.trials.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect(),
            Channel::Sms => Vec::new(),
        }
    }
}
