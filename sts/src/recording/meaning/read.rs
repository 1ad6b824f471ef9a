//! Reading a request.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use percent_encoding::percent_decode_str;

use super::Meaning;
use crate::cloud::{self, Service};
use crate::protocol::form::Form;
use crate::recording::facts::Facts;
use crate::recording::policy::{self, Class};
use crate::route::{Dialect, Endpoint, Route, route};

/// Names of the grants whose `grant_type` says it otherwise.
pub(super) const GRANTS: &[(&str, &str)] = &[
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
