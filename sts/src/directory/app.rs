use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Api, Lifetimes};

/// An app registration: a client, an API, or both (a middle tier).
#[derive(Debug, Clone)]
pub struct App {
    /// Short name that world files, rules and the control API use.
    pub name: String,
    /// The application (client) id.
    pub client_id: Uuid,
    /// Object id of its service principal, `oid` and `sub` of app-only tokens.
    pub service_principal: Uuid,
    /// The tenant it is registered in.
    pub tenant: Uuid,
    /// The name that consent pages and refusals show.
    pub display_name: String,
    /// Who may sign in to it.
    pub audience: SignInAudience,
    /// False: AADSTS7000112.
    pub enabled: bool,
    /// First-party apps exist in every tenant and are known to every user (no consent for listed permissions).
    pub first_party: bool,
    /// Registered redirect URIs.
    pub redirect_uris: Vec<RedirectUri>,
    /// Client secrets.
    pub secrets: Vec<ClientSecret>,
    /// Certificates that may sign client assertions.
    pub certificates: Vec<Certificate>,
    /// `isFallbackPublicClient`: grants without a redirect URI (device code, password) need no credential.
    pub allow_public_client: bool,
    /// Per-app switches for what its token responses carry.
    pub flows: FlowSettings,
    /// Statically configured permissions (`requiredResourceAccess`).
    pub required: Vec<RequiredAccess>,
    /// `appRoleAssignmentRequired` of the service principal: unassigned users get AADSTS50105.
    pub assignment_required: bool,
    /// Front-channel logout URL.
    pub logout_url: Option<String>,
    /// Lifetimes that override the world's.
    pub lifetimes: Lifetimes,
    /// The API that this registration exposes.
    pub api: Option<Api>,
}

/// Per-app switches for what its token responses carry.
#[derive(Debug, Clone, Default)]
pub struct FlowSettings {
    /// `oauth2AllowIdTokenImplicitFlow`: `response_type` may contain `id_token`.
    pub id_token_implicit: bool,
    /// `oauth2AllowImplicitFlow`: `response_type` may contain `token`.
    pub token_implicit: bool,
    /// Put `foci` in responses: refresh tokens are shared by the family of this id.
    pub foci: Option<String>,
    /// Seconds after which a client should refresh ahead of expiry; `None`: half the lifetime of tokens of
    /// two hours and more, nothing for shorter ones.
    pub refresh_in: Option<i64>,
    /// Send `client_info` only when it is asked for (true), or never (false).
    pub client_info: bool,
    /// Optional claims of the ID token by name (`email`, `upn`, `login_hint`, `sid`, `auth_time`, …).
    pub id_token_claims: Vec<String>,
}

impl App {
    /// True when the app has a secret or certificate, and therefore can prove who it is.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        !self.secrets.is_empty() || !self.certificates.is_empty()
    }

    /// The required access for one API, if the registration lists it.
    #[must_use]
    pub fn required_for(&self, api: Uuid) -> Option<&RequiredAccess> {
        self.required.iter().find(|r| r.api == api)
    }
}

/// Who may sign in (`signInAudience`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SignInAudience {
    /// Users of the app's own tenant: `AzureADMyOrg`.
    #[serde(rename = "AzureADMyOrg")]
    MyOrg,
    /// Users of any tenant: `AzureADMultipleOrgs`.
    #[serde(rename = "AzureADMultipleOrgs")]
    MultipleOrgs,
    /// Users of any tenant and personal accounts: `AzureADandPersonalMicrosoftAccount`.
    #[serde(rename = "AzureADandPersonalMicrosoftAccount")]
    MultipleOrgsAndPersonal,
    /// Personal accounts only: `PersonalMicrosoftAccount`.
    #[serde(rename = "PersonalMicrosoftAccount")]
    Personal,
}

/// A registered redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri {
    /// The platform it was registered for; decides CORS, PKCE and client authentication.
    pub kind: RedirectKind,
    /// The absolute URI as registered.
    pub url: String,
}

/// `replyUrlsWithType[].type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectKind {
    /// A server: the code is redeemed with the app's credential.
    Web,
    /// A page in a browser: cross-origin redemption, PKCE, refresh tokens of 24 hours.
    Spa,
    /// A desktop or mobile app (`InstalledClient`): no credential.
    Public,
}

/// A client secret.
#[derive(Debug, Clone)]
pub struct ClientSecret {
    /// The value the client sends.
    pub value: String,
    /// Seconds since the epoch after which it is refused with AADSTS7000222; `None`: never.
    pub expires: Option<i64>,
}

/// A certificate whose key may sign client assertions.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// SHA-1 of the DER, as `x5t` names it (raw bytes).
    pub sha1: [u8; 20],
    /// SHA-256 of the DER, as `x5t#S256` names it (raw bytes).
    pub sha256: [u8; 32],
    /// PKCS#1 `RSAPublicKey` DER of the certificate's key.
    pub public_key: Vec<u8>,
    /// Validity, seconds since the epoch.
    pub not_before: i64,
    /// Validity, seconds since the epoch.
    pub not_after: i64,
    /// Certificate and private key (PEM text) that sample clients can use, if the world ships them.
    pub sample_key_pem: Option<String>,
}

/// Statically configured permissions on one API (`requiredResourceAccess`).
#[derive(Debug, Clone)]
pub struct RequiredAccess {
    /// Client id of the API's registration.
    pub api: Uuid,
    /// Delegated permissions (scope names as the API registered them).
    pub scopes: Vec<String>,
    /// Application permissions (app role values).
    pub roles: Vec<String>,
}
