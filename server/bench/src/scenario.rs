//! What is measured, in which order, and how a right answer looks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::{ContactId, LinkPurpose};
use service::Portal;

use crate::database::Cluster;
use crate::http::{Answer, Request};
use crate::installation::{Installation, Running};
use crate::load::{self, Answers, Load};
use crate::payload::Payload;
use crate::visitors::{self, Learner, Opening};
use crate::{machine, seed};

/// Connections that ask at once.
pub const CONNECTIONS: usize = 32;
/// Links that one connection opens alone.
const ALONE: usize = 1000;
/// Learners whose pages are asked for.
const LEARNERS: u32 = 5000;
/// Starts whose median counts.
const STARTS: usize = 3;
/// Links that are made for each second of opening them: more than can be opened.
const LINKS_PER_SECOND: u32 = 8000;

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Plan {
    pub time: Duration,
    pub rounds: u32,
}

impl Plan {
    /// For one connection.
    pub fn time_alone(self) -> Duration {
        self.time.min(Duration::from_secs(2))
    }
}

/// Something that people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Redeem,
    Grid,
    Compressed,
    Course,
    Feed,
    Mint,
    Search,
}

impl Work {
    /// What is measured on a portal of so many contacts.
    fn all(contacts: u32) -> impl Iterator<Item = Self> {
        let search = (contacts > crate::SMALL).then_some(Self::Search);
        [Self::Redeem, Self::Grid, Self::Compressed, Self::Course, Self::Feed, Self::Mint].into_iter().chain(search)
    }

    fn is_right(self) -> fn(&Answer) -> bool {
        match self {
            Self::Redeem => |answer| answer.status == 303 && visitors::session(answer).is_some(),
            Self::Grid => |answer| answer.status == 200 && answer.text().matches(r#"class="course""#).count() == seed::ENTITLED,
            Self::Compressed => |answer| answer.status == 200 && answer.header("content-encoding") == Some("br"),
            Self::Course => |answer| answer.status == 200 && answer.text().contains(r#"class="product-header""#),
            Self::Feed => |answer| answer.status == 200 && answer.text().matches(r#"#comments""#).count() >= seed::FEED,
            Self::Mint => |answer| answer.status == 200 && answer.header("location").is_some_and(|to| to.contains("link=")),
            Self::Search => |answer| answer.status == 200 && answer.body.starts_with(b"[{"),
        }
    }
}

/// The medians of some rounds.
#[derive(Clone, Copy)]
pub struct Figure {
    pub per_second: f64,
    /// For each CPU second of the server and its database.
    pub per_cpu: f64,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
}

pub struct Line {
    pub work: Work,
    pub busy: Figure,
    /// Nothing where 32 connections say all there is to say.
    pub alone: Option<Figure>,
}

/// What came out for one database.
pub struct Results {
    pub contacts: u32,
    pub lines: Vec<Line>,
    /// Links a second, made in bulk.
    pub bulk: f64,
    /// MiB.
    pub idle: f64,
    pub loaded: f64,
    /// Milliseconds from the start to the first answer, and to the first page.
    pub ready: f64,
    pub first_page: f64,
    /// Learners' and admins'.
    pub payload: [Payload; 2],
    pub wrong: usize,
}

/// Measures everything on a filled portal.
pub async fn measure(installation: &Installation<'_>, contacts: u32, plan: Plan, cluster: Option<&Cluster>) -> anyhow::Result<Results> {
    let server = installation.serve().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = machine::memory(server.process)?;
    let admin = visitors::sign_in(server.address).await?;
    let mut bench = Bench {
        server: &server,
        portal: installation.portal().await?,
        cluster,
        contacts,
        admin,
        learners: Vec::new(),
        minted: 0,
        samples: Vec::new(),
        bulk: Vec::new(),
        wrong: 0,
    };

    eprintln!("  warming up");
    bench.warm_up().await?;
    let (peak, watching) = watch(server.process);
    for round in 1..=plan.rounds {
        eprintln!("  round {round} of {}", plan.rounds);
        bench.round(plan).await?;
    }
    watching.abort();
    let learner = bench.learners.first().context("nobody is signed in")?.cookie.clone();
    let payload = [Payload::weigh(server.address, &learner, "/courses").await?, Payload::weigh(server.address, &bench.admin, "/admin/portal/dashboard").await?];
    let Bench { samples, bulk, wrong, .. } = bench;
    server.stop().await?;

    let (mut ready, mut first_page) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let server = installation.serve().await?;
        ready.push(server.started_in.as_secs_f64() * 1000.0);
        first_page.push(server.first_page(&learner).await?.as_secs_f64() * 1000.0);
        server.stop().await?;
    }
    let mib = |kib| f64::from(kib) / 1024.0;
    let lines = Work::all(contacts).filter_map(|work| line(work, &samples)).collect();
    Ok(Results {
        contacts,
        lines,
        bulk: median(bulk),
        idle: mib(idle),
        loaded: mib(peak.load(Ordering::Relaxed)),
        ready: median(ready),
        first_page: median(first_page),
        payload,
        wrong,
    })
}

/// One run's figures.
struct Sample {
    work: Work,
    alone: bool,
    figure: Figure,
}

struct Bench<'a> {
    server: &'a Running,
    portal: Portal,
    cluster: Option<&'a Cluster>,
    contacts: u32,
    /// A cookie.
    admin: String,
    learners: Vec<Learner>,
    /// Links so far.
    minted: u32,
    samples: Vec<Sample>,
    bulk: Vec<f64>,
    wrong: usize,
}

impl Bench<'_> {
    async fn warm_up(&mut self) -> anyhow::Result<()> {
        let links = self.links(300).await?;
        visitors::open_by_hand(self.server.address, &links[0]).await?;
        self.redeem(&links[1..], 8, Duration::from_secs(10)).await?;
        for work in Work::all(self.contacts).filter(|work| *work != Work::Redeem) {
            self.ask(work, self.requests(work), 8, Duration::from_secs(1)).await?;
        }
        self.samples.clear();
        Ok(())
    }

    async fn round(&mut self, plan: Plan) -> anyhow::Result<()> {
        let seconds = u32::try_from(plan.time.as_secs())?.max(1);
        let start = Instant::now();
        let mut links = self.links(seconds * LINKS_PER_SECOND).await?;
        self.bulk.push(count(links.len()) / start.elapsed().as_secs_f64());
        let alone = links.split_off(links.len() - ALONE);
        self.redeem(&alone, 1, plan.time_alone()).await?;
        self.redeem(&links, CONNECTIONS, plan.time).await?;
        for work in Work::all(self.contacts).filter(|work| *work != Work::Redeem) {
            self.ask(work, self.requests(work), CONNECTIONS, plan.time).await?;
            if work != Work::Compressed {
                self.ask(work, self.requests(work), 1, plan.time_alone()).await?;
            }
        }
        Ok(())
    }

    /// Opens links; whoever is signed in afterwards are the learners from now on.
    async fn redeem(&mut self, links: &[Opening], connections: usize, time: Duration) -> anyhow::Result<()> {
        let requests = links.iter().map(|link| link.request(self.server.address)).collect();
        let answers = self.ask(Work::Redeem, requests, connections, time).await?;
        let last = answers.kept.len().saturating_sub(LEARNERS as usize);
        self.learners = answers.kept[last..].iter().map(|(n, cookie)| Learner { cookie: cookie.clone(), contact: links[*n].contact }).collect();
        Ok(())
    }

    async fn ask(&mut self, work: Work, requests: Vec<Request>, connections: usize, time: Duration) -> anyhow::Result<Answers> {
        let keep = if work == Work::Redeem { visitors::session } else { load::nothing };
        let load = Load { requests, once: work == Work::Redeem, right: work.is_right(), keep };
        let before = self.cpu()?;
        let answers = load::run(self.server.address, load, connections, time).await.with_context(|| format!("{work:?}, {connections} connections"))?;
        let (right, cpu) = (count(answers.times.len()), self.cpu()? - before);
        let figure = Figure { per_second: right / answers.took.as_secs_f64(), per_cpu: right / cpu, p50: answers.percentile(50), p99: answers.percentile(99) };
        self.samples.push(Sample { work, alone: connections == 1, figure });
        self.wrong += answers.wrong;
        if let Some(first) = &answers.first_wrong {
            eprintln!("  {work:?}: {} wrong answers, the first of them: {first}", answers.wrong);
        }
        Ok(answers)
    }

    /// Fresh links, each for another contact as far as there are.
    async fn links(&mut self, many: u32) -> anyhow::Result<Vec<Opening>> {
        let recipients: Vec<ContactId> = (self.minted..self.minted + many).map(|n| self.spread(n)).collect();
        self.minted += many;
        let mut links = Vec::with_capacity(recipients.len());
        // A mailing names nobody twice.
        for some in recipients.chunks(self.contacts as usize) {
            for (contact, url) in self.portal.mint_many(some, LinkPurpose::Sent).await? {
                links.push(Opening::new(&self.portal, contact, &url));
            }
        }
        ensure!(links.len() == recipients.len(), "{} links instead of {many}", links.len());
        Ok(links)
    }

    /// The `n`th contact to be asked for: from all over the table, and none twice before all were there, since 7919 is a
    /// prime that divides no size of ours.
    fn spread(&self, n: u32) -> ContactId {
        seed::contact(u32::try_from(u64::from(n) * 7919 % u64::from(self.contacts)).unwrap_or_default())
    }

    fn requests(&self, work: Work) -> Vec<Request> {
        let address = self.server.address;
        let learners = self.learners.iter().map(|learner| (learner, learner.browser(address)));
        let admin = visitors::admin(address, &self.admin);
        match work {
            Work::Redeem => Vec::new(),
            Work::Grid => learners.map(|(_, browser)| browser.get("/courses")).collect(),
            Work::Compressed => learners.map(|(_, browser)| browser.encoded("br").get("/courses")).collect(),
            Work::Course => learners.map(|(learner, browser)| browser.get(&format!("/courses/{}", seed::course_of(learner.contact)))).collect(),
            Work::Feed => learners.map(|(_, browser)| browser.get("/communities/busy")).collect(),
            Work::Mint => (0..LEARNERS).map(|n| admin.post("/fn/links/generate", &format!("contact={}&destination=home&from=", self.spread(n)))).collect(),
            Work::Search => visitors::typed(self.contacts).iter().map(|text| admin.post("/fn/links/search-contacts", &format!("text={text}"))).collect(),
        }
    }

    fn cpu(&self) -> anyhow::Result<f64> {
        Ok(machine::cpu(self.server.process, false)? + self.cluster.map_or(Ok(0.0), Cluster::cpu)?)
    }
}

/// The most memory in KiB that the process has had since now, looked at four times a second.
fn watch(process: u32) -> (Arc<AtomicU32>, tokio::task::JoinHandle<()>) {
    let peak = Arc::new(AtomicU32::new(0));
    let seen = peak.clone();
    let watching = tokio::spawn(async move {
        let mut often = tokio::time::interval(Duration::from_millis(250));
        while let Ok(now) = machine::memory(process) {
            seen.fetch_max(now, Ordering::Relaxed);
            often.tick().await;
        }
    });
    (peak, watching)
}

/// The medians of what was measured; nothing if it was not.
fn line(work: Work, samples: &[Sample]) -> Option<Line> {
    let figure = |alone| {
        let of = |value: fn(&Figure) -> f64| {
            median(samples.iter().filter(|sample| sample.work == work && sample.alone == alone).map(|sample| value(&sample.figure)).collect())
        };
        Some(Figure { per_second: of(|f| f.per_second), per_cpu: of(|f| f.per_cpu), p50: of(|f| f.p50), p99: of(|f| f.p99) })
            .filter(|figure| figure.per_second > 0.0)
    };
    Some(Line { work, busy: figure(false)?, alone: figure(true) })
}

/// 0 of nothing.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}
