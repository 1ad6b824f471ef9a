//! One file per subcommand.

pub mod ca;
pub mod completions;
pub mod export;
pub mod import;
pub mod play;
pub mod record;
mod recording_file;
pub mod scenario;
pub mod serve;
pub mod token;
pub mod world;

use pretenant_sts::clock::Clock;

use crate::args::Command;
use crate::failure::Failure;

/// Runs a subcommand.
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => serve::run(args),
        // Certificates are checked against real time, whatever a world's clock says.
        Command::Ca(args) => ca::run(args, Clock::real().now().seconds()),
        Command::Token(args) => token::run(*args),
        Command::Play(args) => play::run(&args),
        Command::Scenario(args) => scenario::run(args),
        Command::Record(args) => record::run(args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::World(args) => world::run(args),
        Command::Completions(args) => completions::run(&args),
    }
}
