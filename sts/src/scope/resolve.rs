//! Which APIs and permissions a parsed scope means in a tenant.

use std::sync::Arc;

use uuid::Uuid;

use super::{Asked, Item, Oidc, ScopeRequest, Typed};
use crate::aadsts;
use crate::directory::{App, Directory};
use crate::refusal::Refusal;

/// A scope request that met the directory.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The request.
    pub request: ScopeRequest,
    /// The tenant whose APIs were looked at.
    pub tenant: Uuid,
    /// One entry per API, in the order of first mention. Requests for OIDC scopes alone lead to Microsoft Graph.
    pub targets: Vec<Target>,
}

/// What is asked of one API.
#[derive(Debug, Clone)]
pub struct Target {
    /// The API's registration.
    pub api: Arc<App>,
    /// How the API was first typed.
    pub typed: Typed,
    /// Permissions asked for, by the API's own spelling, each with the way its resource was typed.
    pub permissions: Vec<(String, Typed)>,
    /// `.default` was asked for.
    pub default: bool,
    /// Permissions that the API does not have, as typed.
    pub unknown: Vec<String>,
}

impl Target {
    /// The resource as v1 tokens name it in `aud`: what was typed, or Graph's URI for bare scopes.
    #[must_use]
    pub fn resource(&self) -> String {
        match &self.typed {
            Typed::Named(name) => name.clone(),
            Typed::Bare => "https://graph.microsoft.com".to_owned(),
        }
    }
}

impl Resolved {
    /// What was asked for, for the doctor.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked { tenant: Some(self.tenant), ..self.request.asked() }
    }

    /// OpenID Connect scopes of the request.
    #[must_use]
    pub fn oidc(&self) -> Oidc {
        self.request.oidc
    }
}

/// Finds the APIs and permissions that `request` means in `tenant`.
///
/// # Errors
/// AADSTS500011 for an API that is not in the tenant.
pub fn resolve(request: ScopeRequest, directory: &Directory, tenant: Uuid) -> Result<Resolved, Refusal> {
    let mut targets: Vec<Target> = Vec::new();
    for item in &request.items {
        let found = find(item, directory, tenant);
        let api = found.map_err(|r| r.about(Asked { tenant: Some(tenant), ..request.asked() }))?;
        let index = targets.iter().position(|t| t.api.client_id == api.client_id).unwrap_or_else(|| {
            targets.push(Target {
                api: api.clone(),
                typed: item.resource.clone(),
                permissions: Vec::new(),
                default: false,
                unknown: Vec::new(),
            });
            targets.len() - 1
        });
        add(&mut targets[index], item);
    }
    if targets.is_empty()
        && let Some(graph) = directory.graph()
    {
        targets.push(Target {
            api: graph.clone(),
            typed: Typed::Bare,
            permissions: Vec::new(),
            default: false,
            unknown: Vec::new(),
        });
    }
    Ok(Resolved { request, tenant, targets })
}

fn find(item: &Item, directory: &Directory, tenant: Uuid) -> Result<Arc<App>, Refusal> {
    let found = match &item.resource {
        Typed::Bare => directory.graph().cloned(),
        Typed::Named(name) => directory.resource(name, Some(tenant)).map(|m| m.app),
    };
    found.ok_or_else(|| {
        let resource = match &item.resource {
            Typed::Bare => "https://graph.microsoft.com",
            Typed::Named(name) => name,
        };
        aadsts!(500011).check("scope.resource").with("resource", resource).with("tenant", tenant)
    })
}

fn add(target: &mut Target, item: &Item) {
    if item.is_default() {
        target.default = true;
        return;
    }
    let known = target.api.api.as_ref().and_then(|api| {
        api.scopes.iter().find(|s| s.value.eq_ignore_ascii_case(&item.permission)).map(|s| s.value.clone())
    });
    match known {
        Some(value) if target.permissions.iter().any(|(v, _)| *v == value) => {}
        Some(value) => target.permissions.push((value, item.resource.clone())),
        None => target.unknown.push(item.permission.clone()),
    }
}
