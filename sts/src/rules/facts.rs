//! What rules can see of an exchange.

use std::sync::Arc;

use http::HeaderMap;
use uuid::Uuid;

use super::rule::StageWord;
use crate::directory::{App, Directory, Tenant, TenantSegment, User};
use crate::endpoint::arrival::Arrival;
use crate::ledger::CodeState;
use crate::protocol::form::Form;
use crate::route::{Dialect, Endpoint, Route};
use crate::scope::{self, Item, Typed};
use crate::token::verify;

/// Where in the life of an exchange: see [`StageWord`].
pub type Stage = StageWord;

/// What rules can see of an exchange. Grows as the exchange goes on: what a decision found out replaces what could
/// be read from the request.
#[derive(Debug, Clone)]
pub struct Facts {
    /// HTTP method.
    pub method: String,
    /// Path as sent.
    pub path: String,
    /// Endpoint by the journal's name.
    pub endpoint: Option<&'static str>,
    /// `v1` or `v2`.
    pub version: Option<&'static str>,
    /// Tenant segment as typed.
    pub segment: Option<String>,
    /// The tenant that the segment names.
    pub tenant: Option<Arc<Tenant>>,
    /// Grant by the journal's name.
    pub grant: Option<&'static str>,
    /// The client application, if the request names one that exists.
    pub client: Option<Arc<App>>,
    /// The user, if the request tells.
    pub user: Option<Arc<User>>,
    /// Scopes asked for: as typed, and the permission alone.
    pub scopes: Vec<(String, String)>,
    /// APIs asked for, or the one that is called.
    pub resources: Vec<Arc<App>>,
    /// Parameters of query and body.
    pub parameters: Form,
    /// Request headers.
    pub headers: HeaderMap,
    /// What the client sent as `client-request-id`, or the id we gave.
    pub correlation_id: Uuid,
    /// Status of the answer, once there is one.
    pub status: Option<u16>,
}

impl Facts {
    /// Reads a request. `api` is the protected API that the path belongs to.
    #[must_use]
    pub fn read(arrival: &Arrival<'_>, route: Option<&Route>, api: Option<&Arc<App>>) -> Self {
        let parameters = arrival.query().unwrap_or_default().chain(arrival.body().unwrap_or_default());
        let directory = &arrival.directory;
        let segment = route.map(|r| r.segment.clone());
        let tenant = segment.as_deref().and_then(|s| match directory.tenant_segment(s) {
            Some(TenantSegment::Tenant(tenant)) => Some(tenant),
            _ => None,
        });
        let dialect = route.map(|r| r.dialect);
        let asked = dialect.map(|d| asked(&parameters, d)).unwrap_or_default();
        let mut facts = Self {
            method: arrival.request.method().to_string(),
            path: arrival.request.uri().path().to_owned(),
            endpoint: route.map(|r| r.endpoint.name()).or_else(|| api.map(|_| "api")),
            version: dialect.map(|d| if d == Dialect::V1 { "v1" } else { "v2" }),
            segment,
            tenant,
            grant: route.filter(|r| r.endpoint == Endpoint::Token).and_then(|_| grant(&parameters)),
            client: client(arrival, &parameters),
            user: None,
            resources: resources(directory, &asked),
            scopes: asked.iter().map(|item| (item.text(), item.permission.clone())).collect(),
            headers: arrival.request.headers().clone(),
            correlation_id: arrival.trace.correlation_id,
            parameters,
            status: None,
        };
        facts.user = facts.presented(arrival).or_else(|| facts.bearer(arrival));
        facts.resources.extend(api.cloned());
        facts
    }

    /// The user whom a credential in the request stands for, nothing checked.
    fn presented(&self, arrival: &Arrival<'_>) -> Option<Arc<User>> {
        let directory = &arrival.directory;
        if let Some(name) = self.parameters.first("username").or_else(|| self.parameters.first("login_hint")) {
            return directory.user_by_upn(name.trim()).cloned();
        }
        if let Some(assertion) = self.parameters.first("assertion") {
            let parts = verify::parse(assertion).ok()?;
            return directory.user(Uuid::try_parse(parts.text("oid")?).ok()?).cloned();
        }
        let ledger = arrival.ledger();
        let refresh = self.parameters.first("refresh_token").and_then(|t| ledger.refresh_tokens.get(t)).map(|g| g.user);
        let code = || self.parameters.first("code").and_then(|c| ledger.codes.get(c)).map(CodeState::grant);
        let oid = refresh.or_else(|| code().map(|grant| grant.user))?;
        drop(ledger);
        directory.user(oid).cloned()
    }

    fn bearer(&self, arrival: &Arrival<'_>) -> Option<Arc<User>> {
        let token = crate::resource::bearer(arrival)?;
        let parts = verify::parse(token).ok()?;
        arrival.directory.user(Uuid::try_parse(parts.text("oid")?).ok()?).cloned()
    }
}

fn asked(parameters: &Form, dialect: Dialect) -> Vec<Item> {
    let text = |name| parameters.first(name).unwrap_or_default();
    match dialect {
        Dialect::V2 => scope::parse(text("scope")).map(|s| s.items).unwrap_or_default(),
        Dialect::V1 if text("resource").is_empty() => Vec::new(),
        Dialect::V1 => scope::parse_resource(text("resource"), text("scope")).items,
    }
}

fn resources(directory: &Directory, asked: &[Item]) -> Vec<Arc<App>> {
    let mut all: Vec<Arc<App>> = Vec::new();
    for item in asked {
        let found = match &item.resource {
            Typed::Bare => directory.graph().cloned(),
            Typed::Named(name) => directory.resource(name, None).map(|m| m.app),
        };
        all.extend(found.filter(|f| !all.iter().any(|a| a.client_id == f.client_id)));
    }
    all
}

fn grant(parameters: &Form) -> Option<&'static str> {
    Some(match parameters.first("grant_type")? {
        "authorization_code" => "authorization_code",
        "refresh_token" => "refresh_token",
        "client_credentials" => "client_credentials",
        "password" => "password",
        "device_code" | "urn:ietf:params:oauth:grant-type:device_code" => "device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => "on_behalf_of",
        _ => return None,
    })
}

/// The client application that a request claims to be of: body or query, Basic header, assertion, bearer token.
fn client(arrival: &Arrival<'_>, parameters: &Form) -> Option<Arc<App>> {
    use base64::Engine as _;
    let by_id = |id: &str| arrival.directory.app(Uuid::try_parse(id).ok()?).cloned();
    if let Some(id) = parameters.first("client_id") {
        return by_id(id);
    }
    if let Some(assertion) = parameters.first("client_assertion") {
        return by_id(verify::parse(assertion).ok()?.text("sub")?);
    }
    if let Some(basic) = arrival.header("authorization").and_then(|h| h.strip_prefix("Basic ")) {
        let bytes = base64::engine::general_purpose::STANDARD.decode(basic.trim()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        return by_id(text.split(':').next()?);
    }
    let parts = verify::parse(crate::resource::bearer(arrival)?).ok()?;
    by_id(parts.text("appid").or_else(|| parts.text("azp"))?)
}
