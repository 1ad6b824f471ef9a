use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Issued, Presented, Told, words};
use crate::directory::{App, RedirectKind};
use crate::refusal::{Diagnosis, Refusal};

/// A word of a fixed list. An alias, since serde would take a plain reference for borrowed.
pub type Word = &'static str;

/// One HTTP request and its answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Exchange {
    /// Number in this journal, from 1.
    pub id: u64,
    /// When the request arrived, RFC 3339, by the world's clock.
    pub time: String,
    /// The same in milliseconds since the epoch.
    #[serde(default)]
    pub at: i64,
    /// Number of the last exchange that had been answered by then. A smaller one than `id - 1` means that others
    /// were under way at the same time.
    #[serde(default)]
    pub after: u64,
    /// HTTP method.
    pub method: String,
    /// Scheme and host the client used.
    pub origin: String,
    /// Path as sent.
    pub path: String,
    /// Query as sent, secrets redacted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// Headers of the request, names in lower case, secrets redacted.
    pub headers: IndexMap<String, String>,
    /// Parameters of query and body, secrets redacted. A repeated one keeps all its values, space-separated.
    pub parameters: IndexMap<String, String>,
    /// Tokens and codes that the request presented.
    #[serde(default, skip_serializing_if = "Presented::is_empty")]
    pub presented: Presented,
    /// `x-ms-request-id` of the answer.
    pub trace_id: Uuid,
    /// The client's `client-request-id`, or one of ours.
    pub correlation_id: Uuid,
    /// What the handlers noted.
    #[serde(flatten)]
    pub note: Note,
    /// HTTP status of the answer; 0 when a rule closed the connection instead.
    pub status: u16,
    /// `Location` of the answer, codes and tokens redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What the answer gave the client.
    #[serde(default, skip_serializing_if = "Issued::is_empty")]
    pub issued: Issued,
    /// What the answer told the client to do.
    #[serde(default, skip_serializing_if = "Told::is_empty")]
    pub told: Told,
    /// Microseconds from request to answer; 0 in a world whose clock is frozen.
    pub micros: u64,
}

impl Exchange {
    /// True when the world's clock only moves by hand.
    #[must_use]
    pub fn frozen(&self) -> bool {
        self.micros == 0
    }
}

/// What the handlers of an exchange note about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Note {
    /// Endpoint, e.g. `token`; `api` for a protected API; absent for paths that lead nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "words::endpoint")]
    pub endpoint: Option<Word>,
    /// `v1` or `v2`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "words::version")]
    pub version: Option<Word>,
    /// Tenant segment as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Grant of a token request.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "words::grant")]
    pub grant: Option<Word>,
    /// The client application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientName>,
    /// Whether that client can keep a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_kind: Option<ClientKind>,
    /// User principal name of the user concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Name of the API that a token was issued for, or that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// `aud` that the decision gave the access token. A rule may have changed it afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The tenant that issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<Uuid>,
    /// `trace_id` of the exchange that began the sign-in which this one goes on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Uuid>,
    /// `scope` that was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<String>,
    /// Number of the recorded exchange that answered, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<usize>,
    /// What became of it.
    pub decision: Decision,
    /// OAuth `error`, of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// AADSTS code, of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The platform's message, of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why, of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// Names of the rules that fired, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// A client application by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientName {
    /// Client id.
    pub id: Uuid,
    /// Name in the world file.
    pub name: String,
}

/// Whether a client can keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// A desktop, mobile or device app: it cannot.
    Public,
    /// A page in a browser: it cannot either.
    Spa,
    /// A server: it can.
    Confidential,
}

impl ClientKind {
    /// The kind of a client that comes back to this redirect URI.
    #[must_use]
    pub fn of_redirect(kind: RedirectKind) -> Self {
        match kind {
            RedirectKind::Web => Self::Confidential,
            RedirectKind::Spa => Self::Spa,
            RedirectKind::Public => Self::Public,
        }
    }

    /// The kind of a client that shows no credential, as far as its registration tells.
    #[must_use]
    pub fn of_registration(app: &App) -> Option<Self> {
        let has = |kind| app.redirect_uris.iter().any(|r| r.kind == kind);
        if app.allow_public_client || has(RedirectKind::Public) {
            Some(Self::Public)
        } else if app.has_credentials() {
            Some(Self::Confidential)
        } else {
            has(RedirectKind::Spa).then_some(Self::Spa)
        }
    }
}

/// What became of an exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A document or page that needed no decision.
    #[default]
    Answered,
    /// Tokens or a code were issued.
    Issued,
    /// A protected API let the caller in.
    Allowed,
    /// Refused.
    Refused,
    /// A page asks the user something.
    Page,
}

impl Note {
    /// Notes a refusal.
    pub fn refused(&mut self, refusal: &Refusal, error: &str) {
        self.decision = Decision::Refused;
        self.error = Some(error.to_owned());
        self.code = refusal.code();
        self.message = Some(refusal.message());
        self.diagnosis = Some(refusal.diagnosis.clone());
    }
}
