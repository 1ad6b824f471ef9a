//! The world file: what users write to say which tenants, users, applications and APIs exist.
//!
//! A [`WorldFile`] is the file as written, names and all, and serves the control API as JSON too. Every
//! value is optional where a sensible default exists, and stays absent until somebody sets it: that is what
//! lets a file with `use: contoso` override single values of the built-in world by name.
//! [`WorldFile::build`] checks everything and makes the [`Directory`](super::Directory) that requests see;
//! what it finds wrong comes back together, as [`Mistakes`](crate::document::Mistakes).

mod api;
mod app;
mod build;
mod builtin;
mod grant;
mod load;
mod merge;
mod overlay;
mod settings;
mod tenant;
mod user;

pub use api::{ApiEntry, ExposedApi, OptionalClaimEntry, PreauthorizedEntry, RoleEntry, ScopeEntry};
pub use app::{AppEntry, CertificateEntry, FlowsEntry, RedirectUris, RequirementEntry, SecretEntry};
pub use builtin::{CONTOSO_YAML, SAMPLE_CERTIFICATE_PEM, SAMPLE_KEY_PEM, builtin};
pub use grant::{ConsentEntry, RoleAssignmentEntry};
pub use load::{load, load_str};
pub use settings::{LifetimesEntry, SettingsEntry};
pub use tenant::TenantEntry;
pub use user::{GroupEntry, UserEntry};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pretend world: the tenants, users, applications and APIs that Pretenant answers for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Pretenant world file")]
pub struct WorldFile {
    /// Start from a bundled world: entries below override its entries of the same name, key by key, and
    /// others are added. Default: start empty.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub use_world: Option<BundledWorld>,
    /// World-wide settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsEntry>,
    /// Tenants. The first is the one that everything below belongs to unless it says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<TenantEntry>,
    /// Users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<UserEntry>,
    /// Groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupEntry>,
    /// Client applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<AppEntry>,
    /// Protected APIs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<ApiEntry>,
    /// Consent that the world starts with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentEntry>,
    /// App roles given to users and applications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub role_assignments: Vec<RoleAssignmentEntry>,
}

/// The worlds that come with Pretenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BundledWorld {
    /// One tenant with users, clients and APIs of every kind; `pretenant world print` shows it.
    Contoso,
}

/// The items of an optional list.
fn listed<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// The JSON Schema of world files, for editors.
#[must_use]
pub fn schema() -> serde_json::Value {
    crate::document::schema::<WorldFile>()
}
