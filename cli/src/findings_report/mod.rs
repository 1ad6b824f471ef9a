//! Findings at the end of a run: printed, written to files, turned into an exit code. The flags of `serve` and of
//! whatever else runs clients against a world.

pub mod junit;

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use pretenant_sts::control::{Control, FindingsQuery};
use pretenant_sts::findings::{Report, Severity};

use crate::failure::{Failure, counted};

/// What to do with findings.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Findings: what clients did wrong")]
pub struct FindingsArgs {
    /// Print them at the end, on standard error
    #[arg(long)]
    findings: bool,

    /// Write them to FILE at the end: JSON (.json), JUnit (.xml) or text (.txt); may be given several times
    #[arg(long, value_name = "FILE", value_parser = findings_file)]
    findings_file: Vec<FindingsFile>,

    /// Exit with code 3 if there are any that are so severe, or worse
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    fail_on: Option<Severity>,
}

/// A file for findings.
#[derive(Debug, Clone)]
pub struct FindingsFile {
    path: PathBuf,
    format: Format,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// As the control API answers.
    Json,
    /// For CI systems: one test case per rule of judgement.
    Junit,
}

impl FindingsArgs {
    /// Judges a world's journal, and tells the user as they wished.
    ///
    /// # Errors
    /// Exit code 3 when something is as severe as `--fail-on`; a file that cannot be written.
    pub fn conclude(&self, control: &Control) -> Result<(), Failure> {
        if !self.findings && self.findings_file.is_empty() && self.fail_on.is_none() {
            return Ok(());
        }
        let report = control.findings(&FindingsQuery::default());
        for file in &self.findings_file {
            write(&file.path, &render(&report, file.format, false))?;
        }
        let failed = check(&report, self.fail_on);
        if self.findings {
            eprint!("\n{}", shown(&report));
        } else if failed.is_err() {
            let severe = report.findings.into_iter().filter(|f| self.fail_on.is_some_and(|s| f.severity >= s));
            eprint!("\n{}", shown(&Report { findings: severe.collect(), ..report }));
        }
        failed
    }
}

/// A report as text, in colours where somebody looks at it.
fn shown(report: &Report) -> String {
    report.text(io::stderr().is_terminal())
}

/// A report in a format.
#[must_use]
pub fn render(report: &Report, format: Format, colours: bool) -> String {
    match format {
        Format::Text => report.text(colours),
        Format::Json => serde_json::to_string_pretty(report).unwrap_or_default() + "\n",
        Format::Junit => junit::render(report),
    }
}

/// Fails when a report holds something so severe, or worse.
///
/// # Errors
/// Exit code 3.
pub fn check(report: &Report, fail_on: Option<Severity>) -> Result<(), Failure> {
    let Some(severity) = fail_on else { return Ok(()) };
    match report.at_least(severity) {
        0 => Ok(()),
        count => {
            let what = counted(count, "finding");
            let worse = if severity == Severity::Error { "" } else { " or worse" };
            Err(Failure::found(format!("{what} with severity {severity}{worse}")))
        }
    }
}

/// Parses a severity.
pub fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(["error", "warning", "note"]).try_map(|word| word.parse::<Severity>())
}

fn findings_file(text: &str) -> Result<FindingsFile, String> {
    let path = PathBuf::from(text);
    let format = match path.extension().and_then(|e| e.to_str()) {
        Some("json") => Format::Json,
        Some("xml") => Format::Junit,
        Some("txt") => Format::Text,
        _ => return Err("the name must end in .json, .xml (JUnit) or .txt".into()),
    };
    let directory = path.parent().filter(|d| !d.as_os_str().is_empty());
    match directory.filter(|d| !d.is_dir()) {
        Some(missing) => Err(format!("there is no folder {}; make it first", missing.display())),
        None => Ok(FindingsFile { path, format }),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::failed(format!("cannot write {}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_decides_its_format() {
        let format = |name: &str| findings_file(name).map(|f| f.format);
        assert_eq!(format("a.json"), Ok(Format::Json));
        assert_eq!(format("a.b.xml"), Ok(Format::Junit));
        assert_eq!(format("a.txt"), Ok(Format::Text));
        assert!(format("a.html").is_err_and(|e| e.contains(".xml")));
        assert!(format("no/such/folder/a.json").is_err_and(|e| e.contains("no/such/folder")));
    }
}
