//! Which world, and how it behaves.

use std::path::{Path, PathBuf};

use pretenant_scenarios::combine::combine;
use pretenant_scenarios::load::{Loaded, load};
use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::file;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::recording::Recording;
use pretenant_sts::world::{Settings, SignInMode};

use crate::failure::Failure;

/// The options that say so.
#[derive(Debug, clap::Args)]
pub struct WorldOptions {
    /// World file to serve [default: the built-in world, see `pretenant world print`]
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,

    /// Scenario file with a world and rules, or a recording; may be given several times: worlds are laid over each
    /// other, rules add up. Its steps are left out
    #[arg(long, value_name = "FILE", conflicts_with = "world")]
    pub scenario: Vec<PathBuf>,

    /// Ask on pages, or sign in the hinted or default user and consent without a page
    #[arg(long, value_enum, default_value_t = SignIn::Ask)]
    pub sign_in: SignIn,

    /// Derive every identifier from this number: same seed, same clock, same requests give the same bytes
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// `real`, or `fixed:2026-11-22T12:00:00Z` for a clock that only moves through the control API
    #[arg(long, value_name = "real|fixed:RFC3339", default_value = "real")]
    pub clock: ClockArg,
}

/// `--sign-in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SignIn {
    /// Show pages.
    Ask,
    /// Show none.
    Auto,
}

/// `--clock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockArg {
    /// The system's clock.
    Real,
    /// A moment, milliseconds since the epoch.
    Fixed(i64),
}

impl ClockArg {
    /// A clock that starts like this.
    pub fn clock(self) -> Clock {
        match self {
            Self::Real => Clock::real(),
            Self::Fixed(millis) => Clock::fixed(Moment(millis)),
        }
    }
}

impl std::str::FromStr for ClockArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "real" {
            return Ok(Self::Real);
        }
        let Some(moment) = text.strip_prefix("fixed:") else {
            return Err("expected `real` or `fixed:` and a time, e.g. fixed:2026-11-22T12:00:00Z".into());
        };
        moment
            .parse::<jiff::Timestamp>()
            .map(|t| Self::Fixed(t.as_millisecond()))
            .map_err(|error| format!("{error}; expected RFC 3339, e.g. fixed:2026-11-22T12:00:00Z"))
    }
}

/// A world with its controls, and the scenario files that it comes from.
pub struct Opened {
    /// The controls.
    pub control: Control,
    /// The files; what they expect at the end can be verified.
    pub scenarios: Vec<Loaded>,
}

impl WorldOptions {
    /// The world and its controls.
    pub fn open(&self) -> Result<Opened, Failure> {
        let settings = Settings {
            sign_in: match self.sign_in {
                SignIn::Ask => SignInMode::Ask,
                SignIn::Auto => SignInMode::Auto,
            },
            ..Settings::default()
        };
        let entropy = self.seed.map_or_else(Entropy::os, Entropy::seeded);
        let scenarios = scenario_files(&self.scenario)?;
        let path = self.world.as_deref().or_else(|| self.scenario.first().map(PathBuf::as_path));
        let path = path.unwrap_or(Path::new("the built-in world"));
        let (file, rules) = match (&self.world, scenarios.as_slice()) {
            (Some(world), _) => (file::load(world), Vec::new()),
            (None, []) => (Ok(file::builtin()), Vec::new()),
            (None, files) => {
                let (world, rules) = combine(files);
                (Ok(world), rules)
            }
        };
        let recording = recording(&scenarios)?;
        let control = file.and_then(|file| {
            let control = Control::new(file, settings, self.clock.clock(), entropy)?;
            control.set_initial_rules(rules)?;
            control.set_recording(recording);
            Ok(control)
        });
        let control = control.map_err(|mistakes| Failure::mistakes(path, &mistakes))?;
        Ok(Opened { control, scenarios })
    }
}

/// The recording of scenario files.
fn recording(files: &[Loaded]) -> Result<Option<Recording>, Failure> {
    let mut recorded = files.iter().filter(|file| file.scenario.recording.is_some());
    match (recorded.next(), recorded.next()) {
        (Some(first), Some(second)) => Err(Failure::usage(format!(
            "{} and {} both have a recording\n  a request can be answered from one only: leave one out",
            first.name, second.name
        ))),
        (first, _) => Ok(first.and_then(|file| file.scenario.recording.clone())),
    }
}

/// Reads scenario files.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn scenario_files(files: &[PathBuf]) -> Result<Vec<Loaded>, Failure> {
    let mut loaded = Vec::new();
    let mut wrong = Vec::new();
    for file in files {
        match load(file) {
            Ok(scenario) => loaded.push(scenario),
            Err(mistakes) => wrong.push(Failure::mistakes(file, &mistakes).message),
        }
    }
    if wrong.is_empty() { Ok(loaded) } else { Err(Failure::usage(wrong.join("\n\n"))) }
}
