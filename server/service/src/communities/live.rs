//! What is new in a group, told to who listens (ids only). Within a process it is told as it is committed. Copies of the server
//! know nothing of each other: each listener also looks at its pulse whether the database has rows of the last minute that were not
//! told. Not only those after the newest: what has the lower id may be committed later.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::time::Span;
use domain::{ChannelId, CommentId, GroupId, Module, PostId, Problem};
use store::Conn;
use store::communities::{comments, posts};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use uuid::Uuid;

use crate::sessions::Seat;
use crate::{AsLearner, Error, Result};

/// News that wait for a slow listener; whoever lags further behind is told to load the page anew.
const WAITING: usize = 128;
/// How often a listener looks at the database, and whether it may still listen.
const PULSE: Duration = Duration::from_secs(5);
/// A sign of life after so many pulses without news: proxies cut connections that say nothing for a minute.
const SILENT: u32 = 4;
/// Who may listen at once to one process.
const PLACES: usize = 2000;
/// How many of them for one contact, or in one admin's session.
const EACH: usize = 8;
/// How long a row may take from its id to its commit, clocks that differ included.
const WINDOW: Span = Span::minutes(1);
/// Posts, and comments, that one pulse reads; of more than that it is told that they are many.
const MOST: usize = 100;

/// A new post or, with a comment, a new comment on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    pub group: GroupId,
    pub channel: ChannelId,
    pub post: PostId,
    pub comment: Option<CommentId>,
}

impl News {
    /// The id of what is new.
    fn id(&self) -> Uuid {
        self.comment.map_or(self.post.0, |comment| comment.0)
    }
}

/// Where news are told within this process.
pub(crate) struct Live {
    told: broadcast::Sender<Option<News>>,
    /// How many listen for each contact or in each admin's session.
    places: Mutex<HashMap<Uuid, usize>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { told: broadcast::Sender::new(WAITING), places: Mutex::default() }
    }
}

impl Live {
    pub(crate) fn tell(&self, news: News) {
        // Nobody may be listening.
        let _ = self.told.send(Some(news));
    }

    fn places(&self) -> MutexGuard<'_, HashMap<Uuid, usize>> {
        // Its lock is never held where something may fail.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl crate::Portal {
    /// Ends all listening, since the server stops.
    pub fn hang_up(&self) {
        let _ = self.live.told.send(None);
    }
}

/// A place to listen; dropping it frees it.
struct Place {
    live: Arc<Live>,
    who: Uuid,
}

impl Place {
    /// `None` while there is none free.
    fn take(live: &Arc<Live>, who: Uuid) -> Option<Self> {
        let mut places = live.places();
        let (all, theirs) = (places.values().sum::<usize>(), places.get(&who).copied().unwrap_or_default());
        let free = all < PLACES && theirs < EACH;
        free.then(|| {
            places.insert(who, theirs + 1);
            Self { live: Arc::clone(live), who }
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.live.places();
        if let Some(theirs) = places.get_mut(&self.who) {
            *theirs -= 1;
            if *theirs == 0 {
                places.remove(&self.who);
            }
        }
    }
}

/// What a listener hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    News(News),
    /// More than could be told: load the page anew.
    Reload,
    /// Nothing, but the line is open.
    Silence,
}

/// Somebody who listens to a group for as long as it is theirs.
pub struct Listening {
    me: AsLearner,
    slug: String,
    group: GroupId,
    told: broadcast::Receiver<Option<News>>,
    pulse: Interval,
    silent: u32,
    /// Where the window begins: what has a lower id is no news any more.
    from: Uuid,
    /// What is in the window and was told, or was there before.
    known: BTreeSet<Uuid>,
    /// To be told, the oldest first.
    found: VecDeque<News>,
    /// The database could not be asked the last time.
    is_blind: bool,
    _place: Place,
}

impl AsLearner {
    /// Listens to a group from now on.
    ///
    /// # Errors
    /// `Busy` when too many listen, or too many for one contact; a page works without, and may ask again later.
    pub async fn listen(&self, slug: &str) -> Result<Listening> {
        let who = match self.seat {
            Seat::Contact { id, .. } => id.0,
            Seat::Preview { session, .. } | Seat::Admin { session, .. } => session.0,
        };
        let place = Place::take(&self.portal.live, who).ok_or(Problem::Busy)?;
        // First, so that nothing falls between.
        let told = self.portal.live.told.subscribe();
        let mut conn = self.portal.store.read().await?;
        let group = self.enter_group(&mut conn, slug).await?.group.id;
        let mut pulse = interval_at(Instant::now() + PULSE, PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut listening = Listening {
            me: self.clone(),
            slug: slug.to_owned(),
            group,
            told,
            pulse,
            silent: 0,
            from: Uuid::nil(),
            known: BTreeSet::new(),
            found: VecDeque::new(),
            is_blind: false,
            _place: place,
        };
        // What is there already is no news.
        listening.window(&mut conn).await?;
        Ok(listening)
    }
}

impl Listening {
    /// The next that is to be heard; `None` once the group is not the listener's any more, or the server stops. A database that
    /// cannot be asked ends nothing: until it can, nothing is told.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(news) = self.found.front().copied() {
                match self.may_hear(news.channel).await {
                    Ok(hears) => {
                        self.is_blind = false;
                        self.found.pop_front();
                        if hears {
                            return Some(Heard::News(news));
                        }
                        continue;
                    }
                    Err(error) if self.has_lost(&error) => return None,
                    Err(_) => {}
                }
            }
            tokio::select! {
                told = self.told.recv() => match told {
                    Ok(Some(news)) if news.group == self.group => {
                        if self.known.insert(news.id()) {
                            self.found.push_back(news);
                        }
                    }
                    Ok(Some(_)) => {}
                    Err(RecvError::Lagged(_)) => return Some(Heard::Reload),
                    Ok(None) | Err(RecvError::Closed) => return None,
                },
                _ = self.pulse.tick() => {
                    match self.look().await {
                        Ok(are_many) => {
                            self.is_blind = false;
                            if are_many {
                                return Some(Heard::Reload);
                            }
                        }
                        Err(error) if self.has_lost(&error) => return None,
                        Err(_) => {}
                    }
                    self.silent += 1;
                    if self.silent >= SILENT && self.found.is_empty() {
                        self.silent = 0;
                        return Some(Heard::Silence);
                    }
                }
            }
        }
    }

    /// Whether the error means that the group is not the listener's any more. Any other means that the database cannot be asked now,
    /// which is written down when it begins.
    fn has_lost(&mut self, error: &Error) -> bool {
        let has_lost = matches!(error, Error::Problem(Problem::NotFound | Problem::Banned | Problem::SignIn));
        if !has_lost && !std::mem::replace(&mut self.is_blind, true) {
            tracing::warn!(%error, "a listener cannot ask what is new");
        }
        has_lost
    }

    /// Whether the channel is one that the listener may see now.
    ///
    /// # Errors
    /// `SignIn`, `NotFound` or `Banned` once the session has ended or the group is not theirs.
    async fn may_hear(&self, channel: ChannelId) -> Result<bool> {
        let mut conn = self.me.portal.store.read().await?;
        if !self.me.is_still_here(&mut conn).await? {
            return Err(Problem::SignIn.into());
        }
        if !crate::settings::read(&mut conn).await?.modules.has(Module::Communities) {
            return Err(Problem::NotFound.into());
        }
        let inside = self.me.enter_group(&mut conn, &self.slug).await?;
        Ok(inside.channels(&mut conn).await?.iter().any(|room| room.id == channel))
    }

    /// Looks for what other copies of the server have written; whether that is more than is told one by one.
    async fn look(&mut self) -> Result<bool> {
        self.may_hear(ChannelId::MIN).await?;
        let mut conn = self.me.portal.store.read().await?;
        let found = self.window(&mut conn).await?;
        let are_many = found.len() >= MOST;
        if !are_many {
            self.found.extend(found);
        }
        Ok(are_many)
    }

    /// Moves the window to now; what in it was not known, the oldest first.
    async fn window(&mut self, conn: &mut Conn) -> Result<Vec<News>> {
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let begins = uuid::Builder::from_unix_timestamp_millis((self.me.portal.now() - WINDOW).millis(), &[0; 10]).into_uuid();
        let (from, group) = (self.from.max(begins), self.group);
        let written = posts::recent(conn, group, from.into(), most).await?;
        let said = comments::recent(conn, group, from.into(), most).await?;
        let written = written.into_iter().map(|(post, channel)| News { group, channel, post, comment: None });
        let said = said.into_iter().map(|(comment, post, channel)| News { group, channel, post, comment: Some(comment) });
        let mut found: Vec<News> = written.chain(said).collect();
        (self.from, self.known) = (from, self.known.split_off(&from));
        found.retain(|news| self.known.insert(news.id()));
        found.sort_unstable_by_key(News::id);
        Ok(found)
    }
}
