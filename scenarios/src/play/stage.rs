//! The stage of a play: its world, the client under test, browsers, and what steps have brought so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::Directory;
use pretenant_sts::document::Mistakes;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::world::{Settings, SignInMode};
use serde_json::Value;

use super::Ground;
use super::labels::Labels;
use crate::browser::Browser;
use crate::driver::{AdapterError, Credential, Driver, NewClient, Outcome, TokenOutcome};
use crate::language::{ClientEntry, ClientKind, CredentialWord, Scenario};
use crate::load::{Loaded, world_of};
use crate::names;
use crate::wire::{HttpsError, Tap, Wire};

/// 2026-11-22T12:00:00Z.
const START: i64 = 1_795_348_800;

/// Why a scenario could not be put on stage.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The world is not valid.
    #[error("the world is not valid:\n{0}")]
    World(#[from] Mistakes),
    /// No server could be started.
    #[error(transparent)]
    Https(#[from] HttpsError),
    /// The adapter is at fault.
    #[error(transparent)]
    Adapter(#[from] AdapterError),
    /// The certificate could not be written for the adapter.
    #[error("cannot write the certificate of the world: {0}")]
    Certificate(std::io::Error),
    /// No runtime could be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(std::io::Error),
}

/// The stage of a play.
pub struct Stage<'s> {
    scenario: &'s Scenario,
    ground: Ground,
    driver: Box<dyn Driver>,
    state: Mutex<State>,
}

/// What steps have brought so far.
#[derive(Default)]
pub struct State {
    browsers: BTreeMap<String, Arc<Browser>>,
    /// Results by the id of their step.
    pub results: BTreeMap<String, TokenOutcome>,
    /// The last access token that each client got.
    pub last_token: BTreeMap<String, String>,
    /// The claims of the last refusal that had any.
    pub challenge: Option<String>,
    /// Interactive sign-ins so far: ids of their steps, by client.
    pub sign_ins: BTreeMap<String, Vec<Option<String>>>,
    /// Exported caches by the id of their step.
    pub caches: BTreeMap<String, String>,
    /// Values saved for raw requests.
    pub saved: BTreeMap<String, String>,
    /// Names of what has been minted so far.
    pub labels: Labels,
    /// Access tokens issued before the step under way.
    pub issued: BTreeSet<String>,
}

/// How time goes in a play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// It stands still until a step moves it.
    Frozen,
    /// As on the wall, for clients with clocks of their own; steps move it on.
    Real,
}

/// The world of a scenario, as it is before the first step.
///
/// # Errors
/// [`StageError::World`].
pub fn world(loaded: &Loaded, seed: Option<u64>, clock: Time) -> Result<Control, StageError> {
    let scenario = &loaded.scenario;
    let start = scenario.clock.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let start = start.map_or(Moment(START * 1000), |t| Moment(t.as_millisecond()));
    let entropy = Entropy::seeded(seed.or(scenario.seed).unwrap_or(1));
    let settings = Settings { sign_in: SignInMode::Ask, ..Settings::default() };
    let clock = match clock {
        Time::Frozen => Clock::fixed(start),
        Time::Real => Clock::real(),
    };
    let control = Control::new(world_of(scenario), settings, clock, entropy)?;
    control.set_initial_rules(scenario.rules.clone())?;
    control.set_recording(scenario.recording.clone());
    Ok(control)
}

impl<'s> Stage<'s> {
    /// A stage on which nothing has happened yet.
    pub fn new(scenario: &'s Scenario, ground: Ground, driver: Box<dyn Driver>) -> Self {
        Self { scenario, ground, driver, state: Mutex::default() }
    }

    /// The client under test.
    pub fn driver(&self) -> &dyn Driver {
        self.driver.as_ref()
    }

    /// Its name.
    pub fn client_name(&self) -> String {
        self.driver.name()
    }

    /// The controls of the world.
    pub fn control(&self) -> &Control {
        self.ground.tap.control()
    }

    /// The record of the wire.
    pub fn tap(&self) -> &Tap {
        &self.ground.tap
    }

    /// The way to the world.
    pub fn wire(&self) -> &Arc<dyn Wire> {
        &self.ground.wire
    }

    /// The directory as it is now.
    pub fn directory(&self) -> Arc<Directory> {
        self.control().world().directory()
    }

    /// What steps have brought so far.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A browser by name.
    pub fn browser(&self, name: Option<&str>) -> Arc<Browser> {
        let mut state = self.state();
        let browser = state.browsers.entry(name.unwrap_or_default().to_owned());
        browser.or_insert_with(|| Arc::new(Browser::new(self.ground.wire.clone()))).clone()
    }

    /// The client that acts: by the name that the driver knows, and its entry.
    pub fn acting(&self, actor: Option<&str>) -> Option<(&str, &ClientEntry)> {
        match actor {
            Some(name) => self.scenario.clients.get_key_value(name).map(|(n, e)| (n.as_str(), e)),
            None => self.scenario.client.as_ref().map(|e| ("", e)),
        }
    }

    /// Makes all clients. `Some`: why the client under test cannot be one of them.
    pub async fn make_clients(&self) -> Option<String> {
        let first = self.scenario.client.iter().map(|e| ("", e));
        for (name, entry) in first.chain(self.scenario.clients.iter().map(|(n, e)| (n.as_str(), e))) {
            if let Outcome::Unsupported(why) = self.make_client(name, entry).await {
                return Some(why);
            }
        }
        None
    }

    /// Makes one client, in place of an earlier one of that name.
    pub async fn make_client(&self, name: &str, entry: &ClientEntry) -> Outcome {
        let directory = self.directory();
        let Some(app) = names::app(&directory, &entry.app) else {
            return Outcome::Unsupported(format!("there is no app `{}`", entry.app));
        };
        let segment = match &entry.authority {
            Some(typed) => names::tenant_segment(&directory, typed).unwrap_or_else(|| typed.clone()),
            None => app.tenant.to_string(),
        };
        let confidential = entry.kind.map_or_else(|| app.has_credentials(), |k| k == ClientKind::Confidential);
        let new = NewClient {
            client_id: app.client_id.to_string(),
            authority: format!("{}/{segment}", self.wire().origin()),
            credential: confidential.then(|| credential(app, entry.credential, self.now())).flatten(),
            redirect_uri: entry.redirect_uri.clone().or_else(|| app.redirect_uris.first().map(|r| r.url.clone())),
            capabilities: entry.capabilities.clone(),
            store: entry.store.clone().unwrap_or_else(|| format!("of {name:?}")),
        };
        self.driver.new_client(name, &new).await
    }

    /// Seconds since the epoch, by the world's clock.
    pub fn now(&self) -> i64 {
        self.control().world().clock().now().seconds()
    }

    /// The claims that a step sends: its own, or those of the last refusal.
    pub fn claims(&self, given: Option<&Value>) -> Option<Value> {
        match given {
            Some(Value::String(word)) if word == "challenge" => {
                self.state().challenge.as_deref().and_then(|text| serde_json::from_str(text).ok())
            }
            other => other.cloned(),
        }
    }

    /// User principal name and password of a user.
    pub fn login(&self, name: &str) -> Option<(String, String)> {
        let directory = self.directory();
        names::user(&directory, name).map(|u| (u.upn.clone(), u.password.clone()))
    }

    /// The user principal name that a name stands for; what is nobody's name stays as it is.
    pub fn upn(&self, name: &str) -> String {
        self.login(name).map_or_else(|| name.to_owned(), |(upn, _)| upn)
    }

    /// The authority of another tenant.
    pub fn tenant(&self, typed: Option<&str>) -> Option<String> {
        let typed = typed?;
        let segment = names::tenant_segment(&self.directory(), typed).unwrap_or_else(|| typed.to_owned());
        Some(format!("{}/{segment}", self.wire().origin()))
    }

    /// What `${name}` stands for.
    pub fn values(&self) -> BTreeMap<String, String> {
        let state = self.state();
        let mut values: BTreeMap<String, String> =
            state.labels.all().map(|(name, secret)| (name.to_owned(), secret.to_owned())).collect();
        values.extend(state.saved.clone());
        drop(state);
        values.insert("origin".into(), self.wire().origin().into());
        values.insert("now".into(), self.now().to_string());
        let tenant = self.directory().tenants().first().map(|t| t.id.to_string());
        values.extend(tenant.map(|id| ("tenant".to_owned(), id)));
        values
    }
}

fn credential(app: &pretenant_sts::directory::App, word: Option<CredentialWord>, now: i64) -> Option<Credential> {
    let valid = app.secrets.iter().find(|s| s.expires.is_none_or(|e| e > now));
    let pem = || app.certificates.iter().find_map(|c| c.sample_key_pem.clone());
    let word = word.unwrap_or(if valid.is_some() { CredentialWord::Secret } else { CredentialWord::Certificate });
    match word {
        CredentialWord::Secret => valid.map(|s| Credential::Secret(s.value.clone())),
        CredentialWord::ExpiredSecret => {
            let expired = app.secrets.iter().find(|s| s.expires.is_some_and(|e| e <= now));
            expired.map(|s| Credential::Secret(s.value.clone()))
        }
        CredentialWord::WrongSecret => Some(Credential::Secret("not-the-secret".into())),
        CredentialWord::Certificate => pem().map(|pem| Credential::Certificate { pem, sha1: false }),
        CredentialWord::CertificateSha1 => pem().map(|pem| Credential::Certificate { pem, sha1: true }),
        CredentialWord::Assertion => pem().map(|pem| Credential::Assertion { pem }),
    }
}
