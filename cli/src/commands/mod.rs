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
mod report;
pub mod scenario;
pub mod scope;
pub mod serve;
pub mod token;
pub mod verify;
pub mod why;
pub mod world;

use std::path::Path;
use std::process::ExitCode;

use pretenant_sts::clock::Clock;
use pretenant_sts::directory::{Directory, file};

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
        Command::Scope(args) => scope::run(args),
        Command::Why(args) => why::run(args),
        Command::Completions(args) => completions::run(&args),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// What is registered in a world file, or in the built-in world.
fn directory(world: Option<&Path>) -> Result<Directory, Failure> {
    let file = world.map_or_else(|| Ok(file::builtin()), file::load);
    let name = world.unwrap_or(Path::new("the built-in world"));
    file.and_then(|file| file.build()).map_err(|mistakes| Failure::mistakes(name, &mistakes))
}
