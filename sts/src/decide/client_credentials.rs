//! A token for the application itself (RFC 6749 §4.4, entra-server §4.5).

use super::client::Caller;
use super::plan::{Plan, Subject};
use super::{Context, access, policy};
use crate::aadsts;
use crate::directory::Principal;
use crate::protocol::form;
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::rules::Deciding;
use crate::scope::{ScopeRequest, Typed, resolve};

/// Decides a client credentials request.
///
/// # Errors
/// AADSTS7000218 no credential, 50059 no concrete tenant, 90014 no scope, 1002012 a scope that is not
/// `.default`, 70011 several `.default`, 500011 unknown API, 501051 assignment required; what a rule says.
pub fn decide(context: &Context<'_>, request: &TokenRequest, caller: &Caller) -> Result<Plan, Refusal> {
    caller.require_proof()?;
    let Some(tenant) = context.segment.tenant() else {
        return Err(aadsts!(50059)
            .check("tenant.concrete")
            .expected("a tenant id or domain in the authority: an app-only token belongs to one tenant")
            .found(context.typed.to_owned()));
    };
    let scope = request.scope.as_ref().ok_or_else(|| no_scope(context.dialect))?;
    only_default(scope)?;
    let resolved = resolve(scope.clone(), context.directory, tenant.id)?;
    let [target] = resolved.targets.as_slice() else {
        return Err(aadsts!(70011)
            .check("scope.single_resource")
            .with("scope", &scope.raw)
            .with("reason", "")
            .expected("one <resource>/.default")
            .found(scope.raw.clone()));
    };
    let app = &caller.app;
    let by_uri = !matches!(&target.typed, Typed::Named(name) if uuid::Uuid::try_parse(name).is_ok());
    if target.api.client_id == app.client_id && by_uri {
        return Err(aadsts!(90009)
            .check("scope.self")
            .with("id", app.client_id)
            .with("name", &app.display_name)
            .expected(format!("{}/.default", app.client_id))
            .found(target.resource()));
    }
    let holder = Principal::App(app.client_id);
    let roles = context.directory.roles(holder, target.api.client_id);
    if roles.is_empty()
        && target.api.assignment_required
        && !context.directory.is_assigned(holder, target.api.client_id)
    {
        return Err(aadsts!(501051)
            .check("app_role.assignment")
            .with("id", app.client_id)
            .with("name", &app.display_name)
            .with("resource", target.api.client_id)
            .with("resource_name", &target.api.display_name)
            .expected(format!("an app role of '{}' assigned to '{}'", target.api.name, app.name))
            .found("none"));
    }
    let deciding = Deciding {
        tenant: Some(tenant),
        client: Some(app),
        scope: Some(scope),
        resources: vec![target.api.clone()],
        ..Deciding::default()
    };
    policy::check(context, &deciding, || access::consent_required(app))?;
    Ok(Plan {
        dialect: context.dialect,
        tenant: tenant.clone(),
        client: app.clone(),
        proof: caller.proof,
        api: target.api.clone(),
        resource: target.resource(),
        scopes: Vec::new(),
        roles,
        response_scope: None,
        subject: Subject::Application,
        id_token: None,
        refresh_token: None,
        client_info: false,
    })
}

fn no_scope(dialect: Dialect) -> Refusal {
    match dialect {
        Dialect::V1 => form::missing("resource"),
        Dialect::V2 => aadsts!(90014)
            .check("request.parameter")
            .with("param", "scope")
            .expected("scope=<resource>/.default")
            .found("no scope"),
    }
}

/// OpenID Connect scopes beside it are ignored (MSAL Go sends them).
fn only_default(scope: &ScopeRequest) -> Result<(), Refusal> {
    if !scope.items.is_empty() && scope.items.iter().all(crate::scope::Item::is_default) {
        return Ok(());
    }
    Err(aadsts!(1002012)
        .check("scope.default")
        .with("scope", &scope.raw)
        .expected("<resource>/.default")
        .found(scope.raw.clone()))
}
