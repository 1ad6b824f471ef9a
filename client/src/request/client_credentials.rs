use super::{Common, common_setters};
use crate::Scopes;

/// Asks for a token for the application itself. The app cache is looked into first.
#[derive(Debug, Clone)]
pub struct ClientCredentialsRequest {
    pub(crate) scopes: Scopes,
    pub(crate) force_refresh: bool,
    pub(crate) common: Common,
}

impl ClientCredentialsRequest {
    /// For one resource, as `<resource>/.default`; sent as given.
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), force_refresh: false, common: Common::default() }
    }

    /// Passes by the cache; the new token replaces the cached one.
    pub fn force_refresh(mut self, force: bool) -> Self {
        self.force_refresh = force;
        self
    }
}

common_setters!(ClientCredentialsRequest);
