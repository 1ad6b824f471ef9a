//! `pretenant completions`: tab completion.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Args;
use crate::failure::Failure;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "pretenant", &mut script);
    std::io::Write::write_all(&mut std::io::stdout(), &script)
        .map_err(|error| Failure::failed(format!("cannot write to standard output: {error}")))
}
