use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cache to read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportCache {
    /// The `export_cache` step whose cache to read.
    pub from: String,
    /// What is missing from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<CachePart>,
}

/// A section of the unified cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CachePart {
    /// `AccessToken`.
    AccessTokens,
    /// `RefreshToken`.
    RefreshTokens,
    /// `IdToken`.
    IdTokens,
    /// `Account`.
    Accounts,
    /// `AppMetadata`.
    AppMetadata,
}

impl CachePart {
    /// The key of the section in the unified cache.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            Self::AccessTokens => "AccessToken",
            Self::RefreshTokens => "RefreshToken",
            Self::IdTokens => "IdToken",
            Self::Accounts => "Account",
            Self::AppMetadata => "AppMetadata",
        }
    }
}

/// What is in the client's cache, as it would write it out: number of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectCache {
    /// Access tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_tokens: Option<usize>,
    /// Refresh tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_tokens: Option<usize>,
    /// ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_tokens: Option<usize>,
    /// Accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<usize>,
}
