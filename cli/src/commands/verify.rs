//! `pretenant verify`: whether what scenario files expect at the end came true on a running server.

use std::path::PathBuf;

use clap::ValueEnum;
use pretenant_scenarios::load::Loaded;
use pretenant_scenarios::play::Observed;
use pretenant_sts::control::JournalAnswer;
use pretenant_sts::findings::Report;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde::Deserialize;
use serde_json::json;

use crate::control_client::{ControlClient, ServerArgs};
use crate::failure::{Failure, counted};
use crate::server::world::scenario_files;
use crate::{output, verification};

/// Verify what scenario files expect at the end, on a running server
///
/// Start it with `pretenant serve --scenario FILE…`, run your test, then verify: number of exchanges, how often rules
/// fired, findings. Exit code 1: something was not met.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The scenario files that the server was started with
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    server: ServerArgs,

    /// How results are told
    #[arg(long, value_enum, default_value_t = ReportArg::Terminal)]
    report: ReportArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportArg {
    /// What was not met
    Terminal,
    /// For CI systems
    Junit,
    /// For programs
    Json,
}

/// The rules of a server.
#[derive(Deserialize)]
struct Rules {
    rules: Vec<Row>,
}

/// A rule, as far as it matters here.
#[derive(Deserialize)]
struct Row {
    name: String,
    fired: u64,
}

/// A file and what of it was not met.
struct Verified {
    file: String,
    unmet: Option<String>,
}

/// Runs the command.
pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let scenarios = scenario_files(&args.files)?;
    let observed = observe(&ControlClient::new(&args.server)?)?;
    let verified: Vec<Verified> = scenarios.iter().map(|loaded| verify(loaded, &observed)).collect();
    output::print(&match args.report {
        ReportArg::Terminal => terminal(&verified),
        ReportArg::Junit => junit(&verified),
        ReportArg::Json => as_json(&verified),
    })?;
    match verified.iter().filter(|v| v.unmet.is_some()).count() {
        0 => Ok(()),
        unmet => Err(Failure::failed(format!("{} not met", counted(unmet, "scenario")))),
    }
}

fn observe(server: &ControlClient) -> Result<Observed, Failure> {
    let journal: JournalAnswer = server.get("journal")?;
    let Rules { rules } = server.get("rules")?;
    let report: Report = server.get("findings")?;
    Ok(Observed {
        journal: journal.exchanges,
        fired: rules.into_iter().map(|row| (row.name, row.fired)).collect(),
        findings: report.findings.into_iter().map(|finding| finding.rule).collect(),
    })
}

fn verify(loaded: &Loaded, observed: &Observed) -> Verified {
    Verified { file: loaded.name.clone(), unmet: verification::report(loaded, observed) }
}

fn terminal(verified: &[Verified]) -> String {
    let told = verified.iter().map(|v| match &v.unmet {
        Some(unmet) => format!("{unmet}\n"),
        None => format!("ok: {}\n", v.file),
    });
    told.collect()
}

/// `{"scenarios":[{"file","result":"passed|failed","why"?}]}`.
fn as_json(verified: &[Verified]) -> String {
    let row = |v: &Verified| match &v.unmet {
        Some(why) => json!({"file": v.file, "result": "failed", "why": why}),
        None => json!({"file": v.file, "result": "passed"}),
    };
    let rows: Vec<_> = verified.iter().map(row).collect();
    format!("{:#}\n", json!({"scenarios": rows}))
}

fn junit(verified: &[Verified]) -> String {
    let mut suite = TestSuite::new("verify");
    for v in verified {
        let mut status = TestCaseStatus::success();
        if let Some(unmet) = &v.unmet {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message("not met").set_description(unmet.clone());
        }
        suite.add_test_case(TestCase::new(v.file.clone(), status));
    }
    let mut report = quick_junit::Report::new("pretenant verify");
    report.add_test_suite(suite);
    report.to_string().unwrap_or_default()
}
