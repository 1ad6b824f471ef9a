//! `pretenant import`: captured traffic becomes a scenario.

use std::path::{Path, PathBuf};

use pretenant_sts::document::read_json;
use pretenant_sts::recording::har::{self, Har};

use super::recording_file::{self, ScrubArgs};
use crate::failure::Failure;
use crate::output;

/// Turn an HTTP archive from a browser or proxy into a scenario that replays it
///
/// Takes the exchanges with the identity platform, whatever its host, and the calls that carry a token. What is secret
/// is taken out.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The archive (HAR 1.2)
    #[arg(value_name = "FILE.har")]
    archive: PathBuf,

    /// The scenario file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    scrub: ScrubArgs,
}

/// Runs the command.
pub fn run(args: &ImportArgs) -> Result<(), Failure> {
    args.scrub.check()?;
    output::writable(&args.out)?;
    let name = args.archive.display().to_string();
    let text = std::fs::read_to_string(&args.archive)
        .map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    let har: Har = read_json(&name, &text).map_err(|mistakes| Failure::mistakes(&args.archive, &mistakes))?;
    let imported = har::import(&har);
    for remark in &imported.remarks {
        eprintln!("pretenant: {remark}");
    }
    if imported.taken.is_empty() {
        return Err(Failure::usage(format!(
            "there is no traffic with an identity platform in {name}\n  \
             capture it with \"preserve log\" switched on, from before the sign-in"
        )));
    }
    let options = args.scrub.options(imported.origins);
    let source = args.archive.file_name().map_or(Path::new(&name), Path::new).display().to_string();
    let written = recording_file::write(&args.out, &source, &imported.taken, &options)?;
    eprintln!("pretenant: {written}");
    Ok(())
}
