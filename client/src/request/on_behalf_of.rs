use super::{Common, common_setters};
use crate::{Scopes, Secret};

/// Exchanges the token a web API was called with for one that it can call another API with.
///
/// What this very assertion brought before is looked up first.
#[derive(Debug, Clone)]
pub struct OnBehalfOfRequest {
    pub(crate) scopes: Scopes,
    pub(crate) assertion: Secret,
    pub(crate) force_refresh: bool,
    pub(crate) common: Common,
}

impl OnBehalfOfRequest {
    /// For these scopes, with the incoming access token. It is passed on unread, byte for byte.
    pub fn new(scopes: impl Into<Scopes>, assertion: impl Into<Secret>) -> Self {
        Self { scopes: scopes.into(), assertion: assertion.into(), force_refresh: false, common: Common::default() }
    }

    /// Passes by the cache; the new token replaces the cached one.
    pub fn force_refresh(mut self, force: bool) -> Self {
        self.force_refresh = force;
        self
    }
}

common_setters!(OnBehalfOfRequest);
