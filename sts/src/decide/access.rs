//! Scoped: which permissions a client has for a user on an API, and whether what it asks for is among them.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::{Context, policy};
use crate::aadsts;
use crate::directory::{App, Directory, Principal, Tenant, User};
use crate::ledger::Ledger;
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::rules::Deciding;
use crate::scope::{Asked, Oidc, Resolved, ScopeRequest, Target, Typed, resolve};

/// Delegated permissions that were granted for one API.
#[derive(Debug, Clone)]
pub struct Access {
    /// The API.
    pub api: Arc<App>,
    /// The resource as the client typed it.
    pub resource: String,
    /// `scp`: every permission the client has for this user on this API, not only those it asked for.
    pub scopes: Vec<String>,
    /// `roles` of the user on the API.
    pub roles: Vec<String>,
    /// The `scope` member of the response.
    pub response_scope: String,
    /// OpenID Connect scopes in force.
    pub oidc: Oidc,
}

/// Who asks, for whom, where.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The issuing tenant.
    pub tenant: &'a Tenant,
    /// The client application.
    pub client: &'a App,
    /// The user.
    pub user: &'a User,
}

/// The API and permissions that a delegated token request ends up with.
///
/// # Errors
/// AADSTS28000 several APIs, 500011 unknown API, 650053 unknown permission, 90009 token for itself by URI,
/// 65001 consent missing, 650057 API not listed in the registration; what a rule says.
pub fn delegated(
    context: &Context<'_>,
    ledger: &Ledger,
    asking: Asking<'_>,
    request: &ScopeRequest,
) -> Result<Access, Refusal> {
    let resolved = resolve(request.clone(), context.directory, asking.tenant.id)?;
    let target = target(&resolved, Some(asking.client))?;
    let granted = granted(ledger, asking, &target.api);
    consented(context, ledger, asking, target, &granted)?;
    let deciding = Deciding {
        tenant: Some(asking.tenant),
        client: Some(asking.client),
        user: Some(asking.user),
        scope: Some(request),
        resources: vec![target.api.clone()],
        authorize: None,
    };
    policy::check(context, &deciding, || consent_required(asking.client))?;
    Ok(grant(context, asking, &resolved, target, &granted))
}

/// The one API that a delegated token request is about, as far as its scope alone tells. Without a client, some
/// client is meant.
///
/// # Errors
/// AADSTS28000, 500011, 650053, 90009.
pub fn target<'r>(resolved: &'r Resolved, client: Option<&App>) -> Result<&'r Target, Refusal> {
    let target = single(resolved)?;
    known(resolved, client)?;
    if let Some(client) = client {
        not_itself_by_uri(target, client).map_err(|r| r.about(asked(resolved, Some(client))))?;
    }
    Ok(target)
}

/// One access token is for one API.
///
/// # Errors
/// AADSTS28000.
pub fn single(resolved: &Resolved) -> Result<&Target, Refusal> {
    match resolved.targets.as_slice() {
        [one] => Ok(one),
        [] => Err(aadsts!(500011)
            .check("scope.resource")
            .with("resource", "https://graph.microsoft.com")
            .with("tenant", resolved.tenant)
            .about(resolved.asked())),
        _ => Err(aadsts!(28000)
            .check("scope.single_resource")
            .with("scope", &resolved.request.raw)
            .about(resolved.asked())),
    }
}

/// Every named permission exists.
///
/// # Errors
/// AADSTS650053.
pub fn known(resolved: &Resolved, client: Option<&App>) -> Result<(), Refusal> {
    let unknown = resolved.targets.iter().find_map(|target| Some((target, target.unknown.first()?)));
    let Some((target, unknown)) = unknown else { return Ok(()) };
    Err(aadsts!(650053)
        .check("scope.permission")
        .with("name", client.map_or("the client", |c| &c.display_name))
        .with("scope", unknown)
        .with("resource_id", target.api.client_id)
        .about(asked(resolved, client)))
}

/// A client is its own API only by its client id.
///
/// # Errors
/// AADSTS90009.
pub fn not_itself_by_uri(target: &Target, client: &App) -> Result<(), Refusal> {
    let by_guid = matches!(&target.typed, Typed::Named(name) if Uuid::try_parse(name).is_ok());
    if target.api.client_id != client.client_id || by_guid {
        return Ok(());
    }
    Err(aadsts!(90009).check("scope.self").with("id", client.client_id).with("name", &client.display_name))
}

fn asked(resolved: &Resolved, client: Option<&App>) -> Asked {
    Asked { client: client.map(|c| c.client_id), ..resolved.asked() }
}

/// Permissions that hold for client and user on an API: consent, preauthorisation, and for first-party clients
/// what their registration lists.
#[must_use]
pub fn granted(ledger: &Ledger, asking: Asking<'_>, api: &App) -> BTreeSet<String> {
    let Asking { tenant, client, user } = asking;
    let mut granted = ledger.consents.scopes(tenant.id, client.client_id, api.client_id, user.oid);
    if let Some(exposed) = &api.api {
        let pre = exposed.preauthorized.iter().filter(|p| p.client_id == client.client_id);
        granted.extend(pre.flat_map(|p| p.scopes.iter().cloned()));
    }
    if client.first_party
        && let Some(required) = client.required_for(api.client_id)
    {
        granted.extend(required.scopes.iter().cloned());
    }
    granted
}

fn consented(
    context: &Context<'_>,
    ledger: &Ledger,
    asking: Asking<'_>,
    target: &Target,
    granted: &BTreeSet<String>,
) -> Result<(), Refusal> {
    let Asking { tenant, client, user } = asking;
    let itself = target.api.client_id == client.client_id;
    let missing: Vec<&str> =
        target.permissions.iter().map(|(v, _)| v.as_str()).filter(|v| !granted.contains(*v)).collect();
    let nothing_for_default = target.default && granted.is_empty() && !itself;
    let only_oidc = !target.default && target.permissions.is_empty();
    let stranger = only_oidc && !client.first_party && !ledger.consents.any(tenant.id, client.client_id, user.oid);
    if missing.is_empty() && !nothing_for_default && !stranger {
        return Ok(());
    }
    if nothing_for_default && client.required_for(target.api.client_id).is_none() {
        return Err(not_listed(context.directory, target, Some(client)));
    }
    let asked = if missing.is_empty() { target.typed.scope(".default") } else { missing.join(" ") };
    let has =
        if granted.is_empty() { "nothing".to_owned() } else { granted.iter().cloned().collect::<Vec<_>>().join(" ") };
    Err(consent_required(client)
        .expected(format!("consent of {} or an administrator to {asked} on '{}'", user.upn, target.api.name))
        .found(format!("consent to {has}")))
}

/// AADSTS65001 for a client.
#[must_use]
pub fn consent_required(client: &App) -> Refusal {
    aadsts!(65001).check("consent.granted").with("id", client.client_id).with("name", &client.display_name)
}

/// AADSTS650057 for an API that the registration of a client does not list. Without a client, some client is meant.
#[must_use]
pub fn not_listed(directory: &Directory, target: &Target, client: Option<&App>) -> Refusal {
    let required = client.map_or(&[][..], |c| &c.required);
    let listed: Vec<String> = required.iter().map(|r| r.api.to_string()).collect();
    let names: Vec<&str> = required.iter().filter_map(|r| directory.app(r.api)).map(|a| a.name.as_str()).collect();
    let (id, name) =
        client.map_or_else(|| ("-".to_owned(), "the client"), |c| (c.client_id.to_string(), &c.display_name));
    aadsts!(650057)
        .check("consent.static")
        .with("id", id)
        .with("name", name)
        .with("resource", target.resource())
        .with("resource_id", target.api.client_id)
        .with("valid_resources", listed.join(", "))
        .expected(format!("an API listed in the registration of '{name}': {}", names.join(", ")))
        .found(target.api.name.clone())
}

fn grant(
    context: &Context<'_>,
    asking: Asking<'_>,
    resolved: &Resolved,
    target: &Target,
    granted: &BTreeSet<String>,
) -> Access {
    let is_graph = context.directory.graph().is_some_and(|g| g.client_id == target.api.client_id);
    let mut scopes: Vec<String> = granted.iter().filter(|s| s.as_str() != "offline_access").cloned().collect();
    if is_graph {
        for name in resolved.oidc().names() {
            if name != "offline_access" && !scopes.iter().any(|s| s == name) {
                scopes.push(name.to_owned());
            }
        }
    }
    scopes.sort_by_key(|s| s.to_ascii_lowercase());
    let response_scope = response_scope(context.dialect, target, &scopes);
    Access {
        api: target.api.clone(),
        resource: target.resource(),
        roles: context.directory.roles(Principal::User(asking.user.oid), target.api.client_id),
        scopes,
        response_scope,
        oidc: resolved.oidc(),
    }
}

/// The `scope` member of the response (entra-server §4.3): everything granted, written with the prefix that the
/// client typed; what was asked for as it was typed. v1 answers with bare names.
fn response_scope(dialect: Dialect, target: &Target, scopes: &[String]) -> String {
    const OIDC: [&str; 3] = ["email", "openid", "profile"];
    let mut words: Vec<String> = scopes
        .iter()
        .map(|scope| {
            if dialect == Dialect::V1 || OIDC.contains(&scope.as_str()) {
                return scope.clone();
            }
            let asked = target.permissions.iter().find(|(value, _)| value == scope);
            asked.map_or(&target.typed, |(_, typed)| typed).scope(scope)
        })
        .collect();
    if target.default && dialect == Dialect::V2 {
        words.push(target.typed.scope(".default"));
    }
    words.join(" ")
}
