//! One file per subcommand.

pub mod ca;
pub mod completions;
mod report;
pub mod scope;
pub mod serve;
pub mod token;
pub mod why;
pub mod world;

use std::path::Path;

use pretenant_sts::clock::Clock;
use pretenant_sts::directory::{Directory, file};

use crate::args::Command;
use crate::failure::Failure;

/// Runs a subcommand.
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => serve::run(args),
        // Certificates are checked against real time, whatever a world's clock says.
        Command::Ca(args) => ca::run(args, Clock::real().now().seconds()),
        Command::Token(args) => token::run(*args),
        Command::World(args) => world::run(args),
        Command::Scope(args) => scope::run(args),
        Command::Why(args) => why::run(args),
        Command::Completions(args) => completions::run(&args),
    }
}

/// What is registered in a world file, or in the built-in world.
fn directory(world: Option<&Path>) -> Result<Directory, Failure> {
    let file = world.map_or_else(|| Ok(file::builtin()), file::load);
    let name = world.unwrap_or(Path::new("the built-in world"));
    file.and_then(|file| file.build()).map_err(|mistakes| Failure::mistakes(name, &mistakes))
}
