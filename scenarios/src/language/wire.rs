use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One exchange on the wire: which endpoint, and what else must hold. Exactly one endpoint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectExchange {
    /// Token endpoint; the grant, e.g. `refresh_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Authorization endpoint; the `prompt`, or `any`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize: Option<String>,
    /// Device authorization endpoint: `any`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devicecode: Option<String>,
    /// OpenID Connect metadata: `any`. Not counted where a list names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Signing keys: `any`. Not counted where a list names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
    /// Instance discovery: `any`. Not counted where a list names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// User realm discovery: `any`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userrealm: Option<String>,
    /// Sign-out: `any`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logout: Option<String>,
    /// A protected API; its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,

    /// HTTP status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// OAuth `error` of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// AADSTS code of the answer, e.g. `AADSTS65001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Scopes that must be among those asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Parameters of the request; `*` stands for any characters, `null` for absence. What the world has minted is
    /// called as in the transcript: `RT2` is the second refresh token, others are `AT`, `IT`, `CODE` and `DC`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Option<String>>,
    /// Headers of the request; `*` stands for any characters, `null` for absence.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Option<String>>,
    /// Rules that fired.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// So many of these in a row. Default: one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<usize>,
}

/// The endpoints that an exchange can name, and whether they count where a list doesn't name them.
pub const EXCHANGES: &[(&str, bool)] = &[
    ("token", true),
    ("authorize", true),
    ("devicecode", true),
    ("metadata", false),
    ("keys", false),
    ("instance", false),
    ("userrealm", true),
    ("logout", true),
    ("api", true),
];

impl ExpectExchange {
    /// The endpoints that it names, with what they say; one that was checked names exactly one.
    #[must_use]
    pub fn endpoints(&self) -> Vec<(&'static str, &str)> {
        let given = [
            &self.token,
            &self.authorize,
            &self.devicecode,
            &self.metadata,
            &self.keys,
            &self.instance,
            &self.userrealm,
            &self.logout,
            &self.api,
        ];
        let named = EXCHANGES.iter().zip(given);
        named.filter_map(|((name, _), given)| Some((*name, given.as_deref()?))).collect()
    }
}
