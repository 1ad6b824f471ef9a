use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use pretenant_client::{TransportError, TransportErrorKind};
use serde_json::{Value, json};

use super::{CLIENT, HOME};

/// A user, at home or as a guest.
#[derive(Clone)]
pub struct User {
    pub uid: &'static str,
    pub utid: &'static str,
    pub oid: &'static str,
    pub tid: &'static str,
    pub name: &'static str,
}

pub const ADA: User = User { uid: "ada-1", utid: HOME, oid: "ada-1", tid: HOME, name: "ada@contoso.example" };

pub const BOB: User = User { uid: "bob-2", utid: HOME, oid: "bob-2", tid: HOME, name: "bob@contoso.example" };

/// What the script answers to one request.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub failure: Option<TransportError>,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("content-type", "application/json".into())], body: body.into(), failure: None }
    }

    pub fn json(status: u16, body: Value) -> Self {
        Self::new(status, body.to_string())
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

pub fn broken() -> Reply {
    let failure = TransportError::new(TransportErrorKind::Interrupted, "reset by the script");
    Reply { failure: Some(failure), ..Reply::new(200, "") }
}

pub fn refused(error: &str, code: u32, suberror: &str) -> Reply {
    let mut body = json!({
        "error": error,
        "error_description": format!("AADSTS{code}: refused by the script."),
        "error_codes": [code],
        "correlation_id": "from-the-script",
    });
    if !suberror.is_empty() {
        body["suberror"] = json!(suberror);
    }
    Reply::json(400, body)
}

pub fn refused_with_claims(code: u32, claims: &str) -> Reply {
    let mut reply = refused("invalid_grant", code, "basic_action");
    let mut body: Value = serde_json::from_str(&reply.body).unwrap();
    body["claims"] = json!(claims);
    reply.body = body.to_string();
    reply
}

/// A success of the token endpoint.
pub struct Tokens(pub Value);

impl From<Tokens> for Reply {
    fn from(tokens: Tokens) -> Self {
        Self::json(200, tokens.0)
    }
}

pub fn app_token(access_token: &str) -> Tokens {
    Tokens(json!({
        "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": access_token,
    }))
}

pub fn tokens(user: &User, access_token: &str, refresh_token: &str, scope: &str) -> Tokens {
    let mut body = app_token(access_token).0;
    body["scope"] = json!(scope);
    body["client_info"] = json!(encode(&json!({"uid": user.uid, "utid": user.utid})));
    body["id_token"] = json!(id_token(user, &json!({})));
    if !refresh_token.is_empty() {
        body["refresh_token"] = json!(refresh_token);
    }
    Tokens(body)
}

impl Tokens {
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.0[member] = value.into();
        self
    }

    pub fn without(mut self, member: &str) -> Self {
        self.0.as_object_mut().unwrap().remove(member);
        self
    }

    /// With an ID token whose claims are changed.
    pub fn id_claims(self, user: &User, changes: Value) -> Self {
        let token = id_token(user, &changes);
        self.with("id_token", token)
    }
}

pub fn id_token(user: &User, changes: &Value) -> String {
    let mut claims = json!({
        "aud": CLIENT, "exp": 4_000_000_000_i64, "sub": format!("sub-{}", user.oid), "oid": user.oid,
        "tid": user.tid, "preferred_username": user.name, "name": "Ada or Bob",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    format!("{}.{}.sig", encode(&json!({"alg": "RS256", "typ": "JWT"})), encode(&claims))
}

pub fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}
