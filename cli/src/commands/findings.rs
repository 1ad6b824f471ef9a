//! `pretenant findings`: judges what a server or a file remembers.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use pretenant_sts::control::{FindingsQuery, JournalAnswer};
use pretenant_sts::findings::{Report, Severity, judge};

use crate::control_client::{ControlClient, ServerArgs};
use crate::failure::Failure;
use crate::findings_report::{Format, check, render, severity};
use crate::output;

/// Tell what clients did wrong, from a running server's journal or from a file
///
/// Every finding comes with the exchanges that show it, the document that asks for something else, and a cure.
/// Exit code 3 with --fail-on; see docs/findings.md for the rules.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("from").required(true))]
pub struct FindingsCommandArgs {
    /// Ask a running server, e.g. https://localhost:8443
    #[arg(long, value_name = "URL", group = "from")]
    server: Option<url::Url>,

    /// Judge a journal that was saved from GET /_pretenant/journal
    #[arg(long, value_name = "FILE", group = "from")]
    journal: Option<PathBuf>,

    /// The certificate authority to trust [default: that of the state directory, see `pretenant ca`]
    #[arg(long, value_name = "FILE", conflicts_with = "journal")]
    ca: Option<PathBuf>,

    /// Bearer token of the server's control API
    #[arg(long, value_name = "TOKEN", conflicts_with = "journal")]
    control_token: Option<String>,

    /// Only what is so severe, or worse
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    severity: Option<Severity>,

    /// Only of this client: name or id
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,

    /// Only of this rule, or of its chapter, e.g. `device`
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,

    /// Only what an exchange after this number shows
    #[arg(long, value_name = "N")]
    after: Option<u64>,

    /// How they are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Exit with code 3 if there are any that are so severe, or worse
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    fail_on: Option<Severity>,
}

/// Runs the command.
pub fn run(args: FindingsCommandArgs) -> Result<(), Failure> {
    let query = FindingsQuery { severity: args.severity, client: args.client, rule: args.rule, after: args.after };
    let mut report = match (&args.server, &args.journal) {
        (Some(server), _) => {
            let (server, ca, control_token) = (server.clone(), args.ca.clone(), args.control_token.clone());
            ControlClient::new(&ServerArgs { server, ca, control_token, state_dir: None })?.get("findings")?
        }
        (None, Some(file)) => read(file)?,
        // clap insists on one of them.
        (None, None) => Report::default(),
    };
    report.findings.retain(|finding| query.matches(finding));
    output::print(&render(&report, args.format, io::stdout().is_terminal()))?;
    check(&report, args.fail_on)
}

fn read(file: &Path) -> Result<Report, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", file.display())))?;
    let journal: JournalAnswer = serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!(
            "{}:{}:{}: this is no journal: {error}\n  save one with: curl …/_pretenant/journal > journal.json",
            file.display(),
            error.line(),
            error.column()
        ))
    })?;
    Ok(Report { exchanges: journal.exchanges.len(), findings: judge(&journal.exchanges, &journal.escapes) })
}
