use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::directory::TokenVersion;
use crate::route::Dialect;

/// What somebody is about to ask the platform for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeQuestion {
    /// The `scope` parameter, as it would be sent: space-separated.
    pub scope: Option<String>,
    /// The v1 `resource` parameter, as it would be sent.
    pub resource: Option<String>,
    /// The endpoint that is asked. Default `v2`.
    pub endpoint: Dialect,
    /// The application asks for itself (client credentials), not for a user.
    pub application: bool,
    /// Explain as if every API took access tokens of this version.
    pub token_version: Option<TokenVersion>,
    /// The client application: name or id. Default: some client.
    pub client: Option<String>,
    /// The tenant: name, id or domain. Default: the first of the world.
    pub tenant: Option<String>,
}
