//! Plays a scenario: takes its steps against its world, and holds what happened against what it expects.

mod acquire;
mod answer;
mod change;
mod event;
mod judge;
mod labels;
mod person;
mod sequence;
mod stage;
mod step;
mod transcript;

pub use event::{Failure, Happened};
pub use judge::{Observed, verify};
pub(crate) use labels::is_label;
pub use sequence::line as exchange_line;
pub use stage::StageError;

use std::io::Write as _;
use std::sync::Arc;

use pretenant_sts::document::{Mistakes, Pointer};

use crate::driver::{Adapter, Launch, Reference};
use crate::load::Loaded;
use crate::wire::{Https, InProcess, Tap, Wire};
use stage::{Stage, Time};

/// How scenarios are played.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The client under test. Default: the reference client, in this process.
    pub client: Client,
    /// How requests travel. Default: with no socket in between.
    pub transport: Transport,
    /// Replaces the seed of every scenario.
    pub seed: Option<u64>,
}

/// A client under test.
#[derive(Debug, Clone, Default)]
pub enum Client {
    /// The reference client.
    #[default]
    Reference,
    /// One in another process: the command that starts its adapter. It always talks HTTPS.
    Adapter(Vec<String>),
}

/// Where a client under test finds the world.
pub struct Ground {
    /// The way to the world, for clients in this process.
    pub wire: Arc<dyn Wire>,
    /// Its controls and the record of the wire.
    pub tap: Arc<Tap>,
    /// Seed of the play.
    pub seed: u64,
}

/// How requests travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// Function calls; waiting moves the clock.
    #[default]
    InProcess,
    /// HTTPS on a loopback port.
    Https,
}

/// What a play was like.
#[derive(Debug, Clone)]
pub struct Played {
    /// Name of the client that was driven.
    pub client: String,
    /// The steps.
    pub steps: Vec<Happened>,
    /// What was not as expected.
    pub failures: Vec<Failure>,
    /// Why it could not be played to its end.
    pub skipped: Option<String>,
    /// What happened, byte for byte.
    pub transcript: String,
}

impl Played {
    /// SHA-256 of the transcript, hex.
    #[must_use]
    pub fn transcript_sha256(&self) -> String {
        sha256(&self.transcript)
    }

    /// The failures as a report that points into the file.
    #[must_use]
    pub fn mistakes(&self, loaded: &Loaded) -> Option<Mistakes> {
        event::report(&self.failures, loaded)
    }
}

/// Plays a scenario to its end, or to where the client cannot follow.
///
/// # Errors
/// No world or server could be made of it.
pub fn play(loaded: &Loaded, options: &Options) -> Result<Played, StageError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(StageError::Runtime)?;
    runtime.block_on(play_here(loaded, options))
}

async fn play_here(loaded: &Loaded, options: &Options) -> Result<Played, StageError> {
    let seed = options.seed.or(loaded.scenario.seed).unwrap_or(1);
    match &options.client {
        Client::Reference => {
            let tap = Arc::new(Tap::new(stage::world(loaded, options.seed, Time::Frozen)?));
            let wire: Arc<dyn Wire> = match options.transport {
                Transport::InProcess => Arc::new(InProcess::new(tap.clone())),
                Transport::Https => Arc::new(Https::start(tap.clone(), false).await?),
            };
            let ground = Ground { wire, tap, seed };
            let driver = Box::new(Reference::new(&ground));
            perform(loaded, Stage::new(&loaded.scenario, ground, driver)).await
        }
        Client::Adapter(command) => {
            let tap = Arc::new(Tap::new(stage::world(loaded, options.seed, Time::Real)?));
            let https = Arc::new(Https::start(tap.clone(), true).await?);
            let certificate = trusted(&https).map_err(StageError::Certificate)?;
            let file = certificate.path().to_string_lossy().into_owned();
            let variables = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "PRETENANT_CA_FILE"];
            let environment = variables.into_iter().map(|name| (name.to_owned(), file.clone())).collect();
            let driver = Box::new(Adapter::start(&Launch { command: command.clone(), environment }).await?);
            let ground = Ground { wire: https, tap, seed };
            perform(loaded, Stage::new(&loaded.scenario, ground, driver)).await
        }
    }
}

/// The certificate authority of a world in a file that lives as long as the play.
fn trusted(https: &Https) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().suffix(".pem").tempfile()?;
    file.write_all(https.ca_pem().as_bytes())?;
    file.flush()?;
    Ok(file)
}

async fn perform(loaded: &Loaded, stage: Stage<'_>) -> Result<Played, StageError> {
    let mut steps = Vec::new();
    let mut skipped = stage.make_clients().await;
    let at = Pointer::document().key("steps");
    for (i, step) in loaded.scenario.steps.iter().enumerate() {
        if skipped.is_some() {
            break;
        }
        for _ in 0..step.times.unwrap_or(1) {
            let happened = stage.take(step, &at.index(i)).await;
            skipped = skipped.or_else(|| happened.unsupported());
            steps.push(happened);
        }
    }
    let mut failures: Vec<Failure> = steps.iter().flat_map(|s| s.failures.iter().cloned()).collect();
    if let Some(expect) = loaded.scenario.expect.as_ref().filter(|_| skipped.is_none()) {
        failures.extend(judge::world(expect, &Observed::of(stage.control()), &Pointer::document().key("expect")));
    }
    let transcript = transcript::write(&loaded.scenario, &stage, &steps);
    Ok(Played { client: stage.client_name(), steps, failures, skipped, transcript })
}

/// SHA-256, hex.
fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes.as_ref());
    digest.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
