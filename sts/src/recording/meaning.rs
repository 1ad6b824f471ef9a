//! What a request means: the part of it that decides which recorded answer it gets.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::policy::{self, Class};
use crate::cloud::{self, Service};
use crate::protocol::form::Form;
use crate::route::{Dialect, Endpoint, Route, route};

/// What a request means. A request means the same when it has the same keys with the same values, where letter case
/// does not matter; `*` as a value stands for any, in a path for one segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Meaning {
    /// Endpoint of the platform, by the journal's name; absent for anything else, which `method` and `path` name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Tenant segment of the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// HTTP method, where it is not the endpoint's usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path of anything that is no endpoint of the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Query of anything that is no endpoint of the platform, without credentials and opaque values.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub query: IndexMap<String, String>,
    /// Grant of a token request, by the journal's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// `response_type` of an authorization request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// Client id: of the request, or of the token that an API is called with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The user, where the request tells: by name, hint, or the token in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Scopes, in any order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// `resource` of v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Where the answer of an authorization request goes, or where a sign-out leads; without the port on a loopback
    /// address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// `prompt` of an authorization request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Which button of a page was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
}

/// The keys of a [`Meaning`] with its values as text, in the order in which they are compared.
pub type Row = (&'static str, Option<String>);

/// Names of the grants whose `grant_type` says it otherwise.
const GRANTS: &[(&str, &str)] = &[
    ("urn:ietf:params:oauth:grant-type:device_code", "device_code"),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", "on_behalf_of"),
    ("urn:ietf:params:oauth:grant-type:token-exchange", "token_exchange"),
];

impl Meaning {
    /// Reads a request. Total: what cannot be read is not part of the meaning.
    #[must_use]
    pub fn read(request: &Request<Bytes>, facts: &Facts) -> Self {
        let parameters = parameters(request);
        let mut meaning = match routed(request) {
            Some(route) => platform(request.method(), &route),
            None => elsewhere(request),
        };
        if meaning.endpoint.is_none() || meaning.endpoint.as_deref() == Some(Endpoint::UserInfo.name()) {
            meaning.bearer(request, facts);
        }
        meaning.protocol(request, &parameters, facts);
        meaning
    }

    /// The grants whose `grant_type` is another word than their name, each with its `grant_type`.
    pub(super) fn grant_types() -> &'static [(&'static str, &'static str)] {
        GRANTS
    }

    /// The endpoint of the platform.
    #[must_use]
    pub fn platform_endpoint(&self) -> Option<Endpoint> {
        Endpoint::from_name(self.endpoint.as_deref()?)
    }

    /// The values that are single texts, but for those that say where the request goes.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [
            &mut self.tenant,
            &mut self.grant,
            &mut self.response_type,
            &mut self.client,
            &mut self.user,
            &mut self.resource,
            &mut self.redirect_uri,
            &mut self.prompt,
            &mut self.intent,
        ]
        .into_iter()
        .flatten()
    }

    /// Keys and values, in the order in which they are compared.
    #[must_use]
    pub fn rows(&self) -> [Row; 15] {
        let text = |value: &Option<String>| value.clone();
        let mut scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        let mut query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        query.sort_unstable();
        let list = |joined: String| (!joined.is_empty()).then_some(joined);
        [
            ("endpoint", text(&self.endpoint)),
            ("path", text(&self.path)),
            ("method", text(&self.method)),
            ("version", text(&self.version)),
            ("grant", text(&self.grant)),
            ("response_type", text(&self.response_type)),
            ("client", text(&self.client)),
            ("tenant", text(&self.tenant)),
            ("user", text(&self.user)),
            ("scopes", list(scopes.join(" "))),
            ("resource", text(&self.resource)),
            ("redirect_uri", text(&self.redirect_uri)),
            ("prompt", text(&self.prompt)),
            ("intent", text(&self.intent)),
            ("query", list(query.join("&"))),
        ]
    }

    /// What the answer to such a request may contain.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.platform_endpoint() {
            Some(Endpoint::Metadata | Endpoint::Keys | Endpoint::Instance | Endpoint::UserRealm) => Class::Document,
            Some(Endpoint::UserInfo) => Class::Data,
            Some(_) => Class::Credentials,
            None if self.grant.is_some() || self.response_type.is_some() => Class::Credentials,
            None => Class::Data,
        }
    }

    /// The token that an API is called with says who calls.
    fn bearer(&mut self, request: &Request<Bytes>, facts: &Facts) {
        let header = request.headers().get(http::header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let Some((scheme, token)) = header.and_then(|h| h.split_once(' ')) else { return };
        if !scheme.eq_ignore_ascii_case("basic") {
            let fact = facts.of_credential(token.trim());
            self.client = fact.client;
            self.user = fact.user;
        }
    }

    /// What the parameters of OAuth and OpenID Connect say, at endpoints of the platform and of any other provider.
    fn protocol(&mut self, request: &Request<Bytes>, parameters: &Form, facts: &Facts) {
        let text = |name: &str| parameters.first(name).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        let endpoint = self.platform_endpoint();
        self.grant = match endpoint {
            Some(Endpoint::Token) | None => text("grant_type").map(grant_name),
            Some(_) => None,
        };
        self.response_type = text("response_type").map(sorted_words);
        let returns_to =
            if self.response_type.is_some() { text("redirect_uri") } else { text("post_logout_redirect_uri") };
        self.redirect_uri = returns_to.map(|uri| without_port(&uri.replace(&own_origin(request), "${origin}")));
        let speaks_oauth = self.grant.is_some()
            || self.response_type.is_some()
            || matches!(endpoint, Some(Endpoint::DeviceCode | Endpoint::AdminConsent | Endpoint::Token));
        if !speaks_oauth {
            self.user = match endpoint {
                Some(Endpoint::Login) => user_of(text("login").or_else(|| text("loginfmt")), facts),
                Some(Endpoint::UserRealm) => self.user.take().or_else(|| text("user")),
                _ => self.user.take(),
            };
            self.intent = text("intent").filter(|_| endpoint == Some(Endpoint::Login));
            return;
        }
        self.client = text("client_id").or_else(|| basic_user(request)).or_else(|| {
            let assertion = text("client_assertion")?;
            crate::token::verify::parse(&assertion).ok()?.text("sub").map(str::to_owned)
        });
        self.scopes = text("scope").map(scope_list).unwrap_or_default();
        self.resource = text("resource");
        self.prompt = text("prompt").filter(|_| self.response_type.is_some());
        let credential =
            ["assertion", "subject_token", "refresh_token", "code", "id_token_hint"].iter().find_map(|n| text(n));
        self.user = user_of(text("username").or_else(|| text("login_hint")), facts)
            .or_else(|| facts.of_credential(&credential?).user);
        if self.grant.as_deref() == Some("device_code") {
            // Nobody knows whose device it is until the last answer.
            self.user = None;
        }
    }
}

fn platform(method: &Method, route: &Route) -> Meaning {
    use Endpoint as E;
    let versioned = matches!(
        route.endpoint,
        E::Authorize | E::Token | E::DeviceCode | E::Logout | E::Keys | E::Metadata | E::AdminConsent
    );
    let usual = match route.endpoint {
        E::Token | E::DeviceCode | E::Login => Method::POST,
        _ => Method::GET,
    };
    let version = match route.dialect {
        Dialect::V1 => "v1",
        Dialect::V2 => "v2",
    };
    let user = percent_decode_str(&route.rest).decode_utf8_lossy().into_owned();
    Meaning {
        endpoint: Some(route.endpoint.name().to_owned()),
        version: versioned.then(|| version.to_owned()),
        tenant: (!matches!(route.endpoint, E::Home | E::Error | E::UserInfo)).then(|| route.segment.clone()),
        method: (*method != usual).then(|| method.to_string()),
        user: Some(user).filter(|u| !u.is_empty()),
        ..Meaning::default()
    }
}

fn elsewhere(request: &Request<Bytes>) -> Meaning {
    let own = own_origin(request);
    let query = Form::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    Meaning {
        method: Some(request.method().to_string()),
        path: Some(request.uri().path().to_owned()),
        query: query
            .iter()
            .filter(|(name, value)| is_telling(name, value) && !value.contains(&own))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        ..Meaning::default()
    }
}

/// Does a query parameter say what is asked for? Protocol parameters have keys of their own.
fn is_telling(name: &str, value: &str) -> bool {
    const ELSEWHERE: &[&str] = &[
        "client_id",
        "code_challenge",
        "login_hint",
        "nonce",
        "post_logout_redirect_uri",
        "prompt",
        "redirect_uri",
        "resource",
        "response_type",
        "scope",
        "state",
        "user",
    ];
    !ELSEWHERE.contains(&name)
        && !policy::TOLD.contains(&name)
        && !policy::looks_opaque(value)
        && !policy::is_credential(name, value, Class::Credentials)
}

/// The endpoint of the platform that a request goes to. The real clouds' APIs have none but UserInfo.
pub fn routed(request: &Request<Bytes>) -> Option<Route> {
    let own = own_origin(request).to_ascii_lowercase();
    let host = own.trim_start_matches("https://").split(':').next().unwrap_or_default();
    let is_api = matches!(cloud::find(host), Some((_, Service::Graph | Service::Arm)));
    route(request.uri().path()).filter(|route| !is_api || route.endpoint == Endpoint::UserInfo)
}

/// Where the request was sent to: it differs in every run.
fn own_origin(request: &Request<Bytes>) -> String {
    let header = request.headers().get(http::header::HOST).and_then(|v| v.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or(header);
    format!("https://{}", host.unwrap_or("localhost"))
}

/// Native apps listen on any free port of a loopback address (RFC 8252 §7.3).
fn without_port(uri: &str) -> String {
    let loopback =
        ["http://localhost:", "http://127.0.0.1:", "http://[::1]:"].iter().find(|start| uri.starts_with(**start));
    match loopback {
        Some(start) => {
            let rest = &uri[start.len()..];
            format!("{}{}", start.trim_end_matches(':'), rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => uri.to_owned(),
    }
}

/// Parameters of query and body.
#[must_use]
pub fn parameters(request: &Request<Bytes>) -> Form {
    let query = Form::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let kind = request.headers().get(http::header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        query.chain(Form::parse(request.body()).unwrap_or_default())
    } else {
        query
    }
}

/// The name behind an opaque hint, or the name itself.
fn user_of(name: Option<String>, facts: &Facts) -> Option<String> {
    let name = name?;
    if policy::looks_opaque(&name) { facts.get(&name)?.user.clone() } else { Some(name) }
}

fn basic_user(request: &Request<Bytes>) -> Option<String> {
    basic(request).map(|(user, _)| user)
}

/// User and password of an `Authorization: Basic` header, as OAuth encodes them (RFC 6749 §2.3.1).
#[must_use]
pub fn basic(request: &Request<Bytes>) -> Option<(String, String)> {
    let header = request.headers().get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':').unwrap_or((&text, ""));
    let plain = |half: &str| percent_decode_str(&half.replace('+', " ")).decode_utf8_lossy().into_owned();
    Some((plain(user), plain(password)))
}

fn grant_name(grant_type: String) -> String {
    GRANTS.iter().find(|(urn, _)| *urn == grant_type).map_or(grant_type, |(_, name)| (*name).to_owned())
}

fn sorted_words(text: String) -> String {
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

fn scope_list(text: String) -> Vec<String> {
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    words.into_iter().map(str::to_owned).collect()
}
