//! `pretenant play`: plays scenarios.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pretenant_scenarios::play::{Client, Options, Transport};
use pretenant_scenarios::report::{self, Counts, Style};
use pretenant_scenarios::run::{Case, FindError, RunOptions, find, run as run_all};

use crate::failure::{Failure, counted};
use crate::output;

/// Play scenarios offline and compare what happens with what they expect
///
/// Without a path: the bundled library. Exit code 0: all passed; 1: something was not as expected; 2: a file is wrong.
#[derive(Debug, clap::Args)]
pub struct PlayArgs {
    /// Scenario files, or folders of them
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,

    /// The client that takes the steps: `reference`, or the command that starts an adapter (docs/adapters.md)
    #[arg(long, value_name = "reference|COMMAND", default_value = "reference", value_parser = client)]
    client: Client,

    /// Write the transcripts that runs are compared with, beside the files
    #[arg(long)]
    bless: bool,

    /// Play so many at the same time [default: one per core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    /// Derive identifiers from this number instead of each file's seed; transcripts are not compared then
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// How requests reach the world: function calls, or HTTPS on a free loopback port
    #[arg(long, value_enum, default_value_t = TransportArg::InProcess)]
    transport: TransportArg,

    /// How results are told
    #[arg(long, value_enum, default_value_t = ReportArg::Terminal)]
    report: ReportArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TransportArg {
    InProcess,
    Https,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportArg {
    /// What failed and why
    Terminal,
    /// For CI systems
    Junit,
    /// For programs
    Json,
    /// A page with every transcript
    Html,
}

/// Runs the command.
pub fn run(args: &PlayArgs) -> Result<(), Failure> {
    if args.bless && args.paths.is_empty() {
        return Err(Failure::usage(
            "--bless writes transcripts beside scenario files, and the bundled ones have none\n  \
             name a folder, e.g. pretenant play scenarios/library --bless",
        ));
    }
    if args.bless && args.seed.is_some() {
        return Err(Failure::usage("--bless and --seed exclude each other: transcripts hold for each file's own seed"));
    }
    let cases = find(&args.paths).map_err(cannot_find)?;
    let options = RunOptions {
        play: Options {
            client: args.client.clone(),
            transport: match args.transport {
                TransportArg::InProcess => Transport::InProcess,
                TransportArg::Https => Transport::Https,
            },
            seed: args.seed,
        },
        jobs: args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        bless: args.bless,
    };
    let bar = progress(&cases);
    let results = run_all(&cases, &options, &|ran| {
        bar.set_message(ran.id.clone());
        bar.inc(1);
    });
    bar.finish_and_clear();
    let style = if io::stdout().is_terminal() { Style::Coloured } else { Style::Plain };
    output::print(&match args.report {
        ReportArg::Terminal => report::terminal(&results, style),
        ReportArg::Junit => report::junit(&results),
        ReportArg::Json => report::json(&results),
        ReportArg::Html => report::html(&results),
    })?;
    match Counts::of(&results).failed {
        0 => Ok(()),
        failed => Err(Failure::failed(format!("{} failed", counted(failed, "scenario")))),
    }
}

fn client(text: &str) -> Result<Client, String> {
    if text == "reference" {
        return Ok(Client::Reference);
    }
    match shell_words::split(text) {
        Ok(command) if !command.is_empty() => Ok(Client::Adapter(command)),
        Ok(_) => Err("name a client: `reference`, or the command that starts an adapter".into()),
        Err(error) => Err(format!("this is no command line: {error}")),
    }
}

fn progress(cases: &[Case]) -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(u64::try_from(cases.len()).ok(), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn cannot_find(error: FindError) -> Failure {
    match error {
        FindError::Mistakes(files) => {
            let reports = files.iter().map(|(file, mistakes)| Failure::mistakes(file, mistakes).message);
            Failure::usage(reports.collect::<Vec<_>>().join("\n\n"))
        }
        other => Failure::usage(other),
    }
}
