//! `docs/performance.md`: the figures beside what they ought to be.

use std::fmt::Write as _;

use crate::payload::{Payload, Weight};
use crate::scenario::{CONNECTIONS, Figure, Line, Plan, Results, Work};
use crate::{machine, seed};

/// Milliseconds at p99 that one connection may wait for anything but a search, and for that.
const ALONE: f64 = 5.0;
const SEARCH: f64 = 20.0;
/// How much slower the large portal may be.
const GROWTH: f64 = 1.3;
/// Links a second in bulk.
const BULK: f64 = 100_000.0;
/// MiB.
const IDLE: f64 = 40.0;
const LOADED: f64 = 120.0;
/// Milliseconds.
const START: f64 = 200.0;
/// Bytes in brotli.
const TO_READ: usize = 20_000;
const ALL: usize = 200_000;

const METHOD: &str = "\
- Each database is filled by `server/bench/src/seed.rs`: 200 published courses of 12 lessons, 50 offers of 4 courses each, every contact
  with 3 grants and so with 12 courses, one lesson of which is completed. All are members of one group of 100,000 posts.
- *Open a link* is the press of the button, `POST /enter`: token proved, access checked, session made durably. Each link is opened
  once; the two steps before it are taken for real once and left out of the figure. *Course grid* and *course page* are the pages
  of learners who have just signed in, without compression, and in brotli where it says so. *Make a link* is the admin's button,
  audit line included. *Make links in bulk* is what a mailing does, in commits of 1,000.
- *Feed of 100,000 posts* is the first page of a channel with so many, for learners who have been there before.
- Every answer is checked: its status, the session's cookie, the 12 cards, the 20 posts. A run with more than one wrong answer in a hundred stops.
- *Per CPU-s* is answers for each CPU second that the server (and PostgreSQL, all processes) used. It moves least with what
  else the machine does; *× slower* compares it, and the median of one connection alone.
- Memory is PSS, the peak while everything above ran. Cold start is the median of three starts, files in the page cache: from
  the process's start to the first answer of `/healthz`, and to the end of the first course grid.
- Downloads are as the server sends them to a browser that takes brotli; pictures are left out. KB are 1,000 bytes.
- Not measured here: memory over hours, e-mail.
";

pub struct Report {
    head: String,
    /// With the database's name.
    results: Vec<(&'static str, Results)>,
}

impl Report {
    pub fn new(plan: Plan, pinned: bool) -> Self {
        let commit = std::env::var("BENCH_COMMIT").unwrap_or_else(|_| "of an unknown commit".to_owned());
        let place = if pinned {
            "Server and database have one processor to themselves, who asks has another."
        } else {
            "Server, database and who asks share the processors."
        };
        let head = format!(
            "# Performance\n\nWritten by `make bench`; the next run overwrites it. Version {commit}, release build, on {}.\n{place} Medians of {} rounds, \
             {} s for each figure ({} s alone). SQLite commits with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit` on: an answer means \
             that it is on the disk. `LATCHKEY_REQUESTS_PER_MINUTE=0`, all other settings as they come.\n",
            machine::describe(),
            plan.rounds,
            plan.time.as_secs(),
            plan.time_alone().as_secs()
        );
        Self { head, results: Vec::new() }
    }

    pub fn add(&mut self, database: &'static str, results: Results) {
        self.results.push((database, results));
    }

    pub fn text(&self) -> String {
        let mut text = self.head.clone();
        for (database, results) in &self.results {
            let small = self.results.iter().find(|(other, small)| other == database && small.contacts < results.contacts);
            text.push_str(&section(database, results, small.map(|(_, small)| small)));
        }
        text.push_str(&self.process());
        if let Some((_, results)) = self.results.first() {
            text.push_str(&downloads(&results.payload));
        }
        text + "\n## How\n" + METHOD
    }

    fn process(&self) -> String {
        let row = |name: &str, value: fn(&Results) -> f64, unit: &str, limit: f64| {
            let cells: Vec<String> =
                self.results.iter().map(|(_, results)| format!("{:.0} {unit} | {}", value(results), verdict(value(results), limit))).collect();
            format!("| {name} | {} | ≤ {limit:.0} {unit} |\n", cells.join(" | "))
        };
        let names: Vec<String> = self.results.iter().map(|(database, results)| format!("{database}, {} | ", thousands(results.contacts))).collect();
        format!("\n## The process\n| | {} | target |\n|---|{}---|\n", names.join(" | "), "---:|---|".repeat(names.len()))
            + &row("memory, idle", |results| results.idle, "MiB", IDLE)
            + &row("memory, under load", |results| results.loaded, "MiB", LOADED)
            + &row("cold start, to the first answer", |results| results.ready, "ms", START)
            + &row("cold start, to the first page", |results| results.first_page, "ms", START)
    }
}

/// One database of one size; `small` is the smaller one.
fn section(database: &str, results: &Results, small: Option<&Results>) -> String {
    let contacts = results.contacts;
    let growth = if small.is_some() { format!(" × slower: per CPU-s, alone (≤ {GROWTH}) |") } else { String::new() };
    let mut text = format!(
        "\n## {database}: {} contacts, {} courses, {} grants\n| | answers/s | per CPU-s | p50 / p99 ms, {CONNECTIONS} connections | p50 / p99 ms, alone | p99 alone |{growth}\n|---|---:|---:|---:|---:|---|{}\n",
        thousands(contacts),
        seed::COURSES,
        thousands(contacts * seed::GRANTS),
        if small.is_some() { "---|" } else { "" },
    );
    for line in &results.lines {
        text.push_str(&row(line, small));
    }
    let _ = writeln!(
        text,
        "| make links in bulk | {} | | | | ≥ {}: {} |{}",
        whole(results.bulk),
        whole(BULK),
        verdict(BULK, results.bulk),
        if small.is_some() { " |" } else { "" }
    );
    if results.wrong > 0 {
        let _ = write!(text, "\n{} answers were wrong and are not counted.\n", results.wrong);
    }
    text
}

fn row(line: &Line, small: Option<&Results>) -> String {
    let Line { work, busy, alone } = line;
    let times = |figure: &Figure| format!("{:.1} / {:.1}", figure.p50, figure.p99);
    let limit = if *work == Work::Search { SEARCH } else { ALONE };
    let target = alone.map_or_else(String::new, |alone| format!("≤ {limit:.0}: {}", verdict(alone.p99, limit)));
    let before = small.and_then(|small| small.lines.iter().find(|line| line.work == *work));
    let growth = match (small, before) {
        (None, _) => String::new(),
        (Some(_), None) => " |".to_owned(),
        (Some(_), Some(before)) => {
            let cpu = before.busy.per_cpu / busy.per_cpu;
            let alone = alone.zip(before.alone).map(|(now, before)| now.p50 / before.p50);
            let words = alone.map_or_else(String::new, |alone| format!(", {alone:.2}"));
            format!(" {cpu:.2}{words}: {} |", verdict(cpu.max(alone.unwrap_or(cpu)), GROWTH))
        }
    };
    let alone = alone.as_ref().map_or_else(String::new, times);
    format!("| {} | {} | {} | {} | {alone} | {target} |{growth}\n", name(*work), whole(busy.per_second), whole(busy.per_cpu), times(busy))
}

const fn name(work: Work) -> &'static str {
    match work {
        Work::Redeem => "open a link",
        Work::Grid => "course grid",
        Work::Compressed => "course grid, in brotli",
        Work::Course => "course page",
        Work::Feed => "feed of 100,000 posts",
        Work::Mint => "make a link",
        Work::Search => "find a contact",
    }
}

fn downloads(payload: &[Payload; 2]) -> String {
    let kb = |weight: Weight| format!("{} / {}", tenths(weight.raw), tenths(weight.brotli));
    let mut text = "\n## Downloads\nKB, plain / brotli.\n\n| | HTML | CSS | to read (≤ 20 in brotli) | JS | wasm | icons | all (≤ 200 in brotli) |\n|---|---:|---:|---:|---:|---:|---:|---:|\n".to_owned();
    for (name, page, judged) in [("learner, course grid", &payload[0], true), ("admin, dashboard", &payload[1], false)] {
        let told = |weight: Weight, limit: usize| {
            let verdict = if !judged {
                ""
            } else if weight.brotli <= limit {
                ": met"
            } else {
                ": **missed**"
            };
            format!("{}{verdict}", kb(weight))
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} | {} |",
            kb(page.html),
            kb(page.css),
            told(page.reading(), TO_READ),
            kb(page.js),
            kb(page.wasm),
            kb(page.icons),
            told(page.all(), ALL)
        );
    }
    text
}

fn verdict(value: f64, limit: f64) -> &'static str {
    if value <= limit { "met" } else { "**missed**" }
}

/// Bytes as KB with one digit.
fn tenths(bytes: usize) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `12,345`.
fn whole(value: f64) -> String {
    group(&format!("{value:.0}"))
}

fn thousands(n: u32) -> String {
    group(&n.to_string())
}

fn group(digits: &str) -> String {
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(999.0), "999");
        assert_eq!(tenths(18_449), "18.4");
        assert_eq!(tenths(50), "0.1");
    }

    #[test]
    fn a_growth_is_judged_by_the_worse_of_two() {
        let figure = |per_cpu, p50| Figure { per_second: 1.0, per_cpu, p50, p99: 4.0 };
        let line = |per_cpu, p50| Line { work: Work::Grid, busy: figure(per_cpu, p50), alone: Some(figure(per_cpu, p50)) };
        let small = Results {
            contacts: 1,
            lines: vec![line(130.0, 1.0)],
            bulk: 0.0,
            idle: 0.0,
            loaded: 0.0,
            ready: 0.0,
            first_page: 0.0,
            payload: [Payload::default(); 2],
            wrong: 0,
        };
        assert!(row(&line(100.0, 1.1), Some(&small)).ends_with("≤ 5: met | 1.30, 1.10: met |\n"));
        assert!(row(&line(100.0, 1.4), Some(&small)).ends_with("1.30, 1.40: **missed** |\n"));
    }
}
