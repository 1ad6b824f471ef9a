use uuid::Uuid;

use super::names::{self, Kind, Names};
use super::{api, certificate, ids, redirect, values};
use crate::directory::file::merge::PlacedApp;
use crate::directory::file::{ExposedApi, FlowsEntry, RequirementEntry, SecretEntry, listed};
use crate::directory::{App, ClientSecret, FlowSettings, RequiredAccess, SignInAudience};
use crate::document::{Findings, Pointer, suggest};

/// All registrations with their ids, so that they can refer to each other in any order.
#[derive(Debug)]
pub(super) struct Registrations<'a> {
    all: Vec<Registration<'a>>,
    names: Names,
}

/// A registration with what others refer to.
#[derive(Debug)]
pub(super) struct Registration<'a> {
    pub(super) placed: &'a PlacedApp,
    pub(super) client_id: Uuid,
    pub(super) tenant: Uuid,
}

/// Which of an API's two kinds of permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PermissionKind {
    Scope,
    Role,
}

impl<'a> Registrations<'a> {
    /// The registration that `typed` refers to.
    pub(super) fn find(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<&Registration<'a>> {
        self.names.find(typed, at, findings).map(|i| &self.all[i])
    }

    /// The API that `typed` refers to.
    pub(super) fn find_api(
        &self,
        typed: &str,
        at: &Pointer,
        findings: &mut Findings,
    ) -> Option<(&Registration<'a>, &'a ExposedApi)> {
        let registration = self.find(typed, at, findings)?;
        let api = registration.placed.entry.api.as_ref();
        if api.is_none() {
            let help = "move it to `apis`, or give it an `api` block".to_owned();
            findings.add_with_help(at, format!("`{typed}` exposes no API"), Some(help));
        }
        api.map(|api| (registration, api))
    }

    /// The index of the registration with this client id.
    pub(super) fn position(&self, client_id: Uuid) -> Option<usize> {
        self.names.position_of_id(client_id)
    }
}

/// The API's spelling of a permission; reports it when the API has none of that name.
pub(super) fn permission(
    api: &ExposedApi,
    api_name: &str,
    kind: PermissionKind,
    typed: &str,
    at: &Pointer,
    findings: &mut Findings,
) -> Option<String> {
    let scopes = || api.scopes.iter().map(|scope| scope.name.as_str());
    let roles = || api.roles.iter().map(|role| role.name.as_str());
    let (what, known, others): (_, Vec<&str>, Vec<&str>) = match kind {
        PermissionKind::Scope => ("scope", scopes().collect(), roles().collect()),
        PermissionKind::Role => ("role", roles().collect(), scopes().collect()),
    };
    if let Some(found) = known.iter().find(|name| name.eq_ignore_ascii_case(typed)) {
        return Some((*found).to_owned());
    }
    let help = match kind {
        PermissionKind::Scope if others.contains(&typed) => {
            Some(format!("`{typed}` is an app role of `{api_name}`, not a scope"))
        }
        PermissionKind::Role if others.contains(&typed) => {
            Some(format!("`{typed}` is a scope of `{api_name}`, not an app role"))
        }
        _ if typed.contains('/') => {
            let name = typed.rsplit('/').next().unwrap_or(typed);
            Some(format!("write only the name: `{name}`"))
        }
        _ => suggest::help(typed, known.iter().copied()),
    };
    findings.add_with_help(at, format!("the API `{api_name}` has no {what} `{typed}`"), help);
    None
}

/// Gives every registration its id and tenant.
pub(super) fn register<'a>(placed: &'a [PlacedApp], tenants: &Names, findings: &mut Findings) -> Registrations<'a> {
    ids::names(placed.iter().map(|e| (e.entry.name.as_str(), &e.at)), "registration", findings);
    let register = |placed: &'a PlacedApp| {
        let PlacedApp { entry, at, .. } = placed;
        let id = entry.id.as_deref();
        let tenant = match &entry.tenant {
            Some(tenant) => tenants.id(tenant, &at.key("tenant"), findings),
            None => tenants.first(),
        };
        Registration {
            placed,
            client_id: ids::given_or_derived(id, "app", &entry.name, &at.key("id"), findings),
            tenant: tenant.unwrap_or_default(),
        }
    };
    let all: Vec<Registration<'a>> = placed.iter().map(register).collect();
    let client_ids = all.iter().map(|r| (r.client_id, r.placed.entry.name.as_str(), r.placed.at.key("id")));
    ids::unique(client_ids, "the client id", findings);
    let known = all.iter().map(|r| (r.placed.entry.name.as_str(), r.client_id));
    let names = names::plain(Kind::Registration, known);
    Registrations { all, names }
}

pub(super) fn build(registrations: &Registrations<'_>, findings: &mut Findings) -> Vec<App> {
    let apps: Vec<App> =
        registrations.all.iter().map(|registration| app(registration, registrations, findings)).collect();
    unique_service_principals(&registrations.all, &apps, findings);
    api::check_unique(&registrations.all, &apps, findings);
    apps
}

fn app(registration: &Registration<'_>, all: &Registrations<'_>, findings: &mut Findings) -> App {
    let PlacedApp { entry, at, .. } = registration.placed;
    let name = entry.name.as_str();
    let service_principal = entry.service_principal.as_deref();
    let at_certificates = at.key("certificates");
    if let Some(url) = &entry.logout_url {
        check_logout_url(url, &at.key("logout_url"), findings);
    }
    App {
        name: name.to_owned(),
        client_id: registration.client_id,
        service_principal: ids::given_or_derived(
            service_principal,
            "service-principal",
            name,
            &at.key("service_principal"),
            findings,
        ),
        tenant: registration.tenant,
        display_name: entry.display_name.clone().unwrap_or_else(|| name.to_owned()),
        audience: entry.sign_in_audience.unwrap_or(SignInAudience::MyOrg),
        enabled: entry.enabled.unwrap_or(true),
        first_party: entry.first_party.unwrap_or(false),
        redirect_uris: redirect::build(entry.redirect_uris.as_ref(), &at.key("redirect_uris"), findings),
        secrets: secrets(listed(&entry.secrets), &at.key("secrets"), findings),
        certificates: listed(&entry.certificates)
            .iter()
            .enumerate()
            .filter_map(|(i, entry)| certificate::build(entry, &at_certificates.index(i), findings))
            .collect(),
        allow_public_client: entry.allow_public_client.unwrap_or(false),
        flows: flows(entry.flows.as_ref(), &at.key("flows"), findings),
        required: required(listed(&entry.requires), all, &at.key("requires"), findings),
        assignment_required: entry.assignment_required.unwrap_or(false),
        logout_url: entry.logout_url.clone(),
        lifetimes: values::lifetimes(entry.lifetimes.as_ref(), &at.key("lifetimes"), findings),
        api: entry.api.as_ref().map(|api| api::build(api, registration, all, findings)),
    }
}

fn secrets(entries: &[SecretEntry], at: &Pointer, findings: &mut Findings) -> Vec<ClientSecret> {
    let mut secret = |(i, entry): (usize, &SecretEntry)| {
        let at = at.index(i);
        if entry.value.is_empty() {
            findings.add(&at.key("value"), "a client secret can't be empty");
        }
        let expires = entry.expires.as_deref();
        let expires = expires.and_then(|text| values::timestamp(text, &at.key("expires"), findings));
        ClientSecret { value: entry.value.clone(), expires }
    };
    entries.iter().enumerate().map(&mut secret).collect()
}

fn flows(entry: Option<&FlowsEntry>, at: &Pointer, findings: &mut Findings) -> FlowSettings {
    let entry = entry.cloned().unwrap_or_default();
    let refresh_in = entry.refresh_in.as_deref();
    FlowSettings {
        id_token_implicit: entry.id_token_implicit.unwrap_or(false),
        token_implicit: entry.token_implicit.unwrap_or(false),
        foci: entry.foci,
        refresh_in: refresh_in.and_then(|text| values::period(text, &at.key("refresh_in"), findings)),
        client_info: entry.client_info.unwrap_or(true),
        id_token_claims: entry.id_token_claims.unwrap_or_default(),
    }
}

fn required(
    entries: &[RequirementEntry],
    all: &Registrations<'_>,
    at: &Pointer,
    findings: &mut Findings,
) -> Vec<RequiredAccess> {
    let mut required: Vec<RequiredAccess> = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let at = at.index(i);
        let Some((registration, api)) = all.find_api(&entry.api, &at.key("api"), findings) else {
            continue;
        };
        let mut known = |key: &str, kind, typed: &Option<Vec<String>>| {
            let at = at.key(key);
            let known = |(i, typed): (usize, &String)| {
                permission(api, &registration.placed.entry.name, kind, typed, &at.index(i), findings)
            };
            listed(typed).iter().enumerate().filter_map(known).collect()
        };
        let access = RequiredAccess {
            api: registration.client_id,
            scopes: known("scopes", PermissionKind::Scope, &entry.scopes),
            roles: known("roles", PermissionKind::Role, &entry.roles),
        };
        if required.iter().any(|earlier| earlier.api == access.api) {
            let help = "list all its permissions in one entry".to_owned();
            findings.add_with_help(&at.key("api"), format!("the API `{}` is listed twice", entry.api), Some(help));
        }
        required.push(access);
    }
    required
}

fn check_logout_url(url: &str, at: &Pointer, findings: &mut Findings) {
    let allowed = url::Url::parse(url).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => url.host_str() == Some("localhost"),
        _ => false,
    });
    if !allowed {
        let help = "use https, or `http://localhost` while developing".to_owned();
        findings.add_with_help(at, format!("`{url}` can't be a logout URL"), Some(help));
    }
}

fn unique_service_principals(registrations: &[Registration<'_>], apps: &[App], findings: &mut Findings) {
    let each = registrations.iter().zip(apps);
    let ids = each.map(|(r, app)| (app.service_principal, app.name.as_str(), r.placed.at.key("service_principal")));
    ids::unique(ids, "the service principal id", findings);
}
