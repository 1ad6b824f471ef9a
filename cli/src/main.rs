//! The `pretenant` command: a pretend Microsoft Entra tenant on localhost.

mod args;
mod child;
mod commands;
mod control_client;
mod failure;
mod findings_report;
mod output;
mod server;
mod verification;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match commands::run(args::Args::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("pretenant: {}", failure.message);
            }
            ExitCode::from(failure.exit_code)
        }
    }
}
