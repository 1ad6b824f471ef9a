//! One file per subcommand.

pub mod ca;
pub mod completions;
pub mod exec;
pub mod export;
pub mod findings;
pub mod import;
pub mod play;
pub mod record;
mod recording_file;
pub mod scenario;
pub mod serve;
pub mod token;
pub mod verify;
pub mod world;

use std::process::ExitCode;

use pretenant_sts::clock::Clock;

use crate::args::Command;
use crate::failure::Failure;

/// Runs a subcommand; the exit code is success for all but `exec` and `record`, which pass on that of their command.
pub fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Exec(args) => return exec::run(*args),
        Command::Record(args) => return record::run(*args),
        Command::Serve(args) => serve::run(args),
        // Certificates are checked against real time, whatever a world's clock says.
        Command::Ca(args) => ca::run(args, Clock::real().now().seconds()),
        Command::Token(args) => token::run(*args),
        Command::Findings(args) => findings::run(args),
        Command::Verify(args) => verify::run(&args),
        Command::Play(args) => play::run(&args),
        Command::Scenario(args) => scenario::run(args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::World(args) => world::run(args),
        Command::Completions(args) => completions::run(&args),
    }
    .map(|()| ExitCode::SUCCESS)
}
