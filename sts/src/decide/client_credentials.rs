//! A token for the application itself (RFC 6749 §4.4, entra-server §4.5).

use uuid::Uuid;

use super::client::Caller;
use super::plan::{Plan, Subject};
use super::{Context, access, policy};
use crate::aadsts;
use crate::directory::{App, Directory, Principal};
use crate::protocol::form;
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::rules::Deciding;
use crate::scope::{Asked, Item, ScopeRequest, Target, resolve};

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
    let app = &caller.app;
    let scope = request.scope.as_ref();
    let target = target(scope, context.dialect, context.directory, tenant.id, Some(app))?;
    let roles = roles(context.directory, app, &target.api)?;
    let deciding = Deciding {
        tenant: Some(tenant),
        client: Some(app),
        scope,
        resources: vec![target.api.clone()],
        ..Deciding::default()
    };
    policy::check(context, &deciding, || access::consent_required(app))?;
    Ok(Plan {
        dialect: context.dialect,
        tenant: tenant.clone(),
        client: app.clone(),
        proof: caller.proof,
        resource: target.resource(),
        api: target.api,
        scopes: Vec::new(),
        roles,
        response_scope: None,
        subject: Subject::Application,
        id_token: None,
        refresh_token: None,
        client_info: false,
    })
}

/// The app roles that a client has on an API.
///
/// # Errors
/// AADSTS501051 when it has none and the API insists on an assignment.
pub fn roles(directory: &Directory, client: &App, api: &App) -> Result<Vec<String>, Refusal> {
    let holder = Principal::App(client.client_id);
    let roles = directory.roles(holder, api.client_id);
    if !roles.is_empty() || !api.assignment_required || directory.is_assigned(holder, api.client_id) {
        return Ok(roles);
    }
    Err(aadsts!(501051)
        .check("app_role.assignment")
        .with("id", client.client_id)
        .with("name", &client.display_name)
        .with("resource", api.client_id)
        .with("resource_name", &api.display_name)
        .expected(format!("an app role of '{}' assigned to '{}'", api.name, client.name))
        .found("none"))
}

/// The one API that the scope of an app-only request is about. Without a client, some client is meant.
///
/// # Errors
/// AADSTS90014 no scope, 1002012 a scope that is not `.default`, 70011 several `.default`, 500011 unknown API,
/// 90009 token for itself by URI.
pub fn target(
    scope: Option<&ScopeRequest>,
    dialect: Dialect,
    directory: &Directory,
    tenant: Uuid,
    client: Option<&App>,
) -> Result<Target, Refusal> {
    let scope = scope.ok_or_else(|| no_scope(dialect))?;
    let asked = Asked { application: true, tenant: Some(tenant), client: client.map(|c| c.client_id), ..scope.asked() };
    let find = || {
        only_default(scope)?;
        let mut targets = resolve(scope.clone(), directory, tenant)?.targets;
        let only = targets.pop().filter(|_| targets.is_empty()).ok_or_else(|| several(scope))?;
        client.map_or(Ok(()), |client| access::not_itself_by_uri(&only, client))?;
        Ok(only)
    };
    find().map_err(|refusal: Refusal| refusal.about(asked))
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
    if !scope.items.is_empty() && scope.items.iter().all(Item::is_default) {
        return Ok(());
    }
    Err(aadsts!(1002012).check("scope.default").with("scope", &scope.raw))
}

fn several(scope: &ScopeRequest) -> Refusal {
    aadsts!(70011).check("scope.single_resource").with("scope", &scope.raw).with("reason", "")
}
