//! `pretenant scope`: what a scope leads to.

use std::path::PathBuf;

use clap::Subcommand;
use pretenant_sts::directory::TokenVersion;
use pretenant_sts::doctor::text::scope_text;
use pretenant_sts::doctor::{ScopeQuestion, Verdict, explain_scope};
use pretenant_sts::route::Dialect;

use super::report;
use crate::failure::Failure;

/// Explain scopes: which API and permission, which audience, what is wrong, what to try next
#[derive(Debug, clap::Args)]
pub struct ScopeArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Explain(ExplainArgs),
}

/// Explain the scopes of one token request
///
/// Exit code 0: the request leads to a token that its API accepts; 1: it does not; 2: the question is wrong.
#[derive(Debug, clap::Args)]
struct ExplainArgs {
    /// The scopes of the request
    #[arg(value_name = "SCOPE", required_unless_present = "resource")]
    scopes: Vec<String>,

    /// The `resource` parameter of the v1 endpoint
    #[arg(long, value_name = "URI")]
    resource: Option<String>,

    /// Which endpoint is asked
    #[arg(long, value_enum, default_value_t = Version::V2)]
    endpoint: Version,

    /// Explain as if every API took access tokens of this version
    #[arg(long, value_enum)]
    token_version: Option<Version>,

    /// The application asks for itself (client credentials), not for a user
    #[arg(long)]
    app_only: bool,

    /// The client that asks: name or id [default: some client]
    #[arg(long, value_name = "APP")]
    client: Option<String>,

    /// The tenant that is asked: name, id or domain [default: the first of the world]
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,

    /// World file [default: the built-in world]
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Version {
    V1,
    V2,
}

/// Runs the command.
pub fn run(args: ScopeArgs) -> Result<(), Failure> {
    match args.action {
        Action::Explain(args) => explain(args),
    }
}

fn explain(args: ExplainArgs) -> Result<(), Failure> {
    let directory = super::directory(args.world.as_deref())?;
    let question = ScopeQuestion {
        scope: Some(args.scopes.join(" ")).filter(|scope| !scope.is_empty()),
        resource: args.resource,
        endpoint: match args.endpoint {
            Version::V1 => Dialect::V1,
            Version::V2 => Dialect::V2,
        },
        application: args.app_only,
        token_version: args.token_version.map(|version| match version {
            Version::V1 => TokenVersion::V1,
            Version::V2 => TokenVersion::V2,
        }),
        client: args.client,
        tenant: args.tenant,
    };
    let found = explain_scope(&directory, &question).map_err(Failure::usage)?;
    if args.json {
        report::json(&found)?
    } else {
        report::text(&scope_text(&found, true))?
    }
    if found.verdict == Verdict::Works { Ok(()) } else { Err(Failure::told()) }
}
