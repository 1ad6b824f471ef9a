use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Consent that the world starts with. An entry for the same client, API, tenant and user as one of the
/// world in `use` replaces it; an empty list of scopes takes it away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentEntry {
    /// The client application (name or client id).
    pub client: String,
    /// The API (name or client id).
    pub api: String,
    /// Delegated permissions of that API.
    pub scopes: Vec<String>,
    /// The user (name, UPN or object id) who consented. Default: an administrator did, for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The tenant in which the consent holds. Default: the user's tenant, or the client's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// An app role given to a user or to a client application: name one of the two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignmentEntry {
    /// The client application (name or client id) that has the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The user (name, UPN or object id) who has the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The API (or app) that defines the role (name or client id).
    pub api: String,
    /// The role. Default: none, an assignment without a role ("default access").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}
