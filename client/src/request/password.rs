use super::{Common, common_setters};
use crate::{Scopes, Secret};

/// Signs a user in by name and password. Not recommended: it can do neither MFA nor passwordless sign-in.
#[derive(Debug, Clone)]
pub struct PasswordRequest {
    pub(crate) scopes: Scopes,
    pub(crate) username: String,
    pub(crate) password: Secret,
    pub(crate) common: Common,
}

impl PasswordRequest {
    /// For these scopes and this user.
    pub fn new(scopes: impl Into<Scopes>, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { scopes: scopes.into(), username: username.into(), password: password.into(), common: Common::default() }
    }
}

common_setters!(PasswordRequest);

/// Signs a federated user in by his Kerberos ticket.
#[derive(Debug, Clone)]
pub struct IntegratedWindowsRequest {
    #[expect(dead_code, reason = "the request that WS-Trust leads to will send them")]
    pub(crate) scopes: Scopes,
    pub(crate) username: String,
    pub(crate) common: Common,
}

impl IntegratedWindowsRequest {
    /// For these scopes and this user.
    pub fn new(scopes: impl Into<Scopes>, username: impl Into<String>) -> Self {
        Self { scopes: scopes.into(), username: username.into(), common: Common::default() }
    }
}

common_setters!(IntegratedWindowsRequest);
