use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// World-wide settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsEntry {
    /// Host (and port) that issuers name, e.g. `login.microsoftonline.com`. Default: the host that the
    /// client used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_host: Option<String>,
    /// The user (name, UPN or object id) whom automatic sign-in picks when the request hints at nobody.
    /// Default: the first user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_user: Option<String>,
    /// Lifetimes for everything that sets none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<LifetimesEntry>,
}

/// How long things live, written as `90s`, `1h 30m` or `14d`. What isn't set is inherited: an API's from the
/// client's, a client's from the world's `settings`, and those from the platform's defaults.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LifetimesEntry {
    /// Access tokens. Platform: between 60 and 90 minutes, drawn per client and API; 1 hour for app-only tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// ID tokens. Platform: 1 hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// Refresh tokens, from their last use. Platform: 90 days; 24 hours for single-page apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Authorization codes. Platform: 10 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_code: Option<String>,
    /// Device codes. Platform: 15 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<String>,
    /// Browser sessions, from their last use. Platform: 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}
