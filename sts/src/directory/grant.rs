use uuid::Uuid;

/// Delegated permissions that were consented to (`oauth2PermissionGrant`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentGrant {
    /// Tenant in which the consent holds.
    pub tenant: Uuid,
    /// The client application.
    pub client: Uuid,
    /// The API.
    pub api: Uuid,
    /// Whom it holds for.
    pub consent_type: ConsentType,
    /// Scope names, as the API registered them.
    pub scopes: Vec<String>,
}

/// `consentType` of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentType {
    /// Everybody in the tenant: `AllPrincipals`.
    AllPrincipals,
    /// One user (object id): `Principal`.
    Principal(Uuid),
}

/// An app role given to a user or to a client application (`appRoleAssignment`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    /// Who has it.
    pub principal: Principal,
    /// The API (or app) that defines the role.
    pub resource: Uuid,
    /// The role's value; `None`: default access, an assignment without a role.
    pub role: Option<String>,
}

/// The holder of an app role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A user, by object id.
    User(Uuid),
    /// A client application, by client id.
    App(Uuid),
}
