//! Tokens made to order, and the signing keys.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Control, ControlError};
use crate::origin::{Issuers, Origin};
use crate::token::mint::{Mint, MintOrder, MintedToken};

/// A minted token.
pub type Minted = MintedToken;

/// A signing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyRow {
    /// `kid`.
    pub kid: String,
    /// It signs now.
    pub active: bool,
}

impl Control {
    /// Mints a token; its issuer names `origin` unless the world pins another.
    ///
    /// # Errors
    /// [`ControlError::Bad`] for names that the world does not have.
    pub fn mint(&self, order: &MintOrder, origin: &Origin) -> Result<Minted, ControlError> {
        let world = self.world();
        let directory = world.directory();
        let fingerprint = serde_json::to_vec(order).unwrap_or_default();
        let mint = Mint {
            directory: &directory,
            keys: world.keys(),
            issuers: &Issuers::new(origin, directory.settings().issuer_host.as_deref()),
            now: self.now(),
            draw: &world.entropy.for_request(&[b"mint", &fingerprint]),
        };
        mint.mint(order).map_err(|error| ControlError::bad(error.to_string(), "correct the order"))
    }

    /// The published keys.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyRow> {
        let ring = self.world().keys();
        let active = ring.active().map(|k| k.kid.clone());
        ring.published()
            .into_iter()
            .map(|k| KeyRow { kid: k.kid.clone(), active: Some(&k.kid) == active.as_ref() })
            .collect()
    }

    /// Signs with the next published key from now on; the old one stays published.
    #[must_use]
    pub fn rotate_keys(&self) -> Vec<KeyRow> {
        self.world().rotate_keys();
        self.keys()
    }
}
