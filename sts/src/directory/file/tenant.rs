use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A tenant: the directory of one organisation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantEntry {
    /// Short name that the rest of the file refers to, e.g. `contoso`.
    pub name: String,
    /// The tenant id, `tid` in tokens. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// Verified domain names; the first is the default one. Default: `<name>.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<String>>,
    /// The organisation's name on pages and in refusals. Default: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// `tenant_region_scope` of the metadata document: `NA`, `EU`, `AS`, … Default: `EU`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// When the tenant was created (`xms_tcdt`), e.g. `2019-05-01T00:00:00Z`. Default: that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub created: Option<String>,
}
