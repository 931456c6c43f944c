//! Takes messages out of the outbox, a few at a time, as long as the server runs. Several copies of the server may do so at once.

use std::num::NonZeroU32;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::time::Span;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use service::Portal;
use service::messages::{Fate, Outgoing};

use crate::smtp::{CONNECTIONS, Smtp, Tried};

/// Messages that are taken at once: few enough that all of them are sent before anybody else may take them.
const AT_ONCE: u32 = 40;
/// How often to look for what nobody told of: what is due again, and what other copies of the server wrote.
const LOOK: Duration = Duration::from_secs(5);
/// How long to leave a mail server alone that lets nothing in; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// How often to look whether the mail server takes one more.
const BEAT: Duration = Duration::from_millis(100);

/// What to send with.
pub struct Worker {
    portal: Portal,
    mail: Option<Smtp>,
    pace: Option<Pace>,
    /// Nothing more is to be begun.
    stops: AtomicBool,
}

struct Pace {
    limiter: DefaultDirectRateLimiter,
    per_minute: NonZeroU32,
}

impl Worker {
    /// Without `mail`, messages stay in the Outbox. `per_minute`: messages that the mail server takes, if it minds.
    pub fn new(portal: Portal, mail: Option<Smtp>, per_minute: Option<NonZeroU32>) -> Self {
        if mail.is_some() {
            portal.mail_goes();
        }
        let pace = per_minute.map(|per_minute| {
            let one = Duration::from_mins(1) / per_minute.get();
            let quota = Quota::with_period(one).unwrap_or(Quota::per_minute(per_minute));
            Pace { limiter: RateLimiter::direct(quota), per_minute }
        });
        Self { portal, mail, pace, stops: AtomicBool::new(false) }
    }

    /// Works until `stop`. What is being sent then is finished, what is not begun yet is given back.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut pause = FIRST_PAUSE;
        loop {
            let round = {
                let round = AssertUnwindSafe(self.round()).catch_unwind();
                tokio::pin!(round);
                tokio::select! {
                    round = &mut round => round,
                    () = &mut stop => {
                        self.stops.store(true, Ordering::Relaxed);
                        let _ = round.await;
                        return;
                    }
                }
            };
            // Whatever panicked has said so; mail is to go out all the same.
            let waited = match round.unwrap_or(Round::Shut) {
                Round::Sent => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Round::Empty => self.until_filled(LOOK).right_future(),
                Round::Shut => {
                    let wait = pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    tokio::time::sleep(wait).left_future()
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = waited => {}
            }
        }
    }

    async fn until_filled(&self, most: Duration) {
        let _ = tokio::time::timeout(most, self.portal.until_outbox_filled()).await;
    }

    /// Takes what is due, once, and sends it.
    pub async fn round(&self) -> Round {
        if let Some(mail) = &self.mail {
            for trial in self.portal.take_trials() {
                self.try_out(mail, &trial).await;
            }
        }
        let limit = self.pace.as_ref().map_or(AT_ONCE, |pace| AT_ONCE.min(pace.per_minute.get()));
        let taken = match self.portal.take_outgoing(limit).await {
            Ok(taken) => taken,
            Err(error) => {
                let problem = error.into_problem();
                tracing::warn!(%problem, "the outbox could not be read");
                return Round::Shut;
            }
        };
        if taken.is_empty() {
            return Round::Empty;
        }
        let shut = AtomicBool::new(false);
        stream::iter(taken).for_each_concurrent(usize::try_from(CONNECTIONS).unwrap_or(1), |message| self.send(message, &shut)).await;
        if shut.into_inner() { Round::Shut } else { Round::Sent }
    }

    /// Sends what an admin tries, once.
    async fn try_out(&self, mail: &Smtp, trial: &Outgoing) {
        let why = match mail.send(trial).await {
            Tried::Told(Fate::Sent { .. } | Fate::Kept) => return self.portal.mail_goes(),
            Tried::Told(Fate::Delayed { answer } | Fate::Refused { answer }) => answer,
            Tried::Shut(why) => {
                self.portal.mail_stands(why.clone());
                why
            }
        };
        tracing::warn!(%why, "a test message was not sent");
    }

    async fn send(&self, message: Outgoing, shut: &AtomicBool) {
        let Some(mail) = &self.mail else {
            return self.settle(&message, Fate::Kept).await;
        };
        if !self.comes_to(&message, shut).await {
            return self.give_back(&message).await;
        }
        match mail.send(&message).await {
            Tried::Told(fate) => {
                self.portal.mail_goes();
                self.settle(&message, fate).await;
            }
            Tried::Shut(why) => {
                if !shut.swap(true, Ordering::Relaxed) {
                    tracing::warn!(%why, "the mail server lets nothing in");
                }
                self.portal.mail_stands(why);
                self.give_back(&message).await;
            }
        }
    }

    /// Waits until it is the message's turn. `false` if that does not come: nothing can be sent, nothing is to be begun, or another
    /// may take the message soon.
    async fn comes_to(&self, message: &Outgoing, shut: &AtomicBool) -> bool {
        while !shut.load(Ordering::Relaxed) && !self.stops.load(Ordering::Relaxed) && self.portal.has_time_for(message) {
            match &self.pace {
                Some(pace) if pace.limiter.check().is_err() => tokio::time::sleep(BEAT).await,
                _ => return true,
            }
        }
        false
    }

    async fn settle(&self, message: &Outgoing, fate: Fate) {
        match self.portal.settle(message, fate).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(message = %message.id, "it took too long to send: another may have sent it too"),
            Err(error) => {
                let problem = error.into_problem();
                tracing::warn!(message = %message.id, %problem, "what became of a message could not be written down");
            }
        }
    }

    async fn give_back(&self, message: &Outgoing) {
        if let Err(error) = self.portal.give_back(message, Span::seconds(0)).await {
            let problem = error.into_problem();
            tracing::warn!(message = %message.id, %problem, "a message could not be given back");
        }
    }
}

/// What a look into the outbox came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Nothing was due.
    Empty,
    /// What was due was tried.
    Sent,
    /// Nothing can be sent for now.
    Shut,
}
