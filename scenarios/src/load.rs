//! Reads scenario files and checks everything in them before anything runs.

use std::fs;
use std::path::Path;

use pretenant_sts::directory::Directory;
use pretenant_sts::directory::file::{WorldFile, builtin};
use pretenant_sts::document::{self, Findings, Mistakes, Pointer};

use crate::check;
use crate::language::Scenario;

/// A scenario file that is right in itself.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What reports call the file, usually its path.
    pub name: String,
    /// The text, for reports that point into it.
    pub text: String,
    /// What it says; certificate files have become part of it.
    pub scenario: Scenario,
    /// Its world, as requests see it at the start.
    pub directory: Directory,
}

/// Reads a scenario file and checks it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load(path: &Path) -> Result<Loaded, Mistakes> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => "doesn't exist".to_owned(),
            _ => format!("can't be read: {error}"),
        };
        Mistakes::whole(&name, format!("the scenario file {problem}"))
    })?;
    load_str(&name, &text, path.parent())
}

/// Reads a scenario from YAML (or JSON) and checks it. `name` is what reports call the text; certificate files of
/// its world are looked up in `base_dir`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn load_str(name: &str, yaml: &str, base_dir: Option<&Path>) -> Result<Loaded, Mistakes> {
    // A byte order mark would shift every position in the report.
    let text = yaml.strip_prefix('\u{feff}').unwrap_or(yaml);
    let mut scenario: Scenario = document::read(name, text)?;
    let mut findings = Findings::default();
    let at = Pointer::document().key("world");
    if let Some(world) = &mut scenario.world {
        world.read_certificates(base_dir, &at, &mut findings);
        world.check(&at, &mut findings);
    }
    if !findings.is_empty() {
        return Err(findings.into_mistakes_in(name, text));
    }
    let directory = world_of(&scenario).build()?;
    check::scenario(&scenario, &directory, &mut findings);
    if !findings.is_empty() {
        return Err(findings.into_mistakes_in(name, text));
    }
    Ok(Loaded { name: name.to_owned(), text: text.to_owned(), scenario, directory })
}

/// The world file of a scenario; the built-in world without one.
#[must_use]
pub fn world_of(scenario: &Scenario) -> WorldFile {
    scenario.world.clone().unwrap_or_else(builtin)
}
