//! Further worlds, isolated, each on a port of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::site::Site;
use super::{Control, ControlError, directory};
use crate::clock::{Clock, Moment};
use crate::directory::file::builtin;
use crate::document::Mistakes;
use crate::entropy::Entropy;
use crate::front::{Server, ServerBuilder};
use crate::refusal::names;
use crate::rules::Rule;
use crate::world::{Settings, SignInMode};

/// A further world to make.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewWorld {
    /// Its name. Default: `world-N`.
    pub name: Option<String>,
    /// Its world file. Default: the built-in world.
    pub world: Option<Value>,
    /// Start as a copy of this world as it is now: directory, sessions, tokens, consent, clock, settings.
    pub fork: bool,
    /// Derive its identifiers from this number.
    pub seed: Option<u64>,
    /// Freeze its clock at this RFC 3339 time. Not with `fork`.
    pub clock: Option<String>,
    /// `ask` or `auto`.
    pub sign_in: Option<SignInMode>,
    /// Its rules. Default: none; of a fork, those of this world.
    pub rules: Option<Vec<Rule>>,
}

/// A further world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorldRow {
    /// Its name.
    pub name: String,
    /// `https://localhost:<its port>`.
    pub origin: String,
    /// Authority of its first tenant.
    pub authority: String,
    /// Base URL of its control API.
    pub control: String,
}

/// A running further world.
#[derive(Debug)]
pub(super) struct Hosted {
    row: WorldRow,
    server: Server,
}

impl Site {
    /// The further worlds.
    pub async fn worlds(&self) -> Vec<WorldRow> {
        self.hosted.lock().await.iter().map(|h| h.row.clone()).collect()
    }

    /// Makes a world and starts serving it on a free loopback port.
    ///
    /// # Errors
    /// [`ControlError::Exists`], [`ControlError::Invalid`], [`ControlError::Bad`], [`ControlError::Server`].
    pub async fn create_world(&self, new: &NewWorld) -> Result<WorldRow, ControlError> {
        let mut hosted = self.hosted.lock().await;
        let number = hosted.len() + 1;
        let name = new.name.clone().unwrap_or_else(|| format!("world-{number}"));
        if hosted.iter().any(|h| h.row.name == name) {
            return Err(ControlError::Exists { what: "world", name });
        }
        let control = self.new_control(new)?;
        if let Some(rules) = &new.rules {
            let invalid = |mistakes: Mistakes| ControlError::InvalidRules(mistakes.mistakes().to_vec());
            control.set_initial_rules(rules.clone()).map_err(invalid)?;
        }
        let tls = self.options.tls.clone();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let builder = match tls {
            Some(config) => ServerBuilder::new().tls(config).listen(address),
            None => ServerBuilder::new().listen_http(address),
        };
        let site = Site::new(control.clone(), self.options.clone());
        let server = builder.start(Arc::new(site)).await.map_err(|error| ControlError::Server(error.to_string()))?;
        let scheme = if self.options.tls.is_some() { "https" } else { "http" };
        let port = server.bindings().first().map_or(0, |b| b.address.port());
        let origin = format!("{scheme}://localhost:{port}");
        let tenant = control.world().directory().tenants().first().map_or("common".to_owned(), |t| t.id.to_string());
        let row =
            WorldRow { name, authority: format!("{origin}/{tenant}"), control: format!("{origin}/_pretenant"), origin };
        hosted.push(Hosted { row: row.clone(), server });
        Ok(row)
    }

    fn new_control(&self, new: &NewWorld) -> Result<Control, ControlError> {
        let entropy = new.seed.map_or_else(Entropy::os, Entropy::seeded);
        if new.fork {
            if new.world.is_some() || new.clock.is_some() {
                let cure = "leave out `world` and `clock`, and change the copy through its own control API";
                return Err(ControlError::bad("a fork takes world and clock from here", cure));
            }
            let control = self.control.fork(entropy);
            if let Some(sign_in) = new.sign_in {
                control.world().change_settings(|s| s.sign_in = sign_in);
            }
            return Ok(control);
        }
        let file = new.world.as_ref().map_or_else(|| Ok(builtin()), directory::read)?;
        let clock = match &new.clock {
            None => Clock::real(),
            Some(text) => {
                let time: jiff::Timestamp = text.parse().map_err(|error| {
                    ControlError::bad(
                        format!("'{text}' is not a time: {error}"),
                        "write RFC 3339, e.g. 2026-11-22T12:00:00Z",
                    )
                })?;
                Clock::fixed(Moment(time.as_millisecond()))
            }
        };
        let settings = Settings { sign_in: new.sign_in.unwrap_or_default(), ..Settings::default() };
        Ok(Control::new(file, settings, clock, entropy)?)
    }

    /// Stops a world and forgets it.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub async fn delete_world(&self, name: &str) -> Result<(), ControlError> {
        let mut hosted = self.hosted.lock().await;
        let Some(index) = hosted.iter().position(|h| h.row.name == name) else {
            let known = names(hosted.iter().map(|h| &h.row.name));
            return Err(ControlError::NotFound { what: "world", name: name.to_owned(), known });
        };
        let removed = hosted.remove(index);
        drop(hosted);
        removed.server.stop().await;
        Ok(())
    }
}
