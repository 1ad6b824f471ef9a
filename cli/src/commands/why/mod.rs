//! `pretenant why`: what happened on the wire under a correlation id, and why.

mod text;

use std::path::{Path, PathBuf};

use pretenant_sts::tls::default_state_dir;
use reqwest::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::report;
use crate::failure::Failure;

/// Ask a running server why it answered as it did, by the correlation id that every refusal quotes
///
/// Exit code 0: nothing was refused; 1: something was, or the server could not be asked; 2: the question is wrong.
#[derive(Debug, clap::Args)]
pub struct WhyArgs {
    /// `correlation_id` of an answer, or `client-request-id` of a request
    #[arg(value_name = "CORRELATION-ID")]
    correlation_id: Uuid,

    /// The server
    #[arg(long, value_name = "URL", default_value = "https://localhost:8443")]
    server: reqwest::Url,

    /// The token that its control API requires
    #[arg(long, value_name = "TOKEN")]
    control_token: Option<String>,

    /// Where its certificate authority is kept [default: $PRETENANT_STATE_DIR, else the user's state directory]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,

    /// Print the exchanges as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: WhyArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("cannot start: {error}")))?;
    let found = runtime.block_on(ask(&args))?;
    let exchanges = found["exchanges"].as_array().cloned().unwrap_or_default();
    if exchanges.is_empty() {
        return Err(Failure::failed(format!(
            "{} remembers no exchange with the correlation id {}\n  it may be of another server, from before a restart or \
             reset, or too long ago",
            args.server, args.correlation_id
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

async fn ask(args: &WhyArgs) -> Result<Value, Failure> {
    let mut url = args.server.clone();
    url.set_path("/_pretenant/journal");
    url.set_query(Some(&format!("correlation_id={}", args.correlation_id)));
    let mut request = client(args)?.get(url);
    if let Some(token) = &args.control_token {
        request = request.bearer_auth(token);
    }
    let unreachable = |error: reqwest::Error| {
        let mut causes = vec![error.to_string()];
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Failure::failed(format!("cannot ask {}: {}", args.server, causes.join(": ")))
    };
    let response = request.send().await.map_err(unreachable)?;
    match response.status() {
        StatusCode::OK => response.json().await.map_err(unreachable),
        StatusCode::UNAUTHORIZED => {
            Err(Failure::usage("the server wants a control token: pass the one of its --control-token"))
        }
        status => Err(Failure::failed(format!("{} has no control API: it answers {status}", args.server))),
    }
}

/// A client that trusts the server's own certificate authority, and nobody else.
fn client(args: &WhyArgs) -> Result<reqwest::Client, Failure> {
    // An error says that one is installed already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    if args.server.scheme() == "https" {
        let directory = match &args.state_dir {
            Some(directory) => directory.clone(),
            None => default_state_dir()?,
        };
        builder = builder.tls_certs_only([authority(&directory)?]);
    }
    builder.build().map_err(|error| Failure::failed(format!("cannot make an HTTPS client: {error}")))
}

fn authority(state_dir: &Path) -> Result<reqwest::Certificate, Failure> {
    let file = state_dir.join("ca.pem");
    let pem = std::fs::read(&file).map_err(|error| {
        Failure::failed(format!(
            "cannot read the server's certificate authority, {}: {error}\n  name the --state-dir of the server",
            file.display()
        ))
    })?;
    reqwest::Certificate::from_pem(&pem).map_err(|error| Failure::failed(format!("{}: {error}", file.display())))
}
