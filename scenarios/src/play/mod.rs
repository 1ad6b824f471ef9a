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
pub use sequence::line as exchange_line;
pub use stage::StageError;

use std::sync::Arc;

use pretenant_sts::document::{Findings, Mistakes, Pointer};

use crate::driver::Driver;
use crate::load::Loaded;
use crate::wire::{Https, InProcess, Tap, Wire};
use stage::Stage;

/// How scenarios are played.
#[derive(Clone, Default)]
pub struct Options {
    /// The client under test. Default: the reference client, in this process.
    pub client: Client,
    /// How requests travel. Default: with no socket in between.
    pub transport: Transport,
    /// Replaces the seed of every scenario.
    pub seed: Option<u64>,
}

/// A client under test.
#[derive(Clone, Default)]
pub enum Client {
    /// The reference client.
    #[default]
    Reference,
    /// Another one.
    Other(Arc<dyn Fn(&Ground) -> Box<dyn Driver> + Send + Sync>),
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
        let mut findings = Findings::default();
        for failure in &self.failures {
            let wire = (!failure.wire.is_empty()).then(|| failure.wire.clone());
            findings.add_with_help(&failure.at, failure.to_string(), wire);
        }
        (!findings.is_empty()).then(|| findings.into_mistakes_in(&loaded.name, &loaded.text))
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
    let control = stage::world(loaded, options.seed)?;
    let tap = Arc::new(Tap::new(control));
    let wire: Arc<dyn Wire> = match options.transport {
        Transport::InProcess => Arc::new(InProcess::new(tap.clone())),
        Transport::Https => Arc::new(Https::start(tap.clone()).await?),
    };
    let seed = options.seed.or(loaded.scenario.seed).unwrap_or(1);
    let ground = Ground { wire, tap, seed };
    let driver = match &options.client {
        Client::Reference => Box::new(crate::driver::Reference::new(&ground)) as Box<dyn Driver>,
        Client::Other(make) => make(&ground),
    };
    let stage = Stage::new(&loaded.scenario, ground, driver);
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
        failures.extend(judge::world(expect, stage.control(), &Pointer::document().key("expect")));
    }
    let transcript = transcript::write(&loaded.scenario, &stage, &steps);
    Ok(Played { client: stage.client_name(), steps, failures, skipped, transcript })
}

/// SHA-256, hex.
fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes.as_ref());
    digest.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
