//! The `pretenant` command: a pretend Microsoft Entra tenant on localhost.

mod args;
mod commands;
mod failure;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match commands::run(args::Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("pretenant: {}", failure.message);
            ExitCode::from(failure.exit_code)
        }
    }
}
