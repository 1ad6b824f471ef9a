use super::{Common, common_setters};
use crate::{Scopes, Secret};

/// Takes over a refresh token that another library got for this client id; its user enters the cache.
#[derive(Debug, Clone)]
pub struct RefreshTokenRequest {
    pub(crate) scopes: Scopes,
    pub(crate) refresh_token: Secret,
    pub(crate) common: Common,
}

impl RefreshTokenRequest {
    /// For these scopes; the reserved ones are added.
    pub fn new(scopes: impl Into<Scopes>, refresh_token: impl Into<Secret>) -> Self {
        Self { scopes: scopes.into(), refresh_token: refresh_token.into(), common: Common::default() }
    }
}

common_setters!(RefreshTokenRequest);
