//! What the proxy could not let through, for whoever reads about the run afterwards.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::target::Target;
use crate::clock::Moment;
use crate::cloud;

/// More are not remembered: the first ones tell what is wrong.
const MOST: usize = 10_000;

/// A connection or request that did not get where it wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incident {
    /// When, RFC 3339, by the world's clock.
    pub time: String,
    /// The host that was wanted, in lower case.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// True for a host of Microsoft's: the client left the world.
    pub microsoft: bool,
    /// What happened.
    pub what: Mishap,
}

/// What happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mishap {
    /// The host is neither the world's nor allowed.
    Refused,
    /// The client did not accept the certificate that stands in for the host's.
    Distrusted,
    /// The host is allowed, but could not be reached; carries the reason.
    Unreachable(String),
}

/// The incidents so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Incidents(Arc<Mutex<Vec<Incident>>>);

impl Incidents {
    pub(super) fn note(&self, now: Moment, target: &Target, what: Mishap) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.push(Incident {
                time: now.iso(),
                microsoft: cloud::is_microsoft(&target.host),
                host: target.host.clone(),
                port: target.port,
                what,
            });
        }
    }

    pub(super) fn all(&self) -> Vec<Incident> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
