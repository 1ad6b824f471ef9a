//! `pretenant exec`: a command with a world of its own.

mod environment;
mod report;
mod session;
mod settings;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use pretenant_sts::front::intercept::AllowedHost;

use crate::child;
use crate::failure::Failure;
use crate::findings_report::FindingsArgs;
use crate::server::world::WorldOptions;
use crate::verification;
use session::Session;
use settings::ExecSettings;

/// Run a command against a pretend tenant of its own
///
/// Starts a world on a free port, runs COMMAND with an environment that points auth libraries at it and makes them
/// trust it, and passes the exit code on. docs/exec.md lists the variables. When COMMAND fails, the journal is left in
/// pretenant-journal.json and pretenant-journal.har.
#[derive(Debug, clap::Args)]
pub struct ExecArgs {
    #[command(flatten)]
    world: WorldOptions,

    /// App whose id and credential SDKs find in AZURE_CLIENT_ID and its like
    /// [default: the first with a secret and an application permission]
    #[arg(long, value_name = "APP")]
    app: Option<String>,

    /// Answer under the real hosts' names, too: for code that has login.microsoftonline.com, graph.microsoft.com or
    /// management.azure.com built in. Sets HTTPS_PROXY; refuses all other hosts
    #[arg(long)]
    intercept: bool,

    /// Let this host through to the real one: example.com, example.com:8443, *.example.com; may be given several times
    #[arg(long, value_name = "HOST", requires = "intercept")]
    allow: Vec<AllowedHost>,

    /// Write the journal to FILE as JSON, also after success
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Write the journal to FILE as an HTTP archive, also after success
    #[arg(long, value_name = "FILE")]
    har: Option<PathBuf>,

    #[command(flatten)]
    findings: FindingsArgs,

    /// The command and its arguments, after `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the command.
pub fn run(args: ExecArgs) -> Result<ExitCode, Failure> {
    let settings = ExecSettings::new(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("cannot start the runtime: {error}")))?;
    let ended = runtime.block_on(exec(settings));
    // What the command left under way, such as a look-up for a host that it was let through to, holds nobody up.
    runtime.shutdown_background();
    ended.map(ExitCode::from)
}

async fn exec(settings: ExecSettings) -> Result<u8, Failure> {
    let session = Session::start(&settings).await?;
    let ended = child::run(&settings.command, &session.environment).await;
    let control = session.control().clone();
    let record = session.finish();
    let code = ended?;
    let concluded = verification::conclude(&settings.scenarios, &control).and(settings.findings.conclude(&control));
    record.leave(&settings.files, code != 0 || concluded.is_err());
    // A command that failed by itself says more than what follows from it.
    match concluded {
        Err(failure) if code == 0 => Err(failure),
        _ => Ok(code),
    }
}
