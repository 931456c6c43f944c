//! `latchkey`: reads the command line and does what it says. Results go to standard output, everything else to standard
//! error; the exit code is 0, 1 for a refusal or failure, 2 for a mistake in the command.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use server::cli::Cli;

/// Rendering a page is a thousand small allocations: the system's allocator took a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match threads().and_then(|threads| threads.block_on(server::cli::run(cli))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("latchkey: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

/// As many threads as there are processors, and one for each read that SQLite may be busy with.
fn threads() -> anyhow::Result<tokio::runtime::Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::runtime::Builder::new_multi_thread().worker_threads(processors + store::SQLITE_READERS).enable_all().build().context("no threads")
}
