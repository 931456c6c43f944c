//! A closed loop: so many connections, each of which asks again when it was answered. A wrong answer is never a figure.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::task::JoinSet;

use crate::http::{Answer, Connection, Request};

/// What to send, and how a right answer looks.
pub struct Load {
    pub requests: Vec<Request>,
    /// Whether a request may be sent only once.
    pub once: bool,
    pub right: fn(&Answer) -> bool,
    /// Keeps of an answer what is needed later.
    pub keep: fn(&Answer) -> Option<String>,
}

/// What came back.
#[derive(Default)]
pub struct Answers {
    /// How long each right answer took, the shortest first.
    pub times: Vec<Duration>,
    /// With the number of the request.
    pub kept: Vec<(usize, String)>,
    pub took: Duration,
    /// How many were wrong, and what the first of them was.
    pub wrong: usize,
    pub first_wrong: Option<String>,
}

impl Answers {
    /// The time that so many hundredths of the answers took at most, in milliseconds.
    pub fn percentile(&self, hundredths: usize) -> f64 {
        let at = (self.times.len() * hundredths / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.kept.extend(other.kept);
        self.wrong += other.wrong;
        self.first_wrong = self.first_wrong.take().or(other.first_wrong);
    }
}

/// Sends `load` for so long, or until it is used up.
///
/// # Errors
/// When there was nothing but wrong answers, or more than one in a hundred.
pub async fn run(address: SocketAddr, load: Load, connections: usize, time: Duration) -> anyhow::Result<Answers> {
    let (load, next) = (Arc::new(load), Arc::new(AtomicUsize::new(0)));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(ask(address, load.clone(), next.clone(), start + time));
    }
    let mut all = Answers::default();
    while let Some(answers) = tasks.join_next().await {
        all.add(answers?);
    }
    all.took = start.elapsed();
    all.times.sort_unstable();
    if all.wrong * 100 > all.times.len() || all.times.is_empty() {
        bail!("{} of {} answers were wrong, the first of them: {}", all.wrong, all.wrong + all.times.len(), all.first_wrong.unwrap_or_default());
    }
    Ok(all)
}

async fn ask(address: SocketAddr, load: Arc<Load>, next: Arc<AtomicUsize>, end: Instant) -> Answers {
    let mut answers = Answers::default();
    let mut connection = None;
    while Instant::now() < end {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if load.once && n >= load.requests.len() {
            break;
        }
        let start = Instant::now();
        match send(&mut connection, address, &load.requests[n % load.requests.len()]).await {
            Ok(answer) if (load.right)(&answer) => {
                answers.times.push(start.elapsed());
                answers.kept.extend((load.keep)(&answer).map(|kept| (n, kept)));
            }
            Ok(answer) => answers.refuse(format!("status {}: {:.300}", answer.status, answer.text())),
            Err(error) => answers.refuse(format!("{error:#}")),
        }
    }
    answers
}

impl Answers {
    fn refuse(&mut self, what: String) {
        self.wrong += 1;
        self.first_wrong.get_or_insert(what);
    }
}

async fn send(connection: &mut Option<Connection>, address: SocketAddr, request: &[u8]) -> anyhow::Result<Answer> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => Connection::open(address).await.context("no connection")?,
    };
    let answer = open.send(request).await?;
    *connection = Some(open);
    Ok(answer)
}

/// Keeps nothing.
pub const fn nothing(_: &Answer) -> Option<String> {
    None
}
