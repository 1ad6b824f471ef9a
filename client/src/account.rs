/// A signed-in user as the cache knows him: one per home account, whatever number of tenants he is a guest in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// `uid.utid`: object id and tenant of the user's home, as the identity platform gave them.
    pub home_account_id: String,
    /// Host of the cloud that the account belongs to, with its port where that isn't 443.
    pub environment: String,
    /// What the user signs in with; empty where the platform didn't say.
    pub username: String,
    /// Display name.
    pub name: Option<String>,
    /// The tenants this cache has met the user in, the home tenant first.
    pub tenant_profiles: Vec<TenantProfile>,
}

/// A user in one tenant: at home, or as a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TenantProfile {
    /// Tenant id.
    pub tenant_id: String,
    /// The user's object id in that tenant.
    pub local_account_id: String,
    /// The user name that tenant reports.
    pub username: String,
    /// Display name.
    pub name: Option<String>,
}

impl Account {
    /// The tenant that the user belongs to, where the home account id names one.
    pub fn home_tenant_id(&self) -> Option<&str> {
        home_tenant_id(&self.home_account_id)
    }

    /// The user in a tenant, by its id.
    pub(crate) fn profile_in(&self, tenant: &str) -> Option<&TenantProfile> {
        self.tenant_profiles.iter().find(|profile| profile.tenant_id.eq_ignore_ascii_case(tenant))
    }
}

/// The second half of `uid.utid`; without a dot there is no tenant (ADFS, generic OIDC: the id is a `sub`).
pub(crate) fn home_tenant_id(home_account_id: &str) -> Option<&str> {
    home_account_id.split_once('.').map(|(_, tenant)| tenant).filter(|tenant| !tenant.is_empty())
}
