//! Requests that mean what a recorded one means.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::recording::meaning::Meaning;
use crate::recording::model::Recorded;
use crate::route::{Dialect, Endpoint, path};

/// What stands where a secret stood.
pub const SCRUBBED: &str = "[scrubbed]";

/// How the credential of a request is spelled: which parameter or header has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A parameter of this name.
    Parameter(&'static str),
    /// `Authorization: Bearer`.
    Bearer,
}

/// A request that is being made up.
pub struct MadeUp<'a> {
    /// The exchange it is made for.
    pub exchange: &'a Recorded,
    /// Its number, from 1.
    pub number: usize,
    /// The host it goes to.
    pub host: &'a str,
}

impl MadeUp<'_> {
    /// The credential that says for whom the request is, if it needs one.
    #[must_use]
    pub fn credential(&self) -> Option<Credential> {
        let meaning = &self.exchange.request;
        match (meaning.platform_endpoint(), meaning.grant.as_deref()) {
            (_, Some("refresh_token")) => Some(Credential::Parameter("refresh_token")),
            (_, Some("authorization_code")) => Some(Credential::Parameter("code")),
            (_, Some("device_code")) => Some(Credential::Parameter("device_code")),
            (_, Some("on_behalf_of")) => Some(Credential::Parameter("assertion")),
            (_, Some("token_exchange")) => Some(Credential::Parameter("subject_token")),
            (None | Some(Endpoint::UserInfo), None) if meaning.client.is_some() || meaning.user.is_some() => {
                (meaning.response_type.is_none()).then_some(Credential::Bearer)
            }
            _ => None,
        }
    }

    /// A credential that says for itself for whom it is, where none was issued.
    #[must_use]
    pub fn stand_in(&self) -> String {
        let meaning = &self.exchange.request;
        let mut claims = json!({});
        if let Some(client) = given(&meaning.client) {
            claims["appid"] = json!(client);
        }
        if let Some(user) = given(&meaning.user) {
            claims["preferred_username"] = json!(user);
        }
        unsigned(&claims)
    }

    /// The request, with a credential.
    ///
    /// # Errors
    /// What of the meaning cannot be sent.
    pub fn request(&self, credential: Option<(Credential, &str)>) -> Result<Request<Bytes>, http::Error> {
        let meaning = &self.exchange.request;
        let mut parameters = self.parameters();
        let mut builder = Request::builder().method(self.method()).header(HOST, self.host);
        match credential {
            Some((Credential::Parameter(name), value)) => parameters.push((name.to_owned(), value.to_owned())),
            Some((Credential::Bearer, value)) => builder = builder.header(AUTHORIZATION, format!("Bearer {value}")),
            None => {}
        }
        for (name, value) in self.exchange.sent.iter().filter(|(name, _)| is_header(name)) {
            builder = builder.header(name, value);
        }
        if self.exchange.sent.get("client_authentication").is_some_and(|how| how == "client_secret_basic") {
            let id = given(&meaning.client).unwrap_or_default();
            builder = builder.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(format!("{id}:{SCRUBBED}"))));
        }
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
        let path = self.path();
        if self.method() == "POST" && (meaning.endpoint.is_some() || meaning.grant.is_some()) {
            let form = builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            return form.uri(path).body(Bytes::from(encoded));
        }
        let target = if encoded.is_empty() { path } else { format!("{path}?{encoded}") };
        builder.uri(target).body(Bytes::new())
    }

    fn method(&self) -> &str {
        let meaning = &self.exchange.request;
        match (given(&meaning.method), meaning.platform_endpoint()) {
            (Some(method), _) => method,
            (None, Some(Endpoint::Token | Endpoint::DeviceCode | Endpoint::Login)) => "POST",
            (None, _) => "GET",
        }
    }

    fn path(&self) -> String {
        let meaning = &self.exchange.request;
        let segment = given(&meaning.tenant).unwrap_or("common");
        let dialect = if meaning.version.as_deref() == Some("v1") { Dialect::V1 } else { Dialect::V2 };
        match meaning.platform_endpoint() {
            Some(Endpoint::UserRealm) => {
                let user = utf8_percent_encode(given(&meaning.user).unwrap_or_default(), NON_ALPHANUMERIC).to_string();
                path(Endpoint::UserRealm, dialect, segment, &user)
            }
            Some(endpoint) => path(endpoint, dialect, segment, ""),
            None => given(&meaning.path)
                .unwrap_or("/")
                .split('/')
                .map(|s| if s == "*" { "any" } else { s })
                .collect::<Vec<_>>()
                .join("/"),
        }
    }

    fn parameters(&self) -> Vec<(String, String)> {
        let Recorded { request: meaning, sent, .. } = self.exchange;
        let mut all: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, value: Option<&str>| {
            all.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        };
        put("grant_type", given(&meaning.grant).map(grant_type));
        let authorizes = meaning.response_type.is_some();
        let speaks_oauth = authorizes
            || meaning.grant.is_some()
            || matches!(meaning.platform_endpoint(), Some(Endpoint::DeviceCode | Endpoint::AdminConsent));
        if speaks_oauth {
            put("client_id", given(&meaning.client));
            put("scope", Some(meaning.scopes.join(" ")).filter(|s| !s.is_empty() && s != "*").as_deref());
            put("resource", given(&meaning.resource));
        }
        put("response_type", given(&meaning.response_type));
        let redirect_uri = given(&meaning.redirect_uri).map(|uri| self.here(uri));
        put(if authorizes { "redirect_uri" } else { "post_logout_redirect_uri" }, redirect_uri.as_deref());
        put("prompt", given(&meaning.prompt));
        if authorizes {
            put("state", Some(&format!("state of exchange {}", self.number)));
            put("nonce", Some(&format!("nonce of exchange {}", self.number)));
        }
        match (meaning.platform_endpoint(), meaning.grant.as_deref()) {
            (_, Some("password")) => {
                put("username", given(&meaning.user));
                put("password", Some(SCRUBBED));
            }
            (Some(Endpoint::Login), _) => {
                put("login", given(&meaning.user));
                put("intent", given(&meaning.intent));
            }
            (_, None) if authorizes || meaning.platform_endpoint() == Some(Endpoint::DeviceCode) => {
                put("login_hint", given(&meaning.user));
            }
            _ => {}
        }
        match sent.get("client_authentication").map(String::as_str) {
            Some("client_secret_post") => put("client_secret", Some(SCRUBBED)),
            Some("private_key_jwt") => put("client_assertion", Some(&unsigned(&json!({ "sub": meaning.client })))),
            _ => {}
        }
        for (name, value) in sent.iter().filter(|(name, _)| !is_header(name) && *name != "client_authentication") {
            put(name, Some(value));
        }
        for (name, value) in &meaning.query {
            put(name, Some(value));
        }
        all
    }

    fn here(&self, uri: &str) -> String {
        uri.replace("${origin}", &format!("https://{}", self.host))
    }
}

/// A value that is given and is not any.
fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| *value != "*")
}

fn is_header(name: &str) -> bool {
    matches!(name, "x-client-sku" | "x-client-ver")
}

fn grant_type(grant: &str) -> &str {
    Meaning::grant_types().iter().find(|(_, name)| *name == grant).map_or(grant, |(urn, _)| urn)
}

fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims))
}
