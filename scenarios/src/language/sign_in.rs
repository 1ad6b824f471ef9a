//! The ways to acquire a token.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The user signs in, in a browser.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Who signs in on the page: a user's name or user principal name. Without one nobody types anything: only an
    /// existing session of the browser can answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The password that is typed. Default: the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Scopes of other APIs to consent to at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra_scopes: Vec<String>,
    /// What the user answers when asked for consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentAnswer>,
    /// The user goes back from the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel: Option<bool>,
    /// `prompt` of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Prompt>,
    /// `login_hint` of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// Claims to ask for, as a challenge gave them; `challenge` stands for those of the last refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
    /// Another tenant than the client's authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// How the answer comes back. Default: `query`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_mode: Option<ResponseModeWord>,
    /// Parameters of the redirect to change before the client sees it, as an attacker or a broken proxy would;
    /// `null` removes one.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub tamper: IndexMap<String, Option<String>>,
    /// The browser, by name: each has cookies of its own. Default: the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_browser: Option<String>,
}

/// An authorization code is redeemed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemCode {
    /// The `sign_in` step whose code and verifier to use, spent or not.
    pub of: String,
}

/// The user signs in on another device, with a code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DeviceCode {
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Who types the code: a user's name or user principal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What the user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<DeviceAnswer>,
    /// After so many polls of the client. Default: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_polls: Option<u32>,
    /// Another tenant than the client's authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Claims to ask for; `challenge` stands for those of the last refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
    /// The browser that the user takes, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_browser: Option<String>,
}

/// User name and password.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Password {
    /// The user: name or user principal name.
    pub user: String,
    /// The password. Default: the user's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Claims to ask for; `challenge` stands for those of the last refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
}

/// Integrated Windows authentication.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntegratedWindows {
    /// The user of the machine: name or user principal name.
    pub user: String,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
}

/// A token for the application itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCredentials {
    /// The scope to ask for: `<resource>/.default`.
    pub scopes: Vec<String>,
    /// Another tenant than the client's authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Claims to ask for; `challenge` stands for those of the last refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
}

/// A token for the user that called a web API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfOf {
    /// The step whose access token the API was called with, or the token itself.
    pub assertion: String,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Another tenant than the client's authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Claims to ask for; `challenge` stands for those of the last refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
}

/// A token without the user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Silent {
    /// Whose token: a user's name or user principal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Scopes to ask for.
    pub scopes: Vec<String>,
    /// Ask the platform even if the cache has a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force_refresh: Option<bool>,
    /// Claims to ask for; `challenge` stands for those of the last refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Value>,
    /// Another tenant than the client's authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// Something in the browser that no client asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BrowserStep {
    /// Sign out at the platform's logout endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_out: Option<bool>,
    /// Forget all cookies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_cookies: Option<bool>,
    /// An administrator grants consent for everybody, at the admin consent endpoint, to the acting client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_consent: Option<String>,
    /// The browser, by name. Default: the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_browser: Option<String>,
}

/// `prompt` of an authorization request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// No page may be shown.
    None,
    /// Sign in again.
    Login,
    /// Choose an account.
    SelectAccount,
    /// Ask for consent even if it was given.
    Consent,
}

impl Prompt {
    /// As requests write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::SelectAccount => "select_account",
            Self::Consent => "consent",
        }
    }
}

/// What the user answers when asked for consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentAnswer {
    /// Yes (default).
    #[default]
    Accept,
    /// No.
    Decline,
    /// Yes, for everybody in the tenant; administrators only.
    AcceptForEverybody,
}

/// What the user of a device code does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceAnswer {
    /// Signs in and confirms (default).
    #[default]
    Approve,
    /// Signs in and says that it was not them.
    Decline,
    /// Nothing, until the code has expired.
    Ignore,
}

/// How the answer of the authorize endpoint comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseModeWord {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// As a form that the browser posts.
    FormPost,
}
