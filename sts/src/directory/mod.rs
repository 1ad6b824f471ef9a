//! What is registered: tenants, users, groups, app registrations and the APIs they expose.
//!
//! A [`Directory`] is an immutable snapshot. It is built from a world file (see [`file`]) and replaced as
//! a whole when the control API changes something, so a request sees one consistent directory.
//! What *happened* (sessions, codes, consents given at run time) is the ledger's, not the directory's.

mod api;
mod app;
pub mod file;
mod grant;
mod lifetimes;
mod lookup;
mod tenant;
mod user;

pub use api::{Api, ApiStyle, AppRole, Optional, Permission, Preauthorization, RoleMember, TokenVersion};
pub use app::{
    App, Certificate, ClientSecret, FlowSettings, RedirectKind, RedirectUri, RequiredAccess, SignInAudience,
};
pub use grant::{ConsentGrant, ConsentType, Principal, RoleAssignment};
pub use lifetimes::Lifetimes;
pub use lookup::{GRAPH, MSA_TENANT, ResourceMatch, TenantSegment};
pub use tenant::Tenant;
pub use user::User;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

/// Everything registered in a world. Indexes are private; look things up with the methods of `lookup`.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    tenants: Vec<Arc<Tenant>>,
    users: Vec<Arc<User>>,
    apps: Vec<Arc<App>>,
    grants: Vec<ConsentGrant>,
    assignments: Vec<RoleAssignment>,
    settings: Settings,

    tenant_by_id: HashMap<Uuid, usize>,
    tenant_by_segment: HashMap<String, usize>,
    user_by_oid: HashMap<Uuid, usize>,
    user_by_upn: HashMap<String, usize>,
    app_by_id: HashMap<Uuid, usize>,
    api_by_identifier: HashMap<String, Vec<usize>>,
    roles_by_holder: HashMap<(Principal, Uuid), Vec<usize>>,
}

/// World-wide settings that are not anybody's registration.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Host (and port) that issuers name, when the world pins one; else the host that the client used.
    pub issuer_host: Option<String>,
    /// The user that `--sign-in auto` signs in when the request hints at nobody (object id).
    pub default_user: Option<Uuid>,
    /// Lifetimes for everything that sets none of its own.
    pub lifetimes: Lifetimes,
}

impl Directory {
    /// Builds the indexes over registrations that were already checked (unique ids, resolvable references).
    #[must_use]
    pub fn new(
        tenants: Vec<Tenant>,
        users: Vec<User>,
        apps: Vec<App>,
        grants: Vec<ConsentGrant>,
        assignments: Vec<RoleAssignment>,
        settings: Settings,
    ) -> Self {
        let mut directory = Self {
            tenants: tenants.into_iter().map(Arc::new).collect(),
            users: users.into_iter().map(Arc::new).collect(),
            apps: apps.into_iter().map(Arc::new).collect(),
            grants,
            assignments,
            settings,
            ..Self::default()
        };
        directory.index();
        directory
    }

    fn index(&mut self) {
        for (i, tenant) in self.tenants.iter().enumerate() {
            self.tenant_by_id.insert(tenant.id, i);
            self.tenant_by_segment.insert(tenant.id.to_string(), i);
            for domain in &tenant.domains {
                self.tenant_by_segment.insert(domain.to_ascii_lowercase(), i);
            }
        }
        for (i, user) in self.users.iter().enumerate() {
            self.user_by_oid.insert(user.oid, i);
            self.user_by_upn.insert(user.upn.to_lowercase(), i);
        }
        for (i, assignment) in self.assignments.iter().enumerate() {
            self.roles_by_holder.entry((assignment.principal, assignment.resource)).or_default().push(i);
        }
        for (i, app) in self.apps.iter().enumerate() {
            self.app_by_id.insert(app.client_id, i);
            if let Some(api) = &app.api {
                for uri in &api.identifier_uris {
                    let key = lookup::resource_key(uri);
                    let entry = self.api_by_identifier.entry(key).or_default();
                    if !entry.contains(&i) {
                        entry.push(i);
                    }
                }
            }
        }
    }

    /// The tenants, in the order of the world file.
    #[must_use]
    pub fn tenants(&self) -> &[Arc<Tenant>] {
        &self.tenants
    }

    /// The users, in the order of the world file.
    #[must_use]
    pub fn users(&self) -> &[Arc<User>] {
        &self.users
    }

    /// The app registrations (APIs are app registrations that expose one), in the order of the world file.
    #[must_use]
    pub fn apps(&self) -> &[Arc<App>] {
        &self.apps
    }

    /// Consent that the world starts with.
    #[must_use]
    pub fn grants(&self) -> &[ConsentGrant] {
        &self.grants
    }

    /// App role assignments, to users and to client applications.
    #[must_use]
    pub fn assignments(&self) -> &[RoleAssignment] {
        &self.assignments
    }

    /// World-wide settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
