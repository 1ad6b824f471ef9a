//! `pretenant token`: tokens, made to order or explained.

mod explain;
mod mint;

use clap::Subcommand;
use pretenant_sts::origin::Origin;

use crate::failure::Failure;

/// Mint a token that the world's keys can sign, for testing what an API refuses; or explain one
///
/// A minted token looks like an issued one, but for what is ordered. A running server's control API does the same:
/// POST /_pretenant/tokens.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct TokenArgs {
    #[command(subcommand)]
    action: Option<Action>,

    #[command(flatten)]
    mint: mint::MintArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    Explain(explain::ExplainArgs),
}

/// Runs the command.
pub fn run(args: TokenArgs) -> Result<(), Failure> {
    match args.action {
        Some(Action::Explain(args)) => explain::run(args),
        None => mint::run(args.mint),
    }
}

fn origin(url: &str) -> Result<Origin, Failure> {
    let (scheme, host) = url.trim_end_matches('/').split_once("://").unwrap_or(("", ""));
    match (scheme, host) {
        ("https" | "http", host) if !host.is_empty() && !host.contains('/') => Ok(Origin::new(scheme == "https", host)),
        _ => Err(Failure::usage(format!("'{url}' is not an origin; write e.g. https://localhost:8443"))),
    }
}
