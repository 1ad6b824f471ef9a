//! `pretenant export`: a recording or a journal becomes an HTTP archive.

use std::path::{Path, PathBuf};

use pretenant_scenarios::load::load_str;
use pretenant_sts::document::read_json;
use pretenant_sts::recording::har::{self, Har, JournalFile};

use crate::failure::Failure;
use crate::output;

/// Write a recording, or a saved journal, as an HTTP archive (HAR 1.2) for the viewers of browsers and proxies
///
/// A recording is played once for it: its tokens are made for the archive and stand for nothing.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// A scenario file with a recording, or what `GET /_pretenant/journal` answers
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The archive to write
    #[arg(long, value_name = "FILE")]
    har: PathBuf,
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> Result<(), Failure> {
    output::writable(&args.har)?;
    let name = args.file.display().to_string();
    let text =
        std::fs::read_to_string(&args.file).map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    let har = archive(&args.file, &name, &text)?;
    let json = serde_json::to_string_pretty(&har)
        .map_err(|error| Failure::failed(format!("cannot write the archive as JSON: {error}")))?;
    std::fs::write(&args.har, json + "\n")
        .map_err(|error| Failure::usage(format!("cannot write {}: {error}", args.har.display())))
}

fn archive(file: &Path, name: &str, text: &str) -> Result<Har, Failure> {
    if let Ok(journal) = read_json::<JournalFile>(name, text) {
        return Ok(har::from_journal(&journal));
    }
    let loaded = load_str(name, text, file.parent()).map_err(|mistakes| Failure::mistakes(file, &mistakes))?;
    let Some(recording) = &loaded.scenario.recording else {
        return Err(Failure::usage(format!(
            "{name} has no recording\n  `pretenant record` writes files that have one"
        )));
    };
    har::export(recording, loaded.directory).map_err(|error| Failure::usage(format!("{name}: {error}")))
}
