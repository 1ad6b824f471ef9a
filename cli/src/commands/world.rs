//! `pretenant world`: looking at worlds without serving them.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use pretenant_sts::directory::Directory;
use pretenant_sts::directory::file::{CONTOSO_YAML, WorldFile, load, load_str, schema};
use pretenant_sts::document::Mistakes;

use crate::failure::{Failure, counted};
use crate::output;

/// Check a world file, or show the built-in one
#[derive(Debug, clap::Args)]
pub struct WorldArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the built-in world, a commented example of everything that a world file can say
    Print,
    /// Say everything that is wrong with a world file
    Check {
        /// The world file, YAML or JSON; `-` is standard input
        file: PathBuf,
    },
    /// Print the JSON Schema of world files, for editors
    Schema,
}

/// Runs the command.
pub fn run(args: WorldArgs) -> Result<(), Failure> {
    output::print(&match args.action {
        Action::Print => CONTOSO_YAML.to_owned(),
        Action::Check { file } => format!("ok: {}\n", summary(&check(&file)?)),
        Action::Schema => format!("{:#}\n", schema()),
    })
}

fn check(file: &Path) -> Result<Directory, Failure> {
    let from_stdin = file == Path::new("-");
    let world = if from_stdin { read_stdin()? } else { load(file) };
    let directory = world.and_then(|world| world.build());
    directory
        .map_err(|mistakes| Failure::mistakes(if from_stdin { Path::new("standard input") } else { file }, &mistakes))
}

fn read_stdin() -> Result<Result<WorldFile, Mistakes>, Failure> {
    let mut text = String::new();
    let read = io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| Failure::failed(format!("cannot read standard input: {error}")))?;
    Ok(load_str("standard input", &text, Some(Path::new("."))))
}

fn summary(directory: &Directory) -> String {
    let apis = directory.apps().iter().filter(|app| app.api.is_some()).count();
    [
        counted(directory.tenants().len(), "tenant"),
        counted(directory.users().len(), "user"),
        format!("{} ({apis} with an API)", counted(directory.apps().len(), "app registration")),
        counted(directory.grants().len(), "consent"),
        counted(directory.assignments().len(), "role assignment"),
    ]
    .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_what_the_world_has() {
        let world = load_str("contoso.yaml", CONTOSO_YAML, None).unwrap().build().unwrap();
        assert_eq!(
            summary(&world),
            "1 tenant, 4 users, 13 app registrations (6 with an API), 7 consents, 3 role assignments"
        );
    }

    #[test]
    fn a_faulty_world_is_a_usage_error_with_its_report() {
        let mistakes = load_str("w.yaml", "use: contoso\nuser: []", None).unwrap_err();
        let failure = Failure::mistakes(Path::new("w.yaml"), &mistakes);
        assert_eq!(failure.exit_code, 2);
        assert!(failure.message.starts_with("1 mistake in w.yaml\n\nerror: "), "{}", failure.message);
    }
}
