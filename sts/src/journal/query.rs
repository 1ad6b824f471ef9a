use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exchange;

/// Which exchanges: every field that is set must match.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Endpoint, e.g. `token`.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// `v1` or `v2`.
    #[serde(default)]
    pub version: Option<String>,
    /// Grant, e.g. `refresh_token`.
    #[serde(default)]
    pub grant: Option<String>,
    /// Client application: name or id.
    #[serde(default)]
    pub client: Option<String>,
    /// User principal name.
    #[serde(default)]
    pub user: Option<String>,
    /// Path prefix.
    #[serde(default)]
    pub path: Option<String>,
    /// HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// AADSTS code.
    #[serde(default)]
    pub code: Option<u32>,
    /// Correlation id.
    #[serde(default)]
    pub correlation_id: Option<uuid::Uuid>,
    /// Only exchanges after this number.
    #[serde(default)]
    pub after: Option<u64>,
    /// At most so many, the oldest first.
    #[serde(default)]
    pub limit: Option<usize>,
}

impl Query {
    /// Does an exchange match?
    #[must_use]
    pub fn matches(&self, exchange: &Exchange) -> bool {
        let note = &exchange.note;
        let same = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|w| found.is_some_and(|f| f.eq_ignore_ascii_case(w)))
        };
        let client = self.client.as_deref().is_none_or(|wanted| {
            note.client
                .as_ref()
                .is_some_and(|c| c.name.eq_ignore_ascii_case(wanted) || c.id.to_string().eq_ignore_ascii_case(wanted))
        });
        same(&self.endpoint, note.endpoint)
            && same(&self.version, note.version)
            && same(&self.grant, note.grant)
            && client
            && same(&self.user, note.user.as_deref())
            && self.path.as_deref().is_none_or(|p| exchange.path.starts_with(p))
            && self.status.is_none_or(|s| s == exchange.status)
            && self.code.is_none_or(|c| Some(c) == note.code)
            && self.correlation_id.is_none_or(|c| c == exchange.correlation_id)
            && self.after.is_none_or(|a| exchange.id > a)
    }
}
