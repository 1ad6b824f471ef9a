use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a client under test says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done; there is nothing to tell.
    Done,
    /// A token.
    Token(Box<TokenOutcome>),
    /// A user is needed.
    UiRequired(Refused),
    /// It did not work.
    Error(Refused),
    /// Accounts.
    Accounts(Vec<AccountRow>),
    /// The cache, in the unified schema.
    Cache(String),
    /// The client cannot do that; why.
    Unsupported(String),
}

/// The result of an acquisition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenOutcome {
    /// The access token.
    pub access_token: String,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted.
    #[serde(default)]
    pub declined: Vec<String>,
    /// Seconds since the epoch.
    pub expires_on: i64,
    /// The user's account; none: the application itself.
    pub account: Option<AccountRow>,
    /// The tenant that issued.
    pub tenant_id: Option<String>,
    /// Unique id of the user (object id).
    pub unique_id: Option<String>,
    /// Claims of the ID token.
    #[serde(default)]
    pub id_token_claims: Map<String, Value>,
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// User name.
    pub username: String,
    /// `<object id>.<tenant id>` at home.
    pub home_account_id: String,
}

/// A refusal, as the client reports it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// OAuth `error`, or the client's own word.
    pub error: String,
    /// `suberror`.
    #[serde(default)]
    pub suberror: Option<String>,
    /// AADSTS codes.
    #[serde(default)]
    pub codes: Vec<u32>,
    /// Claims challenge.
    #[serde(default)]
    pub claims: Option<String>,
    /// What it says.
    #[serde(default)]
    pub description: String,
}
