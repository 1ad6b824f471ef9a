//! Fills placeholders in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::endpoint::arrival::Arrival;
use crate::protocol::{discovery, form};
use crate::recording::facts::Flow;
use crate::recording::model::{Answer, Recorded, TokenEntry};
use crate::recording::placeholder::{self, Piece, Placeholder, Style};
use crate::recording::policy;
use crate::route::Dialect;
use crate::token::{claims, jws, opaque};

/// Where a text goes: decides what must be escaped in what is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Nothing special.
    Plain,
    /// A page.
    Html,
}

/// One answer that is being filled in.
pub struct Fill<'a> {
    /// The request.
    pub arrival: &'a Arrival<'a>,
    /// The recorded exchange.
    pub exchange: &'a Recorded,
    /// The authorization request that the exchange belongs to.
    pub flow: Option<&'a Flow>,
    /// What was made anew, by the names of the placeholders.
    made: IndexMap<String, String>,
    tokens: IndexMap<String, String>,
}

/// A text in a page.
fn html(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map_or_else(|never| match never {}, |safe| safe.0.to_string())
}

impl<'a> Fill<'a> {
    /// Nothing is filled in yet.
    #[must_use]
    pub fn new(arrival: &'a Arrival<'a>, exchange: &'a Recorded, flow: Option<&'a Flow>) -> Self {
        Self { arrival, exchange, flow, made: IndexMap::new(), tokens: IndexMap::new() }
    }

    /// The recorded answer.
    #[must_use]
    pub fn answer(&self) -> &'a Answer {
        &self.exchange.response
    }

    /// Everything that was made anew.
    #[must_use]
    pub fn into_issued(self) -> Vec<String> {
        self.made.into_values().collect()
    }

    /// A text, filled in. What is not known, such as a `state` that was not sent, is empty.
    pub fn text(&mut self, template: &str, context: Context) -> String {
        let Ok(pieces) = placeholder::parse(template) else { return template.to_owned() };
        let mut out = String::with_capacity(template.len());
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(&text),
                Piece::Hole(hole, style) => {
                    let value = self.hole(&hole).unwrap_or_default();
                    match (style, context) {
                        (Style::Url, _) => out.push_str(&form::encode(&value)),
                        (_, Context::Html) => out.push_str(&html(&value)),
                        (_, Context::Plain) => out.push_str(&value),
                    }
                }
            }
        }
        out
    }

    /// A text that is left out when it is nothing but something that is not known.
    pub fn optional(&mut self, template: &str) -> Option<String> {
        match placeholder::parse(template).as_deref() {
            Ok([Piece::Hole(hole, _)]) => self.hole(hole),
            _ => Some(self.text(template, Context::Plain)),
        }
    }

    /// A JSON value, filled in; `None`: leave it out.
    pub fn value(&mut self, template: &Value) -> Option<Value> {
        Some(match template {
            Value::String(text) => match placeholder::parse(text).as_deref() {
                Ok([Piece::Hole(Placeholder::Keys, _)]) => self.keys(),
                Ok([Piece::Hole(hole, Style::Number)]) => self.hole(hole)?.parse().unwrap_or(Value::Null),
                _ => json!(self.optional(text)?),
            },
            Value::Array(items) => items.iter().filter_map(|item| self.value(item)).collect(),
            Value::Object(members) => Value::Object(self.object(members)),
            other => other.clone(),
        })
    }

    fn object(&mut self, members: &Map<String, Value>) -> Map<String, Value> {
        let mut filled = Map::new();
        for (name, value) in members {
            if let Some(value) = self.value(value) {
                filled.insert(self.text(name, Context::Plain), value);
            }
        }
        filled
    }

    fn hole(&mut self, hole: &Placeholder) -> Option<String> {
        let arrival = self.arrival;
        Some(match hole {
            Placeholder::Origin => arrival.origin.base(),
            Placeholder::Host => arrival.origin.host().to_owned(),
            Placeholder::Sts => arrival.issuers.v1_base().to_owned(),
            Placeholder::State => self.flow?.state.clone()?,
            Placeholder::Nonce => self.flow?.nonce.clone()?,
            Placeholder::RedirectUri => self.flow?.redirect_uri.clone(),
            Placeholder::Now(seconds) => arrival.now.seconds().saturating_add(*seconds).to_string(),
            Placeholder::New(name) => self.new_string(name),
            Placeholder::Token(name) => self.token(name)?,
            Placeholder::Kid => arrival.world.keys().active()?.kid.clone(),
            Placeholder::AccessTokenHash => claims::half_hash(&self.issued_as("access_token")?),
            Placeholder::CodeHash => claims::half_hash(&self.issued_as("code")?),
            // Only as a whole body, which `value` fills.
            Placeholder::Keys => return None,
        })
    }

    fn keys(&self) -> Value {
        let dialect = match self.exchange.request.version.as_deref() {
            Some("v2") => Dialect::V2,
            _ => Dialect::V1,
        };
        let ring = self.arrival.world.keys();
        let keys = if self.arrival.rules.stale_keys() { ring.without_active() } else { ring.published() };
        discovery::keys(&keys, &self.arrival.issuers, dialect)
    }

    /// What the answer issues under a name, signed or opaque.
    fn issued_as(&mut self, name: &str) -> Option<String> {
        if self.answer().tokens.contains_key(name) { self.token(name) } else { self.made.get(name).cloned() }
    }

    /// A string made anew, in the shape that the platform gives it.
    fn new_string(&mut self, name: &str) -> String {
        if let Some(made) = self.made.get(name) {
            return made.clone();
        }
        let request = &self.exchange.request;
        let id = |text: &Option<String>| text.as_deref().and_then(|t| Uuid::try_parse(t).ok()).unwrap_or_default();
        let (tenant, client, draw) = (id(&request.tenant), id(&request.client), &self.arrival.draw);
        let made = match name.split_once('.').map_or(name, |(kind, _)| kind) {
            "code" => opaque::authorization_code(tenant, client, draw),
            "refresh_token" => opaque::refresh_token(tenant, client, draw),
            "device_code" => opaque::device_code(draw),
            "user_code" => opaque::user_code(draw),
            "uti" => opaque::uti(draw),
            _ => draw.text(name),
        };
        self.made.insert(name.to_owned(), made.clone());
        made
    }

    /// A token, signed anew.
    fn token(&mut self, name: &str) -> Option<String> {
        if let Some(signed) = self.tokens.get(name) {
            return Some(signed.clone());
        }
        let entry = self.answer().tokens.get(name)?;
        let signed = self.sign(entry)?;
        self.tokens.insert(name.to_owned(), signed.clone());
        Some(signed)
    }

    fn sign(&mut self, entry: &TokenEntry) -> Option<String> {
        let mut claims = self.object(&entry.claims);
        for time in policy::TIMES {
            if let Some(seconds) = claims.get(*time).and_then(Value::as_i64) {
                claims.insert((*time).to_owned(), json!(self.arrival.now.seconds().saturating_add(seconds)));
            }
        }
        let header = self.object(&entry.header);
        if header.get("alg").and_then(Value::as_str) == Some("none") {
            let part = |object: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(object).to_string());
            return Some(format!("{}.{}.", part(header), part(claims)));
        }
        let key = self.arrival.world.keys().active()?;
        Some(jws::sign_with_header(key, &Value::Object(header), &claims))
    }
}
