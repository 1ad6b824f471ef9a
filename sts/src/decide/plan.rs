//! What a decision hands to the signer: everything a token response needs, nothing looked up any more.

use std::sync::Arc;

use crate::directory::{App, Tenant, User};
use crate::ledger::Authentication;
use crate::route::Dialect;

/// How the client application proved who it is (`appidacr` / `azpacr`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Not at all: a public client.
    None,
    /// A client secret.
    Secret,
    /// A signed assertion.
    Certificate,
}

impl Proof {
    /// The claim value.
    #[must_use]
    pub fn acr(self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Secret => "1",
            Self::Certificate => "2",
        }
    }
}

/// Whom the tokens are about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A user, and how they signed in.
    User {
        /// The user object in the tenant that issues.
        user: Arc<User>,
        /// How and when they signed in.
        authentication: Authentication,
    },
    /// The client application itself.
    Application,
}

/// The ID token of a plan.
#[derive(Debug, Clone, Default)]
pub struct IdTokenPlan {
    /// The nonce of the authorization request.
    pub nonce: Option<String>,
    /// `profile` was granted.
    pub profile: bool,
    /// `email` was granted.
    pub email: bool,
    /// App roles that the user has on the client itself.
    pub roles: Vec<String>,
}

/// The refresh token of a plan.
#[derive(Debug, Clone)]
pub struct RefreshPlan {
    /// The opaque string.
    pub token: String,
    /// Seconds it has left; told to single-page apps only.
    pub expires_in: Option<i64>,
}

/// A token response that was granted and awaits its signatures.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Endpoint version: response types, ID token version.
    pub dialect: Dialect,
    /// The issuing tenant.
    pub tenant: Arc<Tenant>,
    /// The client application.
    pub client: Arc<App>,
    /// How the client proved who it is.
    pub proof: Proof,
    /// The API that the access token is for.
    pub api: Arc<App>,
    /// The resource as the client typed it: `aud` of v1 tokens, `resource` of v1 responses.
    pub resource: String,
    /// `scp`.
    pub scopes: Vec<String>,
    /// `roles`.
    pub roles: Vec<String>,
    /// The `scope` member of the response; app-only responses have none.
    pub response_scope: Option<String>,
    /// Whom the tokens are about.
    pub subject: Subject,
    /// The ID token, if one is due.
    pub id_token: Option<IdTokenPlan>,
    /// The refresh token, if one is due.
    pub refresh_token: Option<RefreshPlan>,
    /// Put `client_info` into the response.
    pub client_info: bool,
}
