//! A world: everything that can answer a request, behind one synchronous function.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;
use http::{Request, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Moment};
use crate::directory::Directory;
use crate::entropy::Entropy;
use crate::journal::Journal;
use crate::ledger::Ledger;
use crate::recording::{Playback, Recording};
use crate::rules::RuleSet;
use crate::token::keys::KeyRing;

/// What happens where a user would have to do something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInMode {
    /// Show the page and wait.
    #[default]
    Ask,
    /// Sign in the hinted or default user and consent, without a page.
    Auto,
}

/// Settings of a world that are not registered anywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Settings {
    /// What happens where a user would have to do something.
    pub sign_in: SignInMode,
    /// Answer `slow_down` to a device that polls faster than its interval. The platform tolerates it.
    pub enforce_polling_interval: bool,
}

/// Everything that can answer a request. Worlds share nothing but the parsed signing keys.
#[derive(Debug)]
pub struct World {
    pub(crate) directory: RwLock<Arc<Directory>>,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) keys: RwLock<KeyRing>,
    pub(crate) journal: Journal,
    pub(crate) recording: RwLock<Option<Arc<Playback>>>,
    pub(crate) rules: RuleSet,
}

impl World {
    /// A world in which nothing has happened yet.
    #[must_use]
    pub fn new(directory: Directory, settings: Settings, clock: Clock, entropy: Entropy) -> Self {
        let ledger = Ledger::new(&directory);
        Self {
            directory: RwLock::new(Arc::new(directory)),
            ledger: Mutex::new(ledger),
            settings: RwLock::new(settings),
            clock,
            entropy,
            keys: RwLock::default(),
            journal: Journal::new(crate::journal::DEFAULT_CAPACITY),
            recording: RwLock::default(),
            rules: RuleSet::default(),
        }
    }

    /// Answers a request. Total: whatever comes gets an answer, and an entry in the journal. `tls` tells whether
    /// the client used https. A [`WireFault`](crate::rules::WireFault) in the response's extensions says what the
    /// sockets should do with it.
    pub fn handle(&self, tls: bool, request: &Request<Bytes>) -> Response<Bytes> {
        crate::endpoint::answer(self, tls, request)
    }

    /// The directory as it is now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The settings as they are now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The signing keys in force.
    #[must_use]
    pub fn keys(&self) -> KeyRing {
        *self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The recording that answers before the directory is asked.
    #[must_use]
    pub fn recording(&self) -> Option<Arc<Playback>> {
        self.recording.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets a recording answer from now on, from its start; `None`: the directory again.
    pub fn set_recording(&self, recording: Option<Recording>) {
        let playback = recording.map(|recording| Arc::new(Playback::new(recording)));
        *self.recording.write().unwrap_or_else(PoisonError::into_inner) = playback;
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The ledger, locked. Keep the guard short.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets requests see another directory from now on. What has happened stays.
    pub(crate) fn replace_directory(&self, directory: Directory) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }

    /// Changes the settings; returns them as they are then.
    pub(crate) fn change_settings(&self, edit: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        edit(&mut settings);
        settings.clone()
    }

    /// Signs with the next key from now on.
    pub(crate) fn rotate_keys(&self) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).rotate();
    }

    /// Back to a start: nothing has happened. A frozen clock goes back to `now`, another one to real time.
    pub(crate) fn reset(&self, directory: Directory, settings: Settings, now: Option<Moment>) {
        *self.ledger() = Ledger::new(&directory);
        self.replace_directory(directory);
        self.change_settings(|s| *s = settings);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = KeyRing::default();
        self.clock.reset(now);
        self.entropy.reset();
        self.journal.clear();
        if let Some(playback) = self.recording() {
            playback.reset();
        }
    }

    /// An independent world that starts as this one is now, with an empty journal.
    pub(crate) fn fork(&self, entropy: Entropy) -> Self {
        Self {
            directory: RwLock::new(self.directory()),
            ledger: Mutex::new(self.ledger().clone()),
            settings: RwLock::new(self.settings()),
            clock: self.clock.fork(),
            entropy,
            keys: RwLock::new(self.keys()),
            journal: Journal::new(crate::journal::DEFAULT_CAPACITY),
            recording: RwLock::new(self.recording().map(|playback| Arc::new(playback.fork()))),
            rules: self.rules.fork(),
        }
    }
}
