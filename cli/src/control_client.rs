//! Asks the control API of a running server.

use std::path::PathBuf;

use pretenant_sts::tls::default_state_dir;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use url::Url;

use crate::failure::Failure;

/// Which server, and how to get at it.
#[derive(Debug, Clone, clap::Args)]
pub struct ServerArgs {
    /// The running server
    #[arg(long, value_name = "URL", default_value = "https://localhost:8443")]
    pub server: Url,

    /// The certificate authority to trust [default: that of the state directory, see `pretenant ca`]
    #[arg(long, value_name = "FILE", conflicts_with = "state_dir")]
    pub ca: Option<PathBuf>,

    /// State directory of the server [default: $PRETENANT_STATE_DIR, else the user's]
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,

    /// Bearer token of the server's control API
    #[arg(long, value_name = "TOKEN")]
    pub control_token: Option<String>,
}

/// A client of the control API of one server.
pub struct ControlClient {
    base: Url,
    token: Option<String>,
    client: reqwest::Client,
    runtime: Runtime,
}

impl ControlClient {
    /// Gets ready to ask; nothing is sent yet.
    ///
    /// # Errors
    /// A certificate authority that cannot be read.
    pub fn new(args: &ServerArgs) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::failed(format!("cannot start the runtime: {error}")))?;
        let client = client(args)?;
        Ok(Self { base: args.server.clone(), token: args.control_token.clone(), client, runtime })
    }

    /// Asks for `path` below the control API, with its query if there is any.
    ///
    /// # Errors
    /// No server, not one of Pretenant, or one that wants a token.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let address = self
            .base
            .join(&format!("/_pretenant/{path}"))
            .map_err(|error| Failure::usage(format!("{}: {error}", self.base)))?;
        self.runtime.block_on(self.ask(address))
    }

    async fn ask<T: DeserializeOwned>(&self, address: Url) -> Result<T, Failure> {
        let cannot = |error: &dyn std::error::Error| {
            let cause = std::iter::successors(Some(error), |e| e.source()).last();
            let cause = cause.map_or_else(String::new, ToString::to_string);
            Failure::failed(format!(
                "cannot ask {address}: {cause}\n  is the server running, and its certificate trusted?"
            ))
        };
        let mut request = self.client.get(address.clone());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.map_err(|error| cannot(&error))?;
        match answer.status().as_u16() {
            200 => answer.json().await.map_err(|error| {
                Failure::failed(format!(
                    "{address} answered something else than expected: {error}\n  is it of this version?"
                ))
            }),
            401 => Err(Failure::usage(format!(
                "{address} asks for a control token\n  give the one that the server was started with: --control-token TOKEN"
            ))),
            status => Err(Failure::failed(format!("{address} answered {status}\n  is that a server of Pretenant?"))),
        }
    }
}

/// A client that trusts the server's own certificate authority, and nobody else.
fn client(args: &ServerArgs) -> Result<reqwest::Client, Failure> {
    // Another provider may have been installed already; either does.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    if args.server.scheme() == "https" {
        let file = match (&args.ca, &args.state_dir) {
            (Some(file), _) => file.clone(),
            (None, Some(dir)) => dir.join("ca.pem"),
            (None, None) => default_state_dir()?.join("ca.pem"),
        };
        let pem = std::fs::read(&file).map_err(|error| {
            Failure::usage(format!(
                "cannot read the certificate authority {}: {error}\n  name the one that the server uses: --ca FILE",
                file.display()
            ))
        })?;
        let certificate = reqwest::Certificate::from_pem(&pem)
            .map_err(|error| Failure::usage(format!("{} is no certificate in PEM: {error}", file.display())))?;
        builder = builder.tls_certs_only([certificate]);
    }
    builder.build().map_err(|error| Failure::failed(format!("cannot make an HTTPS client: {error}")))
}
