use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Lifetimes;

/// The API side of an app registration: what it exposes and what it accepts.
#[derive(Debug, Clone)]
pub struct Api {
    /// App ID URIs and service principal names that name this API in a scope (besides the client id GUID),
    /// as registered: case and trailing slash kept.
    pub identifier_uris: Vec<String>,
    /// `requestedAccessTokenVersion`: decides `aud`, `iss` and claims, whatever endpoint was used.
    pub token_version: TokenVersion,
    /// Delegated permissions.
    pub scopes: Vec<Permission>,
    /// App roles.
    pub roles: Vec<AppRole>,
    /// Clients whose users are not asked for consent.
    pub preauthorized: Vec<Preauthorization>,
    /// Clients whose consent page also asks for this API's own downstream permissions.
    pub known_clients: Vec<Uuid>,
    /// `aud` of every token for this API, when the world overrides the computed one.
    pub audience_override: Option<String>,
    /// Lifetimes that override the client's and the world's.
    pub lifetimes: Lifetimes,
    /// Optional claims of access tokens.
    pub optional_claims: Vec<Optional>,
    /// Put the user's groups into access tokens (`groupMembershipClaims`).
    pub group_claims: bool,
    /// How the bundled sample API of this registration answers, and what it accepts.
    pub style: ApiStyle,
    /// Path prefix on this server under which the sample API answers, e.g. `/api/orders`.
    pub path: String,
    /// `aud` values that the sample API accepts; empty: computed from style and token version.
    pub accepted_audiences: Vec<String>,
}

/// An optional claim of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optional {
    /// The claim's name (`idtyp`, `aud`, `email`, `upn`, …).
    pub name: String,
    /// Its `additionalProperties`, e.g. `use_guid` for `aud`.
    pub additional: Vec<String>,
}

/// Version of the access tokens an API accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenVersion {
    /// `ver` 1.0: issued by sts.windows.net, `aud` as requested.
    V1,
    /// `ver` 2.0: issued by the tenant's v2.0 issuer, `aud` is the client id GUID.
    V2,
}

/// A delegated permission ("scope") that an API exposes.
#[derive(Debug, Clone)]
pub struct Permission {
    /// Its id.
    pub id: Uuid,
    /// Its name, e.g. `User.Read`.
    pub value: String,
    /// True: only an administrator can consent (`type: Admin`).
    pub admin_only: bool,
    /// Title on the consent page.
    pub display_name: String,
    /// Explanation on the consent page.
    pub description: String,
}

/// An app role that an API exposes.
#[derive(Debug, Clone)]
pub struct AppRole {
    /// Its id.
    pub id: Uuid,
    /// Its value in the `roles` claim.
    pub value: String,
    /// Who can have it.
    pub members: Vec<RoleMember>,
}

/// `allowedMemberTypes` of an app role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleMember {
    /// Users and groups.
    User,
    /// Client applications.
    Application,
}

/// A preauthorised client (`preAuthorizedApplications`).
#[derive(Debug, Clone)]
pub struct Preauthorization {
    /// The client's id.
    pub client_id: Uuid,
    /// Scope names that need no consent.
    pub scopes: Vec<String>,
}

/// The four ways in which APIs in the field answer a request that they refuse (entra-server §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ApiStyle {
    /// Microsoft Graph.
    Graph,
    /// Azure Resource Manager.
    Arm,
    /// ASP.NET Core `JwtBearer`.
    #[serde(rename = "aspnet")]
    AspNet,
    /// Microsoft.Identity.Web.
    IdentityWeb,
}
