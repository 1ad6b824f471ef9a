//! What the doctor says about a scope. One shape for machines and, rendered, for people.

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::problem::Problem;
use crate::directory::TokenVersion;
use crate::route::Dialect;

/// What a request for scopes leads to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScopeReport {
    /// How it ends.
    pub verdict: Verdict,
    /// What is asked.
    pub request: RequestLine,
    /// What the platform answers, and the API after it.
    pub answer: Answer,
    /// The scopes one by one, as typed; no more than the first 60.
    pub scopes: Vec<ScopeLine>,
    /// What is wrong or worth knowing, in the order in which it is to be cured.
    pub problems: Vec<Problem>,
    /// What to send instead; each one was tried and works. Empty when nothing is wrong, or nothing helps.
    #[serde(rename = "try")]
    pub advice: Vec<Advice>,
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A token is issued, and its API accepts it.
    Works,
    /// The platform refuses.
    Refused,
    /// A token is issued, and its API refuses it.
    Rejected,
}

/// What is asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequestLine {
    /// Which endpoint.
    pub endpoint: Dialect,
    /// `delegated` (for a user) or `application` (client credentials).
    pub permissions: &'static str,
    /// `scope`, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `resource`, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

/// What platform and API answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// HTTP status of the token endpoint.
    pub status: u16,
    /// AADSTS code, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// OAuth `error`, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The platform's message, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Name of the API that the access token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// `aud` of the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// HTTP status that the API answers to it; 200 stands for any success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_status: Option<u16>,
}

/// One scope.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScopeLine {
    /// As typed.
    pub scope: String,
    /// What kind of scope.
    pub kind: ScopeKind,
    /// Alone it leads to a token that its API accepts.
    pub works: bool,
    /// The API it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<ApiLine>,
    /// The permission it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<PermissionLine>,
    /// `aud` of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<AudienceLine>,
    /// Other spellings that lead to the same permission in a token that the API accepts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub equivalents: Vec<String>,
}

/// What kind of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// Reserved by OpenID Connect.
    OpenidConnect,
    /// A permission of an API.
    Permission,
    /// Everything that the client's registration lists, or that is granted.
    Default,
    /// The name of an API alone: v1's `resource`.
    Resource,
    /// None of these.
    Unreadable,
}

/// The API of a scope.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApiLine {
    /// Name in the world file.
    pub name: String,
    /// Its display name.
    pub display_name: String,
    /// Its client id.
    pub client_id: Uuid,
    /// What the scope calls it; nothing in a bare scope, which means Microsoft Graph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
}

/// The permission of a scope.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PermissionLine {
    /// As registered, or as typed when the API does not have it.
    pub name: String,
    /// The API has a delegated permission of this name.
    pub delegated: bool,
    /// Only an administrator can consent to it.
    pub admin_only: bool,
    /// The API has an application permission (app role) of this name.
    pub application: bool,
    /// What the consent page calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// `aud`, in either version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AudienceLine {
    /// `aud` of a v1 token.
    pub v1: String,
    /// `aud` of a v2 token.
    pub v2: String,
    /// The version that the API gets: its registration decides, not the endpoint.
    pub version: TokenVersion,
    /// `aud` in that version.
    pub aud: String,
    /// What the API accepts.
    pub accepted: Vec<String>,
}

/// What to send instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Advice {
    /// `scope` or `resource`.
    pub parameter: &'static str,
    /// Its whole value.
    pub value: String,
    /// With client credentials instead of a user.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub application: bool,
    /// When this one is the right one, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One of several requests that are all needed; else any of them does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub each: bool,
}

impl Advice {
    /// The value, with the parameter before it where that is not `scope`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.parameter {
            "scope" => self.value.clone(),
            other => format!("{other}={}", self.value),
        }
    }
}
