//! `pretenant scenario`: looking at scenario files without playing them.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use pretenant_scenarios::load::Loaded;
use pretenant_scenarios::{coverage, library, load, reference};

use crate::failure::{Failure, counted};
use crate::output;

/// Check scenario files, or show their format and the bundled ones
#[derive(Debug, clap::Args)]
pub struct ScenarioArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Say everything that is wrong with scenario files
    Check {
        /// Scenario files, YAML or JSON
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Print the reference of the format, Markdown, made from the schema
    Reference,
    /// List the bundled scenarios
    List,
    /// Print a bundled scenario
    Print {
        /// Its id, e.g. `silent/near-expiry-is-refreshed`
        id: String,
    },
    /// Print which statements of the source article the bundled scenarios show, Markdown
    Coverage,
}

/// Runs the command.
pub fn run(args: ScenarioArgs) -> Result<(), Failure> {
    output::print(&match args.action {
        Action::Check { files } => check(&files)?,
        Action::Schema => format!("{:#}\n", reference::schema()),
        Action::Reference => reference::document(),
        Action::List => list()?,
        Action::Print { id } => print(&id)?,
        Action::Coverage => coverage::document(&bundled()?),
    })
}

fn bundled() -> Result<Vec<library::Bundled>, Failure> {
    library::bundled().map_err(Failure::failed)
}

fn check(files: &[PathBuf]) -> Result<String, Failure> {
    let mut out = String::new();
    let mut wrong = Vec::new();
    for file in files {
        match load::load(file) {
            Ok(loaded) => {
                let _ = writeln!(out, "ok: {}: {}", file.display(), summary(&loaded));
            }
            Err(mistakes) => wrong.push(Failure::mistakes(file, &mistakes).message),
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(Failure::usage(wrong.join("\n\n"))) }
}

fn summary(loaded: &Loaded) -> String {
    let scenario = &loaded.scenario;
    [counted(scenario.rules.len(), "rule"), counted(scenario.steps.len(), "step")].join(", ")
}

fn list() -> Result<String, Failure> {
    let mut out = String::new();
    for scenario in bundled()? {
        let title = scenario.loaded.scenario.title.as_deref().unwrap_or("untitled");
        let _ = writeln!(out, "{:<60} {title}", scenario.id);
    }
    Ok(out)
}

fn print(id: &str) -> Result<String, Failure> {
    let all = bundled()?;
    match all.iter().find(|b| b.id == id) {
        Some(found) => Ok(found.loaded.text.clone()),
        None => {
            let help = pretenant_sts::document::suggest::closest(id, all.iter().map(|b| b.id.as_str()));
            let help = help.map_or("`pretenant scenario list` shows all".to_owned(), |c| format!("did you mean {c}?"));
            Err(Failure::usage(format!("there is no bundled scenario '{id}'\n  {help}")))
        }
    }
}
