//! Finding registrations the way requests name them.

use std::sync::Arc;

use uuid::Uuid;

use super::{App, Directory, Principal, Tenant, User};

/// The tenant id under which personal accounts live ("consumers").
pub const MSA_TENANT: Uuid = Uuid::from_u128(0x9188040d_6c67_4c5b_b112_36a304b66dad);

/// What the tenant segment of a path names (entra-server §1.2).
#[derive(Debug, Clone)]
pub enum TenantSegment {
    /// `common`: any organisation and personal accounts.
    Common,
    /// `organizations`: any organisation.
    Organizations,
    /// `consumers`, or the personal accounts' tenant by its id.
    Consumers,
    /// One tenant, named by id or verified domain.
    Tenant(Arc<Tenant>),
}

impl TenantSegment {
    /// The concrete tenant, if the segment names one.
    #[must_use]
    pub fn tenant(&self) -> Option<&Arc<Tenant>> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Common | Self::Organizations | Self::Consumers => None,
        }
    }
}

/// An API found under the name that a scope or `resource` parameter typed.
#[derive(Debug, Clone)]
pub struct ResourceMatch {
    /// The registration; it has an `api` part, or is the client itself (`{clientId}/.default`).
    pub app: Arc<App>,
    /// True when the name was the client id GUID rather than an App ID URI.
    pub by_guid: bool,
}

/// Lookup key of an App ID URI: letter case and trailing slashes don't matter for finding the API (they do
/// for `aud`).
pub(super) fn resource_key(uri: &str) -> String {
    uri.trim_end_matches('/').to_ascii_lowercase()
}

impl Directory {
    /// What a path's tenant segment names; `None` when no such tenant exists. Case-insensitive.
    #[must_use]
    pub fn tenant_segment(&self, segment: &str) -> Option<TenantSegment> {
        let segment = segment.to_ascii_lowercase();
        match segment.as_str() {
            "common" => return Some(TenantSegment::Common),
            "organizations" => return Some(TenantSegment::Organizations),
            "consumers" => return Some(TenantSegment::Consumers),
            _ => {}
        }
        if Uuid::try_parse(&segment).is_ok_and(|id| id == MSA_TENANT) {
            return Some(TenantSegment::Consumers);
        }
        self.tenant_by_segment.get(&segment).map(|&i| TenantSegment::Tenant(self.tenants[i].clone()))
    }

    /// A tenant by its id.
    #[must_use]
    pub fn tenant(&self, id: Uuid) -> Option<&Arc<Tenant>> {
        self.tenant_by_id.get(&id).map(|&i| &self.tenants[i])
    }

    /// The tenant that owns the domain of a UPN.
    #[must_use]
    pub fn tenant_of_domain(&self, domain: &str) -> Option<&Arc<Tenant>> {
        self.tenant_by_segment.get(&domain.to_ascii_lowercase()).map(|&i| &self.tenants[i])
    }

    /// An app registration by client id.
    #[must_use]
    pub fn app(&self, client_id: Uuid) -> Option<&Arc<App>> {
        self.app_by_id.get(&client_id).map(|&i| &self.apps[i])
    }

    /// An app registration as seen from a tenant: registered there, multi-tenant, or first-party.
    #[must_use]
    pub fn app_in_tenant(&self, client_id: Uuid, tenant: Uuid) -> Option<&Arc<App>> {
        self.app(client_id).filter(|app| app.visible_in(tenant))
    }

    /// A user by object id.
    #[must_use]
    pub fn user(&self, oid: Uuid) -> Option<&Arc<User>> {
        self.user_by_oid.get(&oid).map(|&i| &self.users[i])
    }

    /// A user by user principal name, case-insensitive.
    #[must_use]
    pub fn user_by_upn(&self, upn: &str) -> Option<&Arc<User>> {
        self.user_by_upn.get(&upn.to_lowercase()).map(|&i| &self.users[i])
    }

    /// The API that a scope's or `resource` parameter's left part names, as seen from `tenant`.
    /// Accepts the client id GUID and any App ID URI, in any case, with or without trailing slash.
    #[must_use]
    pub fn resource(&self, name: &str, tenant: Option<Uuid>) -> Option<ResourceMatch> {
        let visible = |app: &Arc<App>| tenant.is_none_or(|t| app.visible_in(t));
        if let Ok(id) = Uuid::try_parse(name) {
            let app = self.app(id).filter(|app| visible(app))?;
            return Some(ResourceMatch { app: app.clone(), by_guid: true });
        }
        let candidates = self.api_by_identifier.get(&resource_key(name))?;
        let app = candidates.iter().map(|&i| &self.apps[i]).find(|app| visible(app))?;
        Some(ResourceMatch { app: app.clone(), by_guid: false })
    }

    /// The values of the app roles that `principal` has on the app or API `resource`.
    #[must_use]
    pub fn roles(&self, principal: Principal, resource: Uuid) -> Vec<String> {
        let held = self.roles_by_holder.get(&(principal, resource)).map_or(&[][..], Vec::as_slice);
        held.iter().filter_map(|&i| self.assignments[i].role.clone()).collect()
    }

    /// True when `principal` is assigned to `resource`, with a role or by default access.
    #[must_use]
    pub fn is_assigned(&self, principal: Principal, resource: Uuid) -> bool {
        self.roles_by_holder.contains_key(&(principal, resource))
    }

    /// Microsoft Graph's registration: the API that bare scope names belong to.
    #[must_use]
    pub fn graph(&self) -> Option<&Arc<App>> {
        self.app(GRAPH)
    }
}

/// Client id of Microsoft Graph.
pub const GRAPH: Uuid = Uuid::from_u128(0x00000003_0000_0000_c000_000000000000);

impl App {
    /// True when the app can be used in `tenant`.
    #[must_use]
    pub fn visible_in(&self, tenant: Uuid) -> bool {
        self.tenant == tenant || self.first_party || self.audience != super::SignInAudience::MyOrg
    }
}
