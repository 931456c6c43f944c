//! What is new in a group, told to who listens (ids only). Within a process it is told as it is committed. Copies of the server
//! know nothing of each other: each listener also looks at its pulse whether the database has newer rows than it has told of.

use std::sync::Arc;
use std::time::Duration;

use domain::{ChannelId, CommentId, GroupId, Module, PostId, Problem};
use store::communities::{comments, posts};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::{AsLearner, Result};

/// News that wait for a slow listener; whoever lags further behind is told to load the page anew.
const WAITING: usize = 128;
/// How often a listener looks at the database, and whether it may still listen.
const PULSE: Duration = Duration::from_secs(5);
/// A sign of life after so many pulses without news: proxies cut connections that say nothing for a minute.
const SILENT: u32 = 4;
/// Who may listen at once to one process.
const SEATS: usize = 2000;
/// News from other copies that one pulse tells.
const MOST: i64 = 20;

/// A new post or, with a comment, a new comment on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    pub group: GroupId,
    pub channel: ChannelId,
    pub post: PostId,
    pub comment: Option<CommentId>,
}

/// Where news are told within this process.
pub(crate) struct Live {
    told: broadcast::Sender<Option<News>>,
    seats: Arc<Semaphore>,
}

impl Default for Live {
    fn default() -> Self {
        Self { told: broadcast::Sender::new(WAITING), seats: Arc::new(Semaphore::new(SEATS)) }
    }
}

impl Live {
    pub(crate) fn tell(&self, news: News) {
        // Nobody may be listening.
        let _ = self.told.send(Some(news));
    }
}

impl crate::Portal {
    /// Ends all listening, since the server stops.
    pub fn hang_up(&self) {
        let _ = self.live.told.send(None);
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
    /// The newest that was told of.
    post: PostId,
    comment: CommentId,
    /// Found at the last pulse, to be told.
    found: Vec<News>,
    _seat: OwnedSemaphorePermit,
}

impl AsLearner {
    /// Listens to a group from now on.
    ///
    /// # Errors
    /// `Busy` when too many listen; a page works without.
    pub async fn listen(&self, slug: &str) -> Result<Listening> {
        let seat = self.portal.live.seats.clone().try_acquire_owned().map_err(|_| Problem::Busy)?;
        // First, so that nothing falls between.
        let told = self.portal.live.told.subscribe();
        let mut conn = self.portal.store.read().await?;
        let group = self.enter_group(&mut conn, slug).await?.group.id;
        let mut pulse = interval_at(Instant::now() + PULSE, PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Listening {
            post: posts::newest(&mut conn, group).await?.unwrap_or(PostId::MIN),
            comment: comments::newest(&mut conn, group).await?.unwrap_or(CommentId::MIN),
            me: self.clone(),
            slug: slug.to_owned(),
            group,
            told,
            pulse,
            silent: 0,
            found: Vec::new(),
            _seat: seat,
        })
    }
}

impl Listening {
    /// The next that is to be heard; `None` once the group is not the listener's any more, or the server stops.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(news) = self.found.pop() {
                if self.may_hear(news.channel).await? {
                    return Some(Heard::News(news));
                }
                continue;
            }
            tokio::select! {
                told = self.told.recv() => match told {
                    Ok(Some(news)) if news.group == self.group => {
                        self.note(news);
                        self.found.push(news);
                    }
                    Ok(Some(_)) => {}
                    Err(RecvError::Lagged(_)) => return Some(Heard::Reload),
                    Ok(None) | Err(RecvError::Closed) => return None,
                },
                _ = self.pulse.tick() => {
                    self.look().await?;
                    self.silent += 1;
                    if self.silent >= SILENT && self.found.is_empty() {
                        self.silent = 0;
                        return Some(Heard::Silence);
                    }
                }
            }
        }
    }

    fn note(&mut self, news: News) {
        match news.comment {
            Some(comment) => self.comment = self.comment.max(comment),
            None => self.post = self.post.max(news.post),
        }
    }

    /// Whether the channel is one that the listener may see now; `None` once the group is not theirs, or their session has ended.
    async fn may_hear(&self, channel: ChannelId) -> Option<bool> {
        let mut conn = self.me.portal.store.read().await.ok()?;
        self.me.is_still_here(&mut conn).await.ok().filter(|here| *here)?;
        crate::settings::read(&mut conn).await.ok().filter(|settings| settings.modules.has(Module::Communities))?;
        let inside = self.me.enter_group(&mut conn, &self.slug).await.ok()?;
        let channels = self.me.channels(&mut conn, &inside).await.ok()?;
        Some(channels.iter().any(|room| room.id == channel))
    }

    /// Looks for what other copies of the server have written.
    async fn look(&mut self) -> Option<()> {
        self.may_hear(ChannelId::MIN).await?;
        let mut conn = self.me.portal.store.read().await.ok()?;
        let written = posts::after(&mut conn, self.group, self.post, MOST).await.ok()?;
        let said = comments::after(&mut conn, self.group, self.comment, MOST).await.ok()?;
        let mut found: Vec<News> = written.into_iter().map(|(post, channel)| News { group: self.group, channel, post, comment: None }).collect();
        for (comment, post) in said {
            if let Some((of, _)) = posts::find(&mut conn, post).await.ok()? {
                found.push(News { group: self.group, channel: of.channel_id, post, comment: Some(comment) });
            }
        }
        for news in &found {
            self.note(*news);
        }
        found.reverse();
        self.found = found;
        Some(())
    }
}
