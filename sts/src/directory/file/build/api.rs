use std::collections::HashMap;

use url::Url;

use super::app::{PermissionKind, Registration, Registrations, permission};
use super::{ids, values};
use crate::directory::file::merge::PlacedApp;
use crate::directory::file::{ExposedApi, RoleEntry, ScopeEntry, listed};
use crate::directory::lookup::resource_key;
use crate::directory::{
    Api, ApiStyle, App, AppRole, Optional, Permission, Preauthorization, RoleMember, SignInAudience, TokenVersion,
};
use crate::document::{Findings, Pointer};

pub(super) fn build(
    entry: &ExposedApi,
    registration: &Registration<'_>,
    all: &Registrations<'_>,
    findings: &mut Findings,
) -> Api {
    let PlacedApp { entry: app, api_at: at, .. } = registration.placed;
    let default_uri = || vec![format!("api://{}", registration.client_id)];
    let identifier_uris = entry.identifier_uris.clone().unwrap_or_else(default_uri);
    for (i, uri) in identifier_uris.iter().enumerate() {
        check_identifier_uri(uri, &at.key("identifier_uris").index(i), findings);
    }
    let path = entry.path.clone().unwrap_or_else(|| format!("/api/{}", default_segment(&app.name)));
    check_path(&path, &at.key("path"), findings);
    let token_version = entry.token_version.unwrap_or(TokenVersion::V2);
    let personal = [SignInAudience::MultipleOrgsAndPersonal, SignInAudience::Personal];
    if token_version == TokenVersion::V1 && app.sign_in_audience.is_some_and(|audience| personal.contains(&audience)) {
        let message = "personal accounts get v2 tokens only";
        findings.add_with_help(&at.key("token_version"), message, Some("set `token_version: v2`".into()));
    }
    Api {
        identifier_uris,
        token_version,
        scopes: scopes(entry, app.display_name.as_ref().unwrap_or(&app.name), &app.name, at, findings),
        roles: roles(&entry.roles, &app.name, &at.key("roles"), findings),
        preauthorized: preauthorized(entry, &app.name, all, &at.key("preauthorized"), findings),
        known_clients: listed(&entry.known_clients)
            .iter()
            .enumerate()
            .filter_map(|(i, client)| all.find(client, &at.key("known_clients").index(i), findings))
            .map(|client| client.client_id)
            .collect(),
        audience_override: entry.aud.clone(),
        lifetimes: values::lifetimes(entry.lifetimes.as_ref(), &at.key("lifetimes"), findings),
        optional_claims: listed(&entry.optional_claims)
            .iter()
            .map(|claim| Optional { name: claim.name.clone(), additional: listed(&claim.additional).to_vec() })
            .collect(),
        group_claims: entry.group_claims.unwrap_or(false),
        style: entry.style.unwrap_or(ApiStyle::IdentityWeb),
        path,
        accepted_audiences: listed(&entry.accepted_audiences).to_vec(),
    }
}

fn scopes(entry: &ExposedApi, shown: &str, name: &str, at: &Pointer, findings: &mut Findings) -> Vec<Permission> {
    let at = at.key("scopes");
    permission_names(entry.scopes.iter().map(|scope| scope.name.as_str()), "scope", &at, findings);
    let scope = |(i, scope): (usize, &ScopeEntry)| {
        let full_name = format!("{name}/{}", scope.name);
        let id = scope.id.as_deref();
        Permission {
            id: ids::given_or_derived(id, "scope", &full_name, &at.index(i).key("id"), findings),
            value: scope.name.clone(),
            admin_only: scope.admin_only.unwrap_or(false),
            display_name: scope.display_name.clone().unwrap_or_else(|| scope.name.clone()),
            description: scope.description.clone().unwrap_or_else(|| {
                format!("Allows the app to use {shown} for you, with the permission {}.", scope.name)
            }),
        }
    };
    entry.scopes.iter().enumerate().map(scope).collect()
}

fn roles(entries: &[RoleEntry], name: &str, at: &Pointer, findings: &mut Findings) -> Vec<AppRole> {
    permission_names(entries.iter().map(|role| role.name.as_str()), "role", at, findings);
    let role = |(i, role): (usize, &RoleEntry)| {
        let full_name = format!("{name}/{}", role.name);
        let id = role.id.as_deref();
        let everybody = || vec![RoleMember::User, RoleMember::Application];
        AppRole {
            id: ids::given_or_derived(id, "role", &full_name, &at.index(i).key("id"), findings),
            value: role.name.clone(),
            members: role.members.clone().unwrap_or_else(everybody),
        }
    };
    entries.iter().enumerate().map(role).collect()
}

fn preauthorized(
    entry: &ExposedApi,
    name: &str,
    all: &Registrations<'_>,
    at: &Pointer,
    findings: &mut Findings,
) -> Vec<Preauthorization> {
    let mut preauthorized = Vec::new();
    for (i, client) in listed(&entry.preauthorized).iter().enumerate() {
        let at = at.index(i);
        let registration = all.find(&client.client, &at.key("client"), findings);
        let known = |(i, typed): (usize, &String)| {
            permission(entry, name, PermissionKind::Scope, typed, &at.key("scopes").index(i), findings)
        };
        let scopes = client.scopes.iter().enumerate().filter_map(known).collect();
        if let Some(registration) = registration {
            preauthorized.push(Preauthorization { client_id: registration.client_id, scopes });
        }
    }
    preauthorized
}

/// Reports names of scopes or roles that a token couldn't carry, or that occur twice.
fn permission_names<'a>(names: impl Iterator<Item = &'a str>, what: &str, at: &Pointer, findings: &mut Findings) {
    let mut seen = HashMap::new();
    for (i, name) in names.enumerate() {
        let at = at.index(i).key("name");
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '/') || name == ".default" {
            let help = "one word without slashes, e.g. `api.read`".to_owned();
            findings.add_with_help(&at, format!("`{name}` can't be the name of a {what}"), Some(help));
        } else if seen.insert(name.to_lowercase(), i).is_some() {
            findings.add(&at, format!("there are two {what}s named `{name}`"));
        }
    }
}

fn check_identifier_uri(uri: &str, at: &Pointer, findings: &mut Findings) {
    let parsed = Url::parse(uri);
    let usable = parsed.is_ok_and(|url| url.query().is_none() && url.fragment().is_none());
    if !usable || uri.contains(|c: char| c.is_whitespace() || c == '*') {
        let help = "write `api://<name>` or `https://<domain>/<name>`; the client id always works by itself".to_owned();
        findings.add_with_help(at, format!("`{uri}` can't be an App ID URI"), Some(help));
    }
}

fn check_path(path: &str, at: &Pointer, findings: &mut Findings) {
    let usable = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    let segments = path.strip_prefix('/').map(|path| path.split('/'));
    if !segments.is_some_and(|mut s| s.all(|s| !s.is_empty() && s != "." && s != "..")) || !path.chars().all(usable) {
        findings.add_with_help(at, format!("`{path}` can't be a path"), Some("write `/api/orders`".into()));
    }
}

/// The name where it can be part of a path, else what is left of it.
fn default_segment(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c)) {
        name.to_owned()
    } else {
        values::slug(name)
    }
}

/// Reports App ID URIs and paths that two APIs share.
pub(super) fn check_unique(registrations: &[Registration<'_>], apps: &[App], findings: &mut Findings) {
    let apis = || registrations.iter().zip(apps).filter_map(|(r, app)| Some((r, app, app.api.as_ref()?)));
    let paths = apis().map(|(r, app, api)| (api.path.as_str(), app.name.as_str(), r.placed.api_at.key("path")));
    ids::unique(paths, "the path", findings);

    // In one tenant a name must lead to one API. APIs of different tenants may share it, and one API may
    // have several spellings of it.
    let mut seen: HashMap<String, Vec<&App>> = HashMap::new();
    for (registration, app, api) in apis() {
        for (i, uri) in api.identifier_uris.iter().enumerate() {
            let owners = seen.entry(resource_key(uri)).or_default();
            let rival = |owner: &&&App| {
                owner.client_id != app.client_id && (owner.tenant == app.tenant || owner.first_party || app.first_party)
            };
            if let Some(owner) = owners.iter().find(rival) {
                let at = registration.placed.api_at.key("identifier_uris").index(i);
                findings.add(&at, format!("the App ID URI `{uri}` is already taken by `{}`", owner.name));
            }
            owners.push(app);
        }
    }
}
