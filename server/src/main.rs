//! `latchkey`: reads the command line and does what it says. Results go to standard output, everything else to standard
//! error; the exit code is 0, 1 for a refusal or failure, 2 for a mistake in the command.

use std::process::ExitCode;

use clap::Parser as _;
use server::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match server::cli::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("latchkey: {reason:#}");
            ExitCode::FAILURE
        }
    }
}
