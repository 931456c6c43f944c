//! Takes a channel's messages out of the outbox, a few at a time, as long as the server runs. Several copies of the server may do so
//! at once; the channels know nothing of each other.

use std::num::NonZeroU32;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::Channel;
use domain::time::Span;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use service::Portal;
use service::messages::{Fate, Outgoing};

use crate::carrier::{CONNECTIONS, Carrier, Tried};
use crate::{Sms, Smtp};

/// Messages that are taken at once: few enough that all of them are sent before anybody else may take them.
const AT_ONCE: u32 = 40;
/// How often to look for what nobody told of: what is due again, and what other copies of the server wrote.
const LOOK: Duration = Duration::from_secs(5);
/// How long to leave a server alone that lets nothing in; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// Whatever it says itself, it is left alone for no less and no more.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How long a message that was turned away lets the others go first.
const ASIDE: Span = Span::seconds(15);

/// How often to look whether the server takes one more.
const BEAT: Duration = Duration::from_millis(100);

/// What to send a channel's messages with.
pub struct Worker {
    portal: Portal,
    channel: Channel,
    carrier: Option<Carrier>,
    pace: Option<Pace>,
    /// Nothing more is to be begun.
    stops: AtomicBool,
    /// Whether the server took or judged a message since it last turned one away.
    lets_in: AtomicBool,
}

struct Pace {
    limiter: DefaultDirectRateLimiter,
    per_minute: NonZeroU32,
}

/// Set once nothing more is to be begun in a round; how long to wait, if the server said so.
type Halt = OnceLock<Option<Duration>>;

impl Worker {
    /// Sends e-mails; without `mail` they stay in the Outbox. `per_minute`: messages that the mail server takes, if it minds.
    pub fn mail(portal: Portal, mail: Option<Smtp>, per_minute: Option<NonZeroU32>) -> Self {
        Self::new(portal, Channel::Email, mail.map(Carrier::Mail), per_minute)
    }

    /// The same for text messages.
    pub fn sms(portal: Portal, sms: Option<Sms>, per_minute: Option<NonZeroU32>) -> Self {
        Self::new(portal, Channel::Sms, sms.map(Carrier::Sms), per_minute)
    }

    fn new(portal: Portal, channel: Channel, carrier: Option<Carrier>, per_minute: Option<NonZeroU32>) -> Self {
        if carrier.is_some() {
            portal.channel_goes(channel);
        }
        let pace = per_minute.map(|per_minute| {
            let one = Duration::from_mins(1) / per_minute.get();
            let quota = Quota::with_period(one).unwrap_or(Quota::per_minute(per_minute));
            Pace { limiter: RateLimiter::direct(quota), per_minute }
        });
        Self { portal, channel, carrier, pace, stops: AtomicBool::new(false), lets_in: AtomicBool::new(false) }
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
            // Whatever panicked has said so; messages are to go out all the same.
            let waited = match round.unwrap_or(Round::Shut) {
                Round::Sent => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Round::Empty => self.until_filled(LOOK).right_future(),
                Round::Paused(wait) => tokio::time::sleep(wait.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)).left_future(),
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
        let _ = tokio::time::timeout(most, self.portal.until_outbox_filled(self.channel)).await;
    }

    /// Takes what is due, once, and sends it.
    pub async fn round(&self) -> Round {
        if let Some(carrier) = &self.carrier {
            for trial in self.portal.take_trials(self.channel) {
                self.try_out(carrier, &trial).await;
            }
        }
        let limit = self.pace.as_ref().map_or(AT_ONCE, |pace| AT_ONCE.min(pace.per_minute.get()));
        let taken = match self.portal.take_outgoing(self.channel, limit).await {
            Ok(taken) => taken,
            Err(error) => {
                let problem = error.into_problem();
                tracing::warn!(%problem, channel = %self.channel, "the outbox could not be read");
                return Round::Shut;
            }
        };
        if taken.is_empty() {
            return Round::Empty;
        }
        let halt = Halt::new();
        stream::iter(taken).for_each_concurrent(usize::try_from(CONNECTIONS).unwrap_or(1), |message| self.send(message, &halt)).await;
        match halt.into_inner() {
            None => Round::Sent,
            Some(None) => Round::Shut,
            Some(Some(wait)) => Round::Paused(wait),
        }
    }

    /// Sends what an admin tries, once.
    async fn try_out(&self, carrier: &Carrier, trial: &Outgoing) {
        let why = match carrier.send(trial).await {
            Tried::Told(Fate::Sent { .. } | Fate::Kept) => return self.portal.channel_goes(self.channel),
            Tried::Told(Fate::Delayed { answer } | Fate::Refused { answer }) | Tried::TurnedAway { answer, .. } => answer,
            Tried::Shut(why) | Tried::Lost(why) => {
                self.portal.channel_stands(self.channel, trial.said(&why));
                why
            }
        };
        tracing::warn!(why = trial.said(&why), "a test message was not sent");
    }

    async fn send(&self, message: Outgoing, halt: &Halt) {
        let Some(carrier) = &self.carrier else {
            return self.settle(&message, Fate::Kept).await;
        };
        if !self.comes_to(&message, halt).await {
            return self.give_back(&message, Span::seconds(0)).await;
        }
        match carrier.send(&message).await {
            Tried::Told(fate) => {
                self.portal.channel_goes(self.channel);
                if matches!(fate, Fate::Sent { .. } | Fate::Refused { .. }) {
                    self.lets_in.store(true, Ordering::Relaxed);
                }
                self.settle(&message, fate).await;
            }
            Tried::Shut(why) => {
                self.stand(&message, &why, halt, None);
                self.give_back(&message, Span::seconds(0)).await;
            }
            Tried::Lost(why) => {
                self.stand(&message, &why, halt, None);
                self.settle(&message, Fate::Delayed { answer: why }).await;
            }
            Tried::TurnedAway { answer, wait } => self.turned_away(&message, answer, wait, halt).await,
        }
    }

    /// If others were let in since the last time, it is this message's try that failed. Else nobody may be let in, which costs none;
    /// but the others go first next time, so that one message never holds up all.
    async fn turned_away(&self, message: &Outgoing, answer: String, wait: Option<Duration>, halt: &Halt) {
        if self.lets_in.swap(false, Ordering::Relaxed) {
            if wait.is_some() {
                let _ = halt.set(wait);
            }
            self.settle(message, Fate::Delayed { answer }).await;
        } else {
            self.stand(message, &answer, halt, wait);
            self.give_back(message, ASIDE).await;
        }
    }

    /// Begins nothing more in this round.
    fn stand(&self, message: &Outgoing, why: &str, halt: &Halt, wait: Option<Duration>) {
        let _ = halt.set(wait);
        self.portal.channel_stands(self.channel, message.said(why));
    }

    /// Waits until it is the message's turn. `false` if that does not come: nothing can be sent, nothing is to be begun, or another
    /// may take the message soon.
    async fn comes_to(&self, message: &Outgoing, halt: &Halt) -> bool {
        while halt.get().is_none() && !self.stops.load(Ordering::Relaxed) && self.portal.has_time_for(message) {
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

    async fn give_back(&self, message: &Outgoing, pause: Span) {
        if let Err(error) = self.portal.give_back(message, pause).await {
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
    /// The server wants to be left alone for so long.
    Paused(Duration),
}
