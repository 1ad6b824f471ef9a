//! `pretenant token explain`: what an API finds wrong with a token.

use std::io::Read as _;
use std::path::PathBuf;

use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::doctor::text::token_text;
use pretenant_sts::doctor::{TokenQuestion, explain_token};
use pretenant_sts::origin::Issuers;
use pretenant_sts::resource::Judge;
use pretenant_sts::token::keys::KeyRing;

use crate::commands::report;
use crate::failure::Failure;

/// Explain a token: what it is, every check that an API makes, which fails, and the scope to ask for instead
///
/// Exit code 0: an API accepts it; 1: none does; 2: the question is wrong.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The token, as after `Authorization: Bearer`; `-` is standard input
    token: String,

    /// The API it is sent to: name or id [default: the one that its aud names, else all]
    #[arg(long, value_name = "NAME")]
    api: Option<String>,

    /// The method of the call
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: String,

    /// The path of the call, e.g. /v1.0/me/messages [default: what the API is usually tried on]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,

    /// World file [default: the built-in world]
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,

    /// Judge it at this time, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<i64>,

    /// The address that the API is called by, whose issuers it validates
    #[arg(long, value_name = "URL", default_value = "https://localhost:8443")]
    origin: String,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn moment(text: &str) -> Result<i64, String> {
    let time: jiff::Timestamp =
        text.parse().map_err(|error| format!("{error}; expected RFC 3339, e.g. 2026-11-22T12:00:00Z"))?;
    Ok(time.as_millisecond())
}

/// Runs the command.
pub fn run(args: ExplainArgs) -> Result<(), Failure> {
    let directory = crate::commands::directory(args.world.as_deref())?;
    let issuers = Issuers::new(&super::origin(&args.origin)?, directory.settings().issuer_host.as_deref());
    let now = args.at.map_or_else(|| Clock::real().now(), Moment);
    let token = if args.token == "-" { read_stdin()? } else { args.token };
    let judge = Judge { directory: &directory, keys: KeyRing::new(), issuers: &issuers, other_issuers: &[], now };
    let question = TokenQuestion { token, api: args.api, method: Some(args.method), path: args.path };
    let found = explain_token(judge, &question).map_err(Failure::usage)?;
    if args.json {
        report::json(&found)?
    } else {
        report::text(&token_text(&found, true))?
    }
    if found.accepted { Ok(()) } else { Err(Failure::told()) }
}

fn read_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| Failure::failed(format!("cannot read standard input: {error}")))?;
    Ok(text)
}
