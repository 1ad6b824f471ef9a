//! The control API: one method per operation. HTTP under `/_pretenant/` and Rust tests both call it.

mod directory;
mod error;
mod explain;
mod findings;
mod http;
mod journal;
mod ledger;
mod openapi;
mod routes;
mod rules;
mod site;
mod time;
mod tokens;
mod worlds;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use directory::Kind;
pub use error::ControlError;
pub use findings::FindingsQuery;
pub use journal::{JournalAnswer, Wait};
pub use ledger::{ConsentBody, ConsentRow, DeviceRow, RefreshTokenRow, RevokeBody, SessionRow, SettingsBody};
pub use openapi::document as openapi;
pub use rules::RulesBody;
pub use site::{Site, SiteOptions};
pub use time::ClockState;
pub use tokens::{KeyRow, Minted};
pub use worlds::{NewWorld, WorldRow};

use crate::clock::{Clock, Moment};
use crate::directory::file::{WorldFile, builtin};
use crate::document::Mistakes;
use crate::entropy::Entropy;
use crate::recording::Recording;
use crate::rules::Rule;
use crate::world::{Settings, World};

/// The controls of one world.
#[derive(Debug, Clone)]
pub struct Control {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    world: Arc<World>,
    initial: Initial,
    /// What the directory was built from, bundled world included. Changes are made here first.
    file: Mutex<WorldFile>,
    /// The rules that a reset goes back to.
    initial_rules: Mutex<Vec<Rule>>,
}

/// What a reset goes back to.
#[derive(Debug, Clone)]
struct Initial {
    file: WorldFile,
    settings: Settings,
    now: Option<Moment>,
}

impl Control {
    /// A new world, built from a world file, and its controls.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn new(file: WorldFile, settings: Settings, clock: Clock, entropy: Entropy) -> Result<Self, Mistakes> {
        let directory = file.build()?;
        let file = expanded(file);
        let now = clock.is_frozen().then(|| clock.now());
        let world = World::new(directory, settings.clone(), clock, entropy);
        Ok(Self::over(Arc::new(world), file, settings, now))
    }

    fn over(world: Arc<World>, file: WorldFile, settings: Settings, now: Option<Moment>) -> Self {
        let initial = Initial { file: file.clone(), settings, now };
        let initial_rules = Mutex::new(world.rules.written());
        Self { inner: Arc::new(Inner { world, initial, file: Mutex::new(file), initial_rules }) }
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.inner.world
    }

    fn file(&self) -> MutexGuard<'_, WorldFile> {
        self.inner.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn initial_rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.inner.initial_rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        self.world().clock.now()
    }

    /// Back to the start: directory, rules, ledger, clock, keys, settings, journal.
    ///
    /// # Errors
    /// None in practice: file and rules were put to work before.
    pub fn reset(&self) -> Result<(), ControlError> {
        let initial = &self.inner.initial;
        let mut file = self.file();
        let directory = initial.file.build()?;
        *file = initial.file.clone();
        let rules = self.initial_rules().clone();
        self.world().rules.replace(&rules).map_err(|error| ControlError::bad(error.to_string(), "correct the rule"))?;
        self.world().reset(directory, initial.settings.clone(), initial.now);
        Ok(())
    }

    /// Lets a recording answer from now on, from its start; `None`: the directory again.
    pub fn set_recording(&self, recording: Option<Recording>) {
        self.world().set_recording(recording);
    }

    /// An independent copy of the world as it is now, with an empty journal.
    #[must_use]
    pub fn fork(&self, entropy: Entropy) -> Self {
        let world = self.world().fork(entropy);
        let now = world.clock.is_frozen().then(|| world.clock.now());
        let settings = world.settings();
        Self::over(Arc::new(world), self.file().clone(), settings, now)
    }
}

/// A world file with its bundled world written out, so that every entry can be found and changed.
fn expanded(file: WorldFile) -> WorldFile {
    if file.use_world.is_none() {
        return file;
    }
    let mut whole = builtin();
    whole.lay_over(file);
    whole.use_world = None;
    whole
}
