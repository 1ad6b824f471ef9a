use indexmap::IndexMap;
use pretenant_sts::journal::Query;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ExpectCache, ExpectExchange, ExpectToken};

/// What must come of a step. What is not named may be anything, but a step that names no failure must not fail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectStep {
    /// The step brings a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<ExpectToken>,
    /// The client says that a user is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui_required: Option<ExpectUi>,
    /// The client reports an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ExpectError>,
    /// User names of the accounts, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<String>>,
    /// These exchanges, in this order, and no others. Of a `parallel` step: in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wire: Option<Vec<ExpectExchange>>,
    /// Pages that the user saw, by name: `sign-in`, `consent`, `account-picker`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<String>>,
    /// HTTP status, of a raw request or a call of an API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers of the answer to a raw request or a call of an API; `*` stands for any characters, `null` for
    /// absence.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Option<String>>,
    /// Values in the JSON answer to a raw request or a call of an API, by JSON pointer (`/error`); `null` for
    /// absence, and in a text `*` stands for any characters.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub json: Map<String, Value>,
    /// Parameters at the redirect URI, of a raw request that is answered with a redirect; `null` for absence.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub location: IndexMap<String, Option<String>>,
    /// The connection broke before the answer was complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<bool>,
    /// What the scope doctor must advise about the last exchange that it explains: a scope to ask for instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// What the client's cache holds afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<ExpectCache>,
}

/// A client says that a user is needed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectUi {
    /// OAuth `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `suberror`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// AADSTS code, e.g. `AADSTS65001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// It carries a claims challenge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<bool>,
}

/// A client reports an error.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectError {
    /// OAuth `error`, or the client's own word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// `suberror`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// AADSTS code, e.g. `AADSTS7000215`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Part of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

/// What must hold at the end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectWorld {
    /// How many exchanges of a kind there were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub journal: Vec<ExpectJournal>,
    /// How often rules fired.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<ExpectRule>,
    /// Ids of the findings about the clients, each as often as it must be found; `[]`: none. See `docs/findings.md`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<String>>,
}

/// How many exchanges of a kind there were.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectJournal {
    /// Which exchanges.
    pub of: Query,
    /// So many.
    pub count: usize,
}

impl PartialEq for ExpectJournal {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && serde_json::to_value(&self.of).ok() == serde_json::to_value(&other.of).ok()
    }
}

/// How often a rule fired.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectRule {
    /// Its name.
    pub name: String,
    /// So often.
    pub fired: u64,
}
