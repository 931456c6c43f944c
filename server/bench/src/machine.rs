//! The machine as `/proc` tells it, and which of its processors does what.

use std::process::{Command, Stdio};

use anyhow::Context as _;

/// A processor for the server and its database, another one for who asks.
pub struct Pins {
    server: String,
}

impl Pins {
    /// Moves this program to the second processor it may use and leaves the first one to the server; `None` where there is
    /// but one, or no `taskset`.
    pub fn take() -> Option<Self> {
        let allowed = field("/proc/self/status", "Cpus_allowed_list").ok()?;
        let mut cpus = allowed.split(',').flat_map(range);
        let (server, own) = (cpus.next()?.to_string(), cpus.next()?.to_string());
        pin(&own, std::process::id()).then_some(Self { server })
    }

    /// The same command on the server's processor.
    pub fn wrap(&self, program: &std::path::Path) -> tokio::process::Command {
        let mut command = tokio::process::Command::new("taskset");
        command.args(["-c", &self.server]).arg(program);
        command
    }

    /// Moves a process that runs to the server's processor.
    pub fn hold(&self, process: u32) {
        pin(&self.server, process);
    }
}

fn pin(cpu: &str, process: u32) -> bool {
    let taskset = Command::new("taskset").args(["-acp", cpu, &process.to_string()]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    taskset.is_ok_and(|status| status.success())
}

/// `2-4` as 2, 3, 4.
fn range(text: &str) -> std::ops::Range<u32> {
    let (first, last) = text.trim().split_once('-').unwrap_or((text.trim(), text.trim()));
    match (first.parse(), last.parse::<u32>()) {
        (Ok(first), Ok(last)) => first..last + 1,
        _ => 0..0,
    }
}

/// The value of `NAME: VALUE` in a file.
fn field(file: &str, name: &str) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
    let line = text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name);
    Ok(line.with_context(|| format!("{file}: no {name}"))?.1.trim().to_owned())
}

/// `4 × AMD EPYC, 24 GiB, Linux 6.18`.
pub fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|_| "a processor without a name".to_owned());
    let cores = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default().lines().filter(|line| line.starts_with("processor")).count();
    let memory = field("/proc/meminfo", "MemTotal").ok().and_then(|text| text.split(' ').next()?.parse::<u64>().ok()).unwrap_or_default();
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: Vec<&str> = kernel.trim().split('.').take(2).collect();
    format!("{cores} × {cpu}, {} GiB, Linux {}", (memory + (1 << 19)) >> 20, kernel.join("."))
}

/// Memory of a process in KiB: its share of what it shares, all of what it does not (PSS).
pub fn memory(process: u32) -> anyhow::Result<u32> {
    Ok(field(&format!("/proc/{process}/smaps_rollup"), "Pss")?.trim_end_matches("kB").trim().parse()?)
}

/// CPU seconds that a process has used; with those of its children, dead and alive, if `family`.
pub fn cpu(process: u32, family: bool) -> anyhow::Result<f64> {
    let stat = stat(process)?;
    // utime and stime, and then those of children that have ended.
    let mut ticks: f64 = stat[11..if family { 15 } else { 13 }].iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    if family {
        // One that ends meanwhile is counted with the dead the next time.
        ticks += children(process).into_iter().filter_map(|child| cpu(child, false).ok()).sum::<f64>() * TICKS;
    }
    Ok(ticks / TICKS)
}

/// A second in the clock ticks of `/proc`, on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

pub fn parent(process: u32) -> anyhow::Result<u32> {
    Ok(stat(process)?[1].parse()?)
}

pub fn children(process: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// The fields of `/proc/PID/stat` that follow the name: state, parent, …
fn stat(process: u32) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = text.rsplit_once(')').context("an odd /proc")?;
    let fields: Vec<String> = fields.split_whitespace().map(str::to_owned).collect();
    anyhow::ensure!(fields.len() > 15, "an odd /proc");
    Ok(fields)
}
