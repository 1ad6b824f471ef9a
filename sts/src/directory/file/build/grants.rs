use std::collections::HashMap;

use uuid::Uuid;

use super::app::{PermissionKind, Registrations, permission};
use super::names::Names;
use crate::directory::file::merge::Placed;
use crate::directory::file::{ConsentEntry, RoleAssignmentEntry};
use crate::directory::{App, ConsentGrant, ConsentType, Principal, RoleAssignment, RoleMember, User};
use crate::document::{Findings, Pointer};

/// What consents and assignments refer to.
pub(super) struct Known<'a> {
    pub(super) tenants: &'a Names,
    pub(super) users: &'a Names,
    pub(super) registrations: &'a Registrations<'a>,
    pub(super) apps: &'a [App],
    pub(super) all_users: &'a [User],
}

impl Known<'_> {
    fn app(&self, client_id: Uuid) -> Option<&App> {
        self.registrations.position(client_id).and_then(|i| self.apps.get(i))
    }

    fn user(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<&User> {
        self.users.find(typed, at, findings).and_then(|i| self.all_users.get(i))
    }
}

pub(super) fn consents(
    entries: &[Placed<ConsentEntry>],
    known: &Known<'_>,
    findings: &mut Findings,
) -> Vec<ConsentGrant> {
    let mut grants: Vec<(ConsentGrant, &Pointer)> = Vec::new();
    let mut seen = HashMap::new();
    for Placed { entry, at } in entries {
        let Some(grant) = consent(entry, at, known, findings) else { continue };
        let key = (grant.tenant, grant.client, grant.api, grant.consent_type);
        match seen.get(&key).and_then(|&earlier: &usize| grants.get_mut(earlier)) {
            Some((_, earlier)) if earlier.is_in_document() == at.is_in_document() => {
                let help = "list all scopes in one entry".to_owned();
                findings.add_with_help(at, "this consent is listed twice", Some(help));
            }
            Some(earlier) => *earlier = (grant, at),
            None => {
                seen.insert(key, grants.len());
                grants.push((grant, at));
            }
        }
    }
    grants.into_iter().map(|(grant, _)| grant).filter(|grant| !grant.scopes.is_empty()).collect()
}

fn consent(entry: &ConsentEntry, at: &Pointer, known: &Known<'_>, findings: &mut Findings) -> Option<ConsentGrant> {
    let client = known.registrations.find(&entry.client, &at.key("client"), findings).map(|r| r.client_id);
    let api = known.registrations.find_api(&entry.api, &at.key("api"), findings);
    let user = entry.user.as_deref().map(|user| known.user(user, &at.key("user"), findings));
    let scopes: Option<Vec<String>> = api.map(|(registration, api)| {
        let name = registration.placed.entry.name.as_str();
        let scope = |(i, typed): (usize, &String)| {
            permission(api, name, PermissionKind::Scope, typed, &at.key("scopes").index(i), findings)
        };
        entry.scopes.iter().enumerate().filter_map(scope).collect()
    });
    let client = known.app(client?)?;
    let api = known.app(api?.0.client_id)?;
    let (consent_type, user_tenant) = match user {
        None => (ConsentType::AllPrincipals, None),
        Some(user) => {
            let user = user?;
            (ConsentType::Principal(user.oid), Some(user.tenant))
        }
    };
    let tenant = match &entry.tenant {
        Some(tenant) => known.tenants.id(tenant, &at.key("tenant"), findings)?,
        None => user_tenant.unwrap_or(client.tenant),
    };
    if user_tenant.is_some_and(|home| home != tenant) {
        findings.add(&at.key("tenant"), "the user belongs to another tenant");
    }
    for (app, key, named) in [(client, "client", &entry.client), (api, "api", &entry.api)] {
        if !app.visible_in(tenant) {
            let help = format!("set `sign_in_audience: AzureADMultipleOrgs` on `{named}`");
            findings.add_with_help(&at.key(key), format!("`{named}` can't be used in that tenant"), Some(help));
        }
    }
    Some(ConsentGrant { tenant, client: client.client_id, api: api.client_id, consent_type, scopes: scopes? })
}

pub(super) fn role_assignments(
    entries: &[Placed<RoleAssignmentEntry>],
    known: &Known<'_>,
    findings: &mut Findings,
) -> Vec<RoleAssignment> {
    let mut assignments: Vec<RoleAssignment> = Vec::new();
    let mut seen: HashMap<(Principal, Uuid, Option<String>), bool> = HashMap::new();
    for Placed { entry, at } in entries {
        let Some(assignment) = role_assignment(entry, at, known, findings) else {
            continue;
        };
        let key = (assignment.principal, assignment.resource, assignment.role.clone());
        match seen.insert(key, at.is_in_document()) {
            None => assignments.push(assignment),
            // Repeating one of the bundled world is harmless.
            Some(in_file) if in_file && at.is_in_document() => findings.add(at, "this assignment is listed twice"),
            Some(_) => {}
        }
    }
    assignments
}

fn role_assignment(
    entry: &RoleAssignmentEntry,
    at: &Pointer,
    known: &Known<'_>,
    findings: &mut Findings,
) -> Option<RoleAssignment> {
    let (principal, member) = match (&entry.app, &entry.user) {
        (Some(app), None) => {
            let app = known.registrations.find(app, &at.key("app"), findings);
            (app.map(|app| Principal::App(app.client_id)), RoleMember::Application)
        }
        (None, Some(user)) => {
            let user = known.user(user, &at.key("user"), findings);
            (user.map(|user| Principal::User(user.oid)), RoleMember::User)
        }
        (Some(_), Some(_)) => {
            findings.add(at, "a role assignment is for an `app` or for a `user`, not for both");
            return None;
        }
        (None, None) => {
            findings.add(at, "a role assignment says who has the role: `app` or `user`");
            return None;
        }
    };
    let role_at = at.key("role");
    let (resource, role) = match &entry.role {
        None => (known.registrations.find(&entry.api, &at.key("api"), findings)?.client_id, None),
        Some(role) => {
            let (registration, api) = known.registrations.find_api(&entry.api, &at.key("api"), findings)?;
            let name = registration.placed.entry.name.as_str();
            let role = permission(api, name, PermissionKind::Role, role, &role_at, findings)?;
            let members = known.app(registration.client_id)?.api.as_ref()?.roles.iter().find(|r| r.value == role);
            if !members.is_some_and(|role| role.members.contains(&member)) {
                let (who, word) = match member {
                    RoleMember::Application => ("applications", "application"),
                    RoleMember::User => ("users", "user"),
                };
                let help = format!("add `{word}` to the role's `members`");
                findings.add_with_help(&role_at, format!("the role `{role}` is not for {who}"), Some(help));
            }
            (registration.client_id, Some(role))
        }
    };
    Some(RoleAssignment { principal: principal?, resource, role })
}
