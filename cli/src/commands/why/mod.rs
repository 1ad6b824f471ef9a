//! `pretenant why`: what happened on the wire under a correlation id, and why.

mod text;

use serde_json::Value;
use uuid::Uuid;

use super::report;
use crate::control_client::{ControlClient, ServerArgs};
use crate::failure::Failure;

/// Ask a running server why it answered as it did, by the correlation id that every refusal quotes
///
/// Exit code 0: nothing was refused; 1: something was, or the server could not be asked; 2: the question is wrong.
#[derive(Debug, clap::Args)]
pub struct WhyArgs {
    /// `correlation_id` of an answer, or `client-request-id` of a request
    #[arg(value_name = "CORRELATION-ID")]
    correlation_id: Uuid,

    #[command(flatten)]
    server: ServerArgs,

    /// Print the exchanges as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: WhyArgs) -> Result<(), Failure> {
    let query = format!("journal?correlation_id={}", args.correlation_id);
    let found: Value = ControlClient::new(&args.server)?.get(&query)?;
    let exchanges = found["exchanges"].as_array().cloned().unwrap_or_default();
    if exchanges.is_empty() {
        return Err(Failure::failed(format!(
            "{} remembers no exchange with the correlation id {}\n  it may be of another server, from before a restart or \
             reset, or too long ago",
            args.server.server, args.correlation_id
        )));
    }
    if args.json {
        report::json(&found)?
    } else {
        report::text(&text::exchanges(&exchanges, true))?
    }
    let refused = exchanges.iter().any(|exchange| exchange["decision"] == "refused");
    if refused { Err(Failure::told()) } else { Ok(()) }
}
