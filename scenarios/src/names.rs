//! What users call things: registrations found by the names that scenario files give them.

use pretenant_sts::directory::{App, Directory, TenantSegment, User};

/// A user by name, user principal name or object id.
pub fn user<'d>(directory: &'d Directory, name: &str) -> Option<&'d User> {
    let is = |u: &User| u.name == name || u.upn.eq_ignore_ascii_case(name) || u.oid.to_string() == name;
    directory.users().iter().find(|u| is(u)).map(AsRef::as_ref)
}

/// An app registration by name or client id.
pub fn app<'d>(directory: &'d Directory, name: &str) -> Option<&'d App> {
    let is = |a: &App| a.name == name || a.client_id.to_string().eq_ignore_ascii_case(name);
    directory.apps().iter().find(|a| is(a)).map(AsRef::as_ref)
}

/// The tenant segment that a name stands for: a tenant's id, or one of the words for many.
pub fn tenant_segment(directory: &Directory, name: &str) -> Option<String> {
    if let Some(tenant) = directory.tenants().iter().find(|t| t.name == name) {
        return Some(tenant.id.to_string());
    }
    match directory.tenant_segment(name)? {
        TenantSegment::Tenant(_) | TenantSegment::Common | TenantSegment::Organizations | TenantSegment::Consumers => {
            Some(name.to_owned())
        }
    }
}
