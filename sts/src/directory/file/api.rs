use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AppEntry, LifetimesEntry};
use crate::directory::{ApiStyle, RoleMember, SignInAudience, TokenVersion};

/// The registration of a protected API. It has the keys of an app's `api` block at its top level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiEntry {
    /// Short name that the rest of the file refers to. Apps and APIs share one set of names.
    pub name: String,
    /// The application (client) id. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// Object id of the service principal. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub service_principal: Option<String>,
    /// The tenant it is registered in (name, id or domain). Default: the first tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The name on consent pages and in refusals. Default: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Tenants in which it can be used. Default: `AzureADMyOrg`, its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_audience: Option<SignInAudience>,
    /// False: every request for it is refused. Default: true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// True: one of Microsoft's own, present in every tenant. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_party: Option<bool>,
    /// True: only principals with a role assignment get tokens. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_required: Option<bool>,
    /// App ID URIs that name it in scopes, besides its client id. Default: `api://<client id>`; an empty
    /// list leaves the client id as its only name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier_uris: Option<Vec<String>>,
    /// Version of the access tokens it accepts, whichever endpoint issues them. Default: `v2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_version: Option<TokenVersion>,
    /// Delegated permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeEntry>,
    /// App roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleEntry>,
    /// Clients whose users are not asked for consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preauthorized: Option<Vec<PreauthorizedEntry>>,
    /// Clients (names or ids) whose consent page also asks for this API's own permissions downstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_clients: Option<Vec<String>>,
    /// `aud` of every token for this API. Default: the requested URI (v1) or the client id (v2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Lifetimes that override the client's and the world's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<LifetimesEntry>,
    /// Optional claims of its access tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_claims: Option<Vec<OptionalClaimEntry>>,
    /// True: access tokens name the user's groups. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_claims: Option<bool>,
    /// How the bundled sample API of this registration answers. Default: `identity-web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<ApiStyle>,
    /// Path on this server under which the sample API answers. Default: `/api/<name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `aud` values that the sample API accepts. Default: those that its style and token version imply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_audiences: Option<Vec<String>>,
}

/// The API side of a registration: what it exposes and what it accepts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposedApi {
    /// App ID URIs that name it in scopes, besides its client id. Default: `api://<client id>`; an empty
    /// list leaves the client id as its only name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier_uris: Option<Vec<String>>,
    /// Version of the access tokens it accepts, whichever endpoint issues them. Default: `v2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_version: Option<TokenVersion>,
    /// Delegated permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeEntry>,
    /// App roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleEntry>,
    /// Clients whose users are not asked for consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preauthorized: Option<Vec<PreauthorizedEntry>>,
    /// Clients (names or ids) whose consent page also asks for this API's own permissions downstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_clients: Option<Vec<String>>,
    /// `aud` of every token for this API. Default: the requested URI (v1) or the client id (v2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Lifetimes that override the client's and the world's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<LifetimesEntry>,
    /// Optional claims of its access tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_claims: Option<Vec<OptionalClaimEntry>>,
    /// True: access tokens name the user's groups. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_claims: Option<bool>,
    /// How the bundled sample API of this registration answers. Default: `identity-web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<ApiStyle>,
    /// Path on this server under which the sample API answers. Default: `/api/<name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `aud` values that the sample API accepts. Default: those that its style and token version imply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_audiences: Option<Vec<String>>,
}

/// A delegated permission ("scope").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeEntry {
    /// Its name, e.g. `User.Read` or `api.read`.
    pub name: String,
    /// Its id. Default: derived from the names of API and scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// True: only an administrator can consent. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_only: Option<bool>,
    /// Title on the consent page. Default: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Explanation on the consent page. Default: composed of app and scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An app role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleEntry {
    /// Its value in the `roles` claim.
    pub name: String,
    /// Its id. Default: derived from the names of API and role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// Who can have it. Default: users and applications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<RoleMember>>,
}

/// A client whose users are not asked for consent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreauthorizedEntry {
    /// The client (name or client id).
    pub client: String,
    /// Scopes of this API that need no consent.
    pub scopes: Vec<String>,
}

/// An optional claim of access tokens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionalClaimEntry {
    /// The claim: `idtyp`, `aud`, `email`, `upn`, …
    pub name: String,
    /// Its additional properties, e.g. `use_guid` for `aud`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional: Option<Vec<String>>,
}

impl From<ApiEntry> for AppEntry {
    /// The same registration written as an app with an `api` block.
    fn from(api: ApiEntry) -> Self {
        Self {
            name: api.name,
            id: api.id,
            service_principal: api.service_principal,
            tenant: api.tenant,
            display_name: api.display_name,
            sign_in_audience: api.sign_in_audience,
            enabled: api.enabled,
            first_party: api.first_party,
            assignment_required: api.assignment_required,
            api: Some(ExposedApi {
                identifier_uris: api.identifier_uris,
                token_version: api.token_version,
                scopes: api.scopes,
                roles: api.roles,
                preauthorized: api.preauthorized,
                known_clients: api.known_clients,
                aud: api.aud,
                lifetimes: api.lifetimes,
                optional_claims: api.optional_claims,
                group_claims: api.group_claims,
                style: api.style,
                path: api.path,
                accepted_audiences: api.accepted_audiences,
            }),
            ..Self::default()
        }
    }
}
