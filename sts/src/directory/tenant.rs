use uuid::Uuid;

/// A tenant: the directory of one organisation.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Short name that world files and the control API use.
    pub name: String,
    /// The tenant id, `tid` in tokens.
    pub id: Uuid,
    /// Verified domain names; the first is the default one.
    pub domains: Vec<String>,
    /// The organisation's name, shown on pages and in refusals.
    pub display_name: String,
    /// `tenant_region_scope` of the metadata document (`NA`, `EU`, …).
    pub region_scope: String,
    /// When the tenant was created, seconds since the epoch (`xms_tcdt`).
    pub created: i64,
}

impl Tenant {
    /// The default domain name; the id where the tenant has none.
    #[must_use]
    pub fn default_domain(&self) -> String {
        self.domains.first().cloned().unwrap_or_else(|| self.id.to_string())
    }
}
