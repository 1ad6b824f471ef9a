use pretenant_sts::directory::file::WorldFile;
use pretenant_sts::rules::Rule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The world changes. Several changes of one step happen in the order below.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Registrations: entries override those of the same name, key by key, as in a world file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub world: Option<WorldFile>,
    /// A user gets another password; what was issued under the old one is worth nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordChange>,
    /// Consent is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_consent: Option<ConsentChange>,
    /// Consent is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke_consent: Option<ConsentChange>,
    /// Refresh tokens and sessions end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke: Option<RevokeChange>,
    /// The signing keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysChange>,
    /// Rules come and go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<RuleChange>,
    /// Answer `slow_down` to a device that polls too fast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_polling_interval: Option<bool>,
}

/// A user gets another password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The user: name or user principal name.
    pub user: String,
    /// The new password.
    pub to: String,
}

/// Consent of one client on one API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentChange {
    /// The client application: name.
    pub client: String,
    /// The API: name.
    pub api: String,
    /// Scope names. Taking back none takes back all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The user; without one, everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// What ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RevokeChange {
    /// All refresh tokens of this user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_tokens_of: Option<String>,
    /// All browser sessions of this user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions_of: Option<String>,
}

/// What happens to the signing keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeysChange {
    /// The platform signs with its next key from now on.
    Rotate,
}

/// Rules come and go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RuleChange {
    /// Names of rules to remove.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// Rules to add behind the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<Rule>,
}
