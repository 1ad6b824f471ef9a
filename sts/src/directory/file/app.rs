use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ExposedApi, LifetimesEntry};
use crate::directory::SignInAudience;

/// A client application's registration; with an `api` block it is an API too (a middle tier).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppEntry {
    /// Short name that the rest of the file refers to. Apps and APIs share one set of names.
    pub name: String,
    /// The application (client) id. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// Object id of the service principal: `oid` and `sub` of app-only tokens. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub service_principal: Option<String>,
    /// The tenant it is registered in (name, id or domain). Default: the first tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The name on consent pages and in refusals. Default: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Who may sign in. Default: `AzureADMyOrg`, users of its own tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_audience: Option<SignInAudience>,
    /// False: every request is refused with AADSTS7000112. Default: true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// True: one of Microsoft's own, present in every tenant. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_party: Option<bool>,
    /// Redirect URIs, by the platform they are registered for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<RedirectUris>,
    /// Client secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Vec<SecretEntry>>,
    /// Certificates that may sign client assertions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Vec<CertificateEntry>>,
    /// True: grants without a redirect URI (device code, password) need no credential. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_public_client: Option<bool>,
    /// What its token responses carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flows: Option<FlowsEntry>,
    /// Permissions listed in the registration: what `.default`, the v1 endpoint and admin consent ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<Vec<RequirementEntry>>,
    /// True: users without a role assignment are refused with AADSTS50105. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_required: Option<bool>,
    /// Front-channel logout URL. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uri"))]
    pub logout_url: Option<String>,
    /// Lifetimes that override the world's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<LifetimesEntry>,
    /// The API that this registration exposes. Default: none, it is a client only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<ExposedApi>,
}

/// Redirect URIs, by the platform they are registered for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedirectUris {
    /// A server that redeems the code with a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<Vec<String>>,
    /// A page in a browser: cross-origin redemption, PKCE, refresh tokens of 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spa: Option<Vec<String>>,
    /// A desktop or mobile app without a credential. `http://localhost` stands for every port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Vec<String>>,
}

/// A client secret.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretEntry {
    /// The value that the client sends.
    pub value: String,
    /// When it expires, e.g. `2030-01-01T00:00:00Z`; afterwards AADSTS7000222. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub expires: Option<String>,
}

/// A certificate whose key may sign client assertions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificateEntry {
    /// The bundled sample certificate, whose private key is public knowledge.
    Sample,
    /// A PEM file, relative to the world file. Only in files: the control API takes `pem`.
    File(String),
    /// The certificate itself, PEM.
    Pem(String),
}

/// What the token responses of an app carry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowsEntry {
    /// `response_type` may contain `id_token`. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_implicit: Option<bool>,
    /// `response_type` may contain `token`. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_implicit: Option<bool>,
    /// Family id to put into responses as `foci`: its members share refresh tokens. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foci: Option<String>,
    /// Send `refresh_in` of this duration. Default: half the lifetime of tokens of two hours and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_in: Option<String>,
    /// Send `client_info` when it is asked for. Default: true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_info: Option<bool>,
    /// Optional claims of the ID token: `email`, `upn`, `login_hint`, `sid`, `auth_time`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_claims: Option<Vec<String>>,
}

/// Permissions on one API that an app's registration lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementEntry {
    /// The API (name or client id).
    pub api: String,
    /// Delegated permissions (scopes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Application permissions (app roles).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
}
