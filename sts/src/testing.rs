//! A server inside a Rust test.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use pretenant_sts::testing::Server;
//!
//! let server = Server::builder().seed(1).start().await?;
//! let authority = server.authority("contoso").unwrap();
//! assert!(authority.starts_with("https://localhost:"));
//! // … point a client at `authority`, trusting `server.ca_pem()` …
//! assert!(server.control().journal(&Default::default()).exchanges.is_empty());
//! # Ok::<(), pretenant_sts::testing::StartError>(()) }).unwrap();
//! ```

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use crate::clock::{Clock, Moment};
use crate::control::{Control, Site, SiteOptions};
use crate::directory::file::{WorldFile, builtin};
use crate::document::Mistakes;
use crate::entropy::Entropy;
use crate::front::{self, ServeError, ServerBuilder};
use crate::recording::Recording;
use crate::rules::Rule;
use crate::tls::{Authority, TlsError};
use crate::world::{Settings, SignInMode};

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The world file is wrong.
    #[error("the world is not valid:\n{0}")]
    World(Mistakes),
    /// The rules are wrong.
    #[error("the rules are not valid:\n{0}")]
    Rules(Mistakes),
    /// No certificate could be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No port could be bound.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// A server in a test: a world of its own on a port of its own. Stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    control: Control,
    base_url: String,
    ca_pem: String,
    _server: front::Server,
}

/// A server that is about to start.
#[derive(Debug)]
pub struct Builder {
    world: WorldFile,
    seed: Option<u64>,
    frozen: Option<Moment>,
    sign_in: SignInMode,
    recording: Option<Recording>,
    rules: Vec<Rule>,
}

impl Server {
    /// The built-in world, real time, unpredictable identifiers, sign-in without pages.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            world: builtin(),
            seed: None,
            frozen: None,
            sign_in: SignInMode::Auto,
            rules: Vec::new(),
            recording: None,
        }
    }

    /// `https://localhost:<port>`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The authority of a tenant, by name.
    #[must_use]
    pub fn authority(&self, tenant: &str) -> Option<String> {
        let directory = self.control.world().directory();
        let tenant = directory.tenants().iter().find(|t| t.name == tenant)?;
        Some(format!("{}/{}", self.base_url, tenant.id))
    }

    /// The certificate authority to trust, PEM. The same for every server of this process.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The controls of its world.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }
}

impl Builder {
    /// Serves another world.
    #[must_use]
    pub fn world(mut self, world: WorldFile) -> Self {
        self.world = world;
        self
    }

    /// Derives every identifier from `seed`.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Freezes the clock.
    #[must_use]
    pub fn frozen_at(mut self, moment: Moment) -> Self {
        self.frozen = Some(moment);
        self
    }

    /// Shows pages, or signs in without them (default).
    #[must_use]
    pub fn sign_in(mut self, mode: SignInMode) -> Self {
        self.sign_in = mode;
        self
    }

    /// Answers from a recording.
    #[must_use]
    pub fn recording(mut self, recording: Recording) -> Self {
        self.recording = Some(recording);
        self
    }

    /// Starts with these rules.
    #[must_use]
    pub fn rules(mut self, rules: Vec<Rule>) -> Self {
        self.rules = rules;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(self) -> Result<Server, StartError> {
        let authority = authority()?;
        let clock = self.frozen.map_or_else(Clock::real, Clock::fixed);
        let entropy = self.seed.map_or_else(Entropy::os, Entropy::seeded);
        let settings = Settings { sign_in: self.sign_in, ..Settings::default() };
        let control = Control::new(self.world, settings, clock, entropy).map_err(StartError::World)?;
        control.set_recording(self.recording);
        control.set_initial_rules(self.rules).map_err(StartError::Rules)?;
        let tls = authority.server_config(&[])?;
        let site = Site::new(control.clone(), SiteOptions { control_token: None, tls: Some(tls.clone()) });
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = ServerBuilder::new().tls(tls).listen(address).start(Arc::new(site)).await?;
        let port = server.bindings().first().map_or(0, |b| b.address.port());
        let base_url = format!("https://localhost:{port}");
        Ok(Server { control, base_url, ca_pem: authority.ca_pem().to_owned(), _server: server })
    }
}

/// One certificate authority per process, in memory: making it costs a key.
fn authority() -> Result<&'static Authority, TlsError> {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    if let Some(authority) = AUTHORITY.get() {
        return Ok(authority);
    }
    let made = Authority::in_memory(Clock::real().now().seconds())?;
    Ok(AUTHORITY.get_or_init(|| made))
}
