//! Recordings as files.

use std::path::Path;

use pretenant_scenarios::language::Scenario;
use pretenant_scenarios::load::load_str;
use pretenant_sts::recording::{Options, Scrubbed, Taken, is_never_kept, scrub};

use crate::failure::{Failure, counted};

/// What is done with recorded values.
#[derive(Debug, Clone, clap::Args)]
pub struct ScrubArgs {
    /// Keep what this header, JSON member, claim or parameter says, which would be left out or made anew; may be given
    /// several times. Credentials are never kept
    #[arg(long, value_name = "NAME")]
    keep: Vec<String>,

    /// Replace names, addresses and ids of people and organizations by example values
    #[arg(long)]
    anonymize: bool,
}

impl ScrubArgs {
    /// Checks what was typed.
    pub fn check(&self) -> Result<(), Failure> {
        match self.keep.iter().find(|name| is_never_kept(name)) {
            Some(name) => Err(Failure::usage(format!("--keep {name}: that is a credential, which is never kept"))),
            None => Ok(()),
        }
    }

    /// The options for traffic with these origins.
    pub fn options(&self, origins: Vec<String>) -> Options {
        Options { origins, keep: self.keep.iter().cloned().collect(), anonymize: self.anonymize }
    }
}

/// Makes a scenario of traffic and writes it. Remarks go to standard error; returns what was written, in words.
pub fn write(out: &Path, source: &str, taken: &[Taken], options: &Options) -> Result<String, Failure> {
    let Scrubbed { recording, remarks } = scrub(taken, options).map_err(Failure::failed)?;
    for remark in remarks {
        eprintln!("pretenant: {remark}");
    }
    let exchanges = counted(recording.exchanges.len(), "exchange");
    let scenario =
        Scenario { title: Some(format!("Recorded from {source}")), recording: Some(recording), ..Scenario::default() };
    let yaml = serde_saphyr::to_string(&scenario)
        .map_err(|error| Failure::failed(format!("cannot write the recording as YAML: {error}")))?;
    // What was written must be what was recorded; a file that says something else would be found out much later.
    let read = load_str(&out.display().to_string(), &yaml, None).map_err(|mistakes| {
        Failure::failed(format!("the recording cannot be read again, and was not written:\n\n{mistakes}"))
    })?;
    if read.scenario != scenario {
        return Err(Failure::failed("the recording reads differently than it was made, and was not written"));
    }
    std::fs::write(out, yaml).map_err(|error| Failure::usage(format!("cannot write {}: {error}", out.display())))?;
    Ok(format!("{exchanges} recorded in {}", out.display()))
}
