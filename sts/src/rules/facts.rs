//! What rules can see of an exchange.

use std::sync::Arc;

use http::HeaderMap;
use serde_json::Value;
use uuid::Uuid;

use super::exchange::Deciding;
use crate::clock::Moment;
use crate::directory::{App, Directory, Tenant, TenantSegment, User};
use crate::endpoint::arrival::Arrival;
use crate::ledger::CodeState;
use crate::protocol::form::Form;
use crate::route::{Dialect, Endpoint, Route};
use crate::scope::{self, ScopeRequest, Typed};
use crate::token::jws::Object;
use crate::token::{jwe, verify};

/// What rules can see of an exchange. Grows as the exchange goes on: what a decision found out replaces what could
/// be read from the request.
#[derive(Debug, Clone, Default)]
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
    /// The tenant that the segment names, or that issues.
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
    /// Claims of the bearer token or assertion that the request carries, nothing checked.
    pub token: Object,
    /// Request headers.
    pub headers: HeaderMap,
    /// What the client sent as `client-request-id`, or the id we gave.
    pub correlation_id: Uuid,
    /// When it arrived.
    pub now: Moment,
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
            version: dialect.map(version),
            segment,
            tenant,
            grant: route.filter(|r| r.endpoint == Endpoint::Token).and_then(|_| grant(&parameters)),
            client: client(arrival, &parameters),
            user: None,
            resources: resources(directory, &asked),
            scopes: words(&asked),
            token: carried(arrival, &parameters),
            headers: arrival.request.headers().clone(),
            correlation_id: arrival.trace.correlation_id,
            now: arrival.now,
            parameters,
            status: None,
        };
        facts.user = facts.presented(arrival);
        facts.resources.extend(api.cloned());
        facts
    }

    /// True for the protected APIs, which speak another language than the platform.
    #[must_use]
    pub fn is_api(&self) -> bool {
        matches!(self.endpoint, Some("api" | "userinfo"))
    }

    /// True where something is granted, in this very exchange.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.is_api() || matches!(self.endpoint, Some("token" | "authorize" | "devicecode"))
    }

    /// Takes in what a decision has found out.
    pub fn learn(&mut self, deciding: &Deciding<'_>) {
        self.tenant = deciding.tenant.map(|t| Arc::new(t.clone())).or(self.tenant.take());
        self.client = deciding.client.map(|c| Arc::new(c.clone())).or(self.client.take());
        self.user = deciding.user.map(|u| Arc::new(u.clone())).or(self.user.take());
        if !deciding.resources.is_empty() {
            self.resources.clone_from(&deciding.resources);
        }
        if let Some(scope) = deciding.scope {
            self.scopes = words(scope);
        }
    }

    /// The facts as the rules for decisions see them: an authorization request is itself, even where the last page's
    /// form brings the decision.
    #[must_use]
    pub fn as_decided(&self, deciding: &Deciding<'_>) -> Self {
        let mut facts = self.clone();
        if let Some(request) = deciding.authorize {
            facts.endpoint = Some(Endpoint::Authorize.name());
            facts.version = Some(version(request.dialect));
            facts.segment = Some(request.segment.clone());
            facts.parameters = request.parameters.clone();
        }
        facts
    }

    /// The user whom a credential in the request stands for, nothing checked.
    fn presented(&self, arrival: &Arrival<'_>) -> Option<Arc<User>> {
        let directory = &arrival.directory;
        if let Some(name) = self.parameters.first("username").or_else(|| self.parameters.first("login_hint")) {
            return directory.user_by_upn(name.trim()).cloned();
        }
        if let Some(oid) = self.token.get("oid").and_then(Value::as_str) {
            return directory.user(Uuid::try_parse(oid).ok()?).cloned();
        }
        let ledger = arrival.ledger();
        let refresh = self.parameters.first("refresh_token").and_then(|t| ledger.refresh_tokens.get(t)).map(|g| g.user);
        let code = || self.parameters.first("code").and_then(|c| ledger.codes.get(c)).map(CodeState::grant);
        let oid = refresh.or_else(|| code().map(|grant| grant.user))?;
        drop(ledger);
        directory.user(oid).cloned()
    }
}

fn version(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::V1 => "v1",
        Dialect::V2 => "v2",
    }
}

/// The claims of the token that a request carries.
fn carried(arrival: &Arrival<'_>, parameters: &Form) -> Object {
    let token = parameters.first("assertion").or_else(|| crate::resource::bearer(arrival)).map(jwe::opened);
    token.and_then(|token| verify::parse(&token).ok().map(|parts| parts.claims)).unwrap_or_default()
}

fn asked(parameters: &Form, dialect: Dialect) -> ScopeRequest {
    let text = |name| parameters.first(name).unwrap_or_default();
    match dialect {
        Dialect::V2 => scope::parse(text("scope")).unwrap_or_default(),
        Dialect::V1 if text("resource").is_empty() => ScopeRequest::default(),
        Dialect::V1 => scope::parse_resource(text("resource"), text("scope")),
    }
}

/// Scopes as typed, and the permission alone.
fn words(asked: &ScopeRequest) -> Vec<(String, String)> {
    let oidc = asked.oidc.names().into_iter().map(|name| (name.to_owned(), name.to_owned()));
    asked.items.iter().map(|item| (item.text(), item.permission.clone())).chain(oidc).collect()
}

fn resources(directory: &Directory, asked: &ScopeRequest) -> Vec<Arc<App>> {
    let mut all: Vec<Arc<App>> = Vec::new();
    for item in &asked.items {
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
    let token = jwe::opened(crate::resource::bearer(arrival)?);
    let parts = verify::parse(&token).ok()?;
    by_id(parts.text("appid").or_else(|| parts.text("azp"))?)
}
