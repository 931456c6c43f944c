//! `bench FILE`: measures the server that is built beside it and writes what came out to FILE.
//!
//! [`seed`] fills a database, [`installation`] runs the server on it, [`load`] asks it through [`http`], [`scenario`] says
//! what is asked and in which order, [`visitors`] are the people it pretends to be, [`payload`] weighs what browsers download, [`report`] writes it all down.
//!
//! `BENCH_SECONDS` for each figure (5), `BENCH_ROUNDS` whose medians count (3), `BENCH_CONTACTS` in the large portal
//! (1,000,000; never fewer than 10,000), `BENCH_COMMIT` the version to name.

mod database;
mod http;
mod installation;
mod load;
mod machine;
mod payload;
mod report;
mod scenario;
mod seed;
mod visitors;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use store::Backend;

use crate::database::Cluster;
use crate::installation::Installation;
use crate::machine::Pins;
use crate::report::Report;
use crate::scenario::{Plan, Results};

/// Contacts in the small portal.
const SMALL: u32 = 10_000;

#[tokio::main(worker_threads = 1)]
async fn main() -> anyhow::Result<()> {
    let Some(file) = std::env::args().nth(1).map(PathBuf::from) else { bail!("usage: bench FILE") };
    let root = std::env::current_dir()?;
    let plan = Plan { time: Duration::from_secs(setting("BENCH_SECONDS", 5)?), rounds: setting("BENCH_ROUNDS", 3)? };
    let large = setting("BENCH_CONTACTS", 1_000_000)?.max(SMALL);
    let pins = Pins::take();
    let work = root.join("target/bench");
    clear(&work)?;

    let mut report = Report::new(plan, pins.is_some());
    for contacts in [SMALL, large] {
        let backend = Backend::Sqlite(work.join(format!("sqlite-{contacts}/latchkey.db")));
        let results = measure(&root, &work.join(format!("sqlite-{contacts}")), backend, contacts, plan, pins.as_ref(), None).await?;
        report.add("SQLite", results);
    }
    if let Some(cluster) = Cluster::from_environment(pins.as_ref()).await? {
        for contacts in [SMALL, large] {
            let name = format!("bench_{contacts}");
            let backend = Backend::Postgres(cluster.create(&name).await?);
            let results = measure(&root, &work.join(format!("postgres-{contacts}")), backend, contacts, plan, pins.as_ref(), Some(&cluster)).await;
            cluster.drop(&name).await?;
            report.add("PostgreSQL", results?);
        }
    }
    clear(&work)?;
    let mut text = report.text();
    // What scripts/lighthouse has written below stays.
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    if let Some(at) = before.find("\n## Lighthouse\n") {
        text.push_str(&before[at..]);
    }
    std::fs::write(&file, &text).with_context(|| file.display().to_string())?;
    print!("{text}");
    Ok(())
}

/// Fills a portal of so many contacts, measures it, and clears it away.
async fn measure(
    root: &Path,
    dir: &Path,
    backend: Backend,
    contacts: u32,
    plan: Plan,
    pins: Option<&Pins>,
    cluster: Option<&Cluster>,
) -> anyhow::Result<Results> {
    let installation = Installation::new(root, dir, backend, pins)?;
    eprintln!("{}: filling it", dir.file_name().unwrap_or_default().display());
    let start = Instant::now();
    installation.run(&["migrate"], "").await?;
    installation.run(&["admin", "create", installation::ADMIN, "--name", "Bench"], installation::PASSWORD).await?;
    seed::fill(installation.backend(), contacts).await?;
    eprintln!("  filled in {} s", start.elapsed().as_secs());
    let results = scenario::measure(&installation, contacts, plan, cluster).await?;
    std::fs::remove_dir_all(dir)?;
    Ok(results)
}

/// A number from the environment.
fn setting<N: std::str::FromStr>(name: &str, default: N) -> anyhow::Result<N> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| anyhow::anyhow!("{name}: '{text}' is not a number")),
        Err(_) => Ok(default),
    }
}

fn clear(dir: &Path) -> anyhow::Result<()> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).with_context(|| dir.display().to_string())?;
    }
    Ok(())
}
