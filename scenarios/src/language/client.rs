use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A client under test.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientEntry {
    /// Its app registration: name or client id.
    pub app: String,
    /// The tenant segment of its authority: a tenant's name, id or domain, or `common`, `organizations`,
    /// `consumers`. Default: the tenant of its registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// What it is. Default: confidential if its registration has a secret or certificate, else public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClientKind>,
    /// How a confidential client proves who it is. Default: its first valid secret, else its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialWord>,
    /// Where it is sent after sign-in. Default: the first redirect URI of its registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// Client capabilities that it declares, e.g. `[cp1]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
    /// The name of a store that it keeps its cache in, shared with the clients that name the same one. Default: a
    /// store of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
}

/// What a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// Keeps no secret: desktop, mobile, device.
    Public,
    /// Proves who it is: web app, web API, daemon.
    Confidential,
}

/// How a confidential client proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialWord {
    /// The first secret of its registration that is valid.
    Secret,
    /// A secret of its registration that has expired.
    ExpiredSecret,
    /// A secret that it does not have.
    WrongSecret,
    /// An assertion signed with the sample certificate: PS256, `x5t#S256`.
    Certificate,
    /// An assertion signed with the sample certificate as older clients do it: RS256, `x5t`.
    CertificateSha1,
    /// A ready assertion of its own, as a callback hands it out.
    Assertion,
}
