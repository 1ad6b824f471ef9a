use std::sync::Arc;

use crate::directory::User;

/// Whom a valid token speaks for.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Client id of the calling application.
    pub client: String,
    /// The user; `None` for app-only tokens and users that no longer exist.
    pub user: Option<Arc<User>>,
    /// The token is of an application itself.
    pub app_only: bool,
    /// `scp`.
    pub scopes: Vec<String>,
    /// `roles`.
    pub roles: Vec<String>,
    /// `aud`.
    pub audience: String,
    /// `ver`.
    pub version: String,
}

impl Caller {
    /// Scopes and roles.
    #[must_use]
    pub fn permissions(&self) -> Vec<String> {
        self.scopes.iter().chain(&self.roles).cloned().collect()
    }
}
