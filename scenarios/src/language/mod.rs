//! What users write: a scenario file, as plain structs.
//!
//! The structs are the format's only definition: the JSON Schema, the reference in `docs/scenarios.md` and the
//! editor's help all come from them.

mod cache;
mod change;
mod client;
mod expect;
mod request;
mod sign_in;
mod step;
mod token;
mod wire;

pub use cache::{CachePart, ExpectCache, ImportCache};
pub use change::{Change, ConsentChange, KeysChange, PasswordChange, RevokeChange, RuleChange};
pub use client::{ClientEntry, ClientKind, CredentialWord};
pub use expect::{ExpectError, ExpectJournal, ExpectRule, ExpectStep, ExpectUi, ExpectWorld};
pub use request::{CallApi, RawRequest};
pub use sign_in::{
    BrowserStep, ClientCredentials, ConsentAnswer, DeviceAnswer, DeviceCode, IntegratedWindows, OnBehalfOf, Password,
    Prompt, RedeemCode, ResponseModeWord, SignIn, Silent,
};
pub use step::{ACTIONS, Action, Nothing, Step};
pub use token::{ExpectToken, From};
pub use wire::{EXCHANGES, ExpectExchange};

use indexmap::IndexMap;
use pretenant_sts::directory::file::WorldFile;
use pretenant_sts::recording::Recording;
use pretenant_sts::rules::Rule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scenario: a world, rules that make it misbehave, steps that a client takes in it, and what is expected of
/// them. Everything is optional: a file with rules alone is for `serve` and `exec`, one with steps for `play` too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Pretenant scenario")]
pub struct Scenario {
    /// What it shows, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Why that matters, in a few sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The sentence or document it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The promise of an auth client that it checks, e.g. `silent.expired-token-is-refreshed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<String>,
    /// Statements of `docs/coverage.md` that it shows, e.g. `[S2, S16]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// The world: a world file, inline. Default: the built-in world. `use: contoso` starts from the built-in world
    /// and overrides single values by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<WorldFile>,
    /// Where the clock stands when the scenario is played, RFC 3339. Default: 2026-11-22T12:00:00Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What identifiers are derived from when the scenario is played. Default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What the world does, other than the platform would.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// What a real platform answered: the world answers from it instead of deciding. `pretenant record` writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// The client that the steps drive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientEntry>,
    /// Further clients by name; a step names one with `as`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub clients: IndexMap<String, ClientEntry>,
    /// What the client does, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What must hold at the end; `verify` asks it after somebody's own test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<ExpectWorld>,
}
