//! What opaque strings stand for. Recording and playing learn it in the same way, so that the refresh token of a user
//! means the same in both, whatever it looks like.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::meaning::Meaning;
use super::model::Answer;
use crate::protocol::authorize::ResponseMode;
use crate::protocol::form::Form;
use crate::token::verify;

/// How many strings are remembered; the oldest one makes room.
const CAPACITY: usize = 20_000;

/// What an opaque string stands for.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// Client id.
    pub client: Option<String>,
    /// The user, as tokens name them.
    pub user: Option<String>,
    /// The authorization request it came from.
    pub flow: Option<Arc<Flow>>,
}

/// What is echoed of an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// `redirect_uri`, or where a sign-out leads.
    pub redirect_uri: String,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// `state`.
    pub state: Option<String>,
    /// `nonce`.
    pub nonce: Option<String>,
}

impl Flow {
    /// Of a request that names a redirect URI; `None` for any other.
    #[must_use]
    pub fn of(parameters: &Form) -> Option<Self> {
        let text = |name| parameters.first(name).filter(|v| !v.is_empty()).map(str::to_owned);
        let authorizes = parameters.first("response_type").is_some();
        let redirect_uri =
            if authorizes { text("redirect_uri") } else { text("post_logout_redirect_uri") }.unwrap_or_default();
        (authorizes || !redirect_uri.is_empty()).then(|| Self {
            redirect_uri,
            mode: ResponseMode::lenient(parameters),
            state: text("state"),
            nonce: text("nonce"),
        })
    }
}

/// The strings that were issued so far.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    known: HashMap<String, Fact>,
    order: VecDeque<String>,
    latest: Option<Arc<Flow>>,
}

impl Facts {
    /// What a string stands for.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&Fact> {
        self.known.get(text)
    }

    /// The authorization request that a request belongs to: its own, the one that a value in it came from, or the
    /// latest.
    pub fn flow(&mut self, parameters: &Form) -> Option<Arc<Flow>> {
        if let Some(flow) = Flow::of(parameters) {
            let flow = Arc::new(flow);
            self.latest = Some(flow.clone());
            return Some(flow);
        }
        let of_value = parameters.iter().find_map(|(_, value)| self.known.get(value)?.flow.clone());
        of_value.or_else(|| self.latest.clone())
    }

    /// Remembers the strings that an answer issued.
    pub fn learn(&mut self, meaning: &Meaning, answer: &Answer, flow: Option<&Arc<Flow>>, issued: Vec<String>) {
        let named = ["id_token", "access_token"].iter().find_map(|name| user(&answer.tokens.get(*name)?.claims));
        let fact =
            Fact { client: meaning.client.clone(), user: named.or_else(|| meaning.user.clone()), flow: flow.cloned() };
        for text in issued {
            if self.known.insert(text.clone(), fact.clone()).is_none() {
                self.order.push_back(text);
            }
        }
        while self.order.len() > CAPACITY {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    /// What a token, code or other credential says about client and user: a JWT for itself, everything else from
    /// memory.
    #[must_use]
    pub fn of_credential(&self, text: &str) -> Fact {
        if let Some(fact) = self.get(text) {
            return fact.clone();
        }
        match verify::parse(text) {
            Ok(parts) => Fact { client: client(&parts.claims), user: user(&parts.claims), flow: None },
            Err(_) => Fact::default(),
        }
    }
}

fn client(claims: &Map<String, Value>) -> Option<String> {
    text(claims, &["appid", "azp", "client_id"])
}

/// Whom a token is about; nobody for a token of an application.
fn user(claims: &Map<String, Value>) -> Option<String> {
    text(claims, &["preferred_username", "upn", "unique_name"])
        .or_else(|| claims.contains_key("scp").then(|| text(claims, &["oid", "sub"])).flatten())
}

fn text(claims: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| claims.get(*name)?.as_str()).map(str::to_owned)
}
