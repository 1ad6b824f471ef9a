use indexmap::IndexMap;
use serde::Serialize;
use uuid::Uuid;

use crate::refusal::{Diagnosis, Refusal};

/// One HTTP request and its answer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Exchange {
    /// Number in this journal, from 1.
    pub id: u64,
    /// When the request arrived, RFC 3339, by the world's clock.
    pub time: String,
    /// HTTP method.
    pub method: String,
    /// Scheme and host the client used.
    pub origin: String,
    /// Path as sent.
    pub path: String,
    /// Query as sent, secrets redacted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// Headers of the request, names in lower case, secrets redacted.
    pub headers: IndexMap<String, String>,
    /// Parameters of query and body, secrets redacted. A repeated one keeps all its values, space-separated.
    pub parameters: IndexMap<String, String>,
    /// `x-ms-request-id` of the answer.
    pub trace_id: Uuid,
    /// The client's `client-request-id`, or one of ours.
    pub correlation_id: Uuid,
    /// What the handlers noted.
    #[serde(flatten)]
    pub note: Note,
    /// HTTP status of the answer.
    pub status: u16,
    /// `Location` of the answer, codes and tokens redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Microseconds from request to answer; 0 in a world whose clock is frozen.
    pub micros: u64,
}

/// What the handlers of an exchange note about it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Note {
    /// Endpoint, e.g. `token`; `api` for a protected API; absent for paths that lead nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<&'static str>,
    /// `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'static str>,
    /// Tenant segment as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Grant of a token request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<&'static str>,
    /// The client application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientName>,
    /// User principal name of the user concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Name of the API that a token was issued for, or that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// `scope` that was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<String>,
    /// Number of the recorded exchange that answered, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<usize>,
    /// What became of it.
    pub decision: Decision,
    /// OAuth `error`, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// AADSTS code, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The platform's message, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why, of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
}

/// A client application by id and name.
#[derive(Debug, Clone, Serialize)]
pub struct ClientName {
    /// Client id.
    pub id: Uuid,
    /// Name in the world file.
    pub name: String,
}

/// What became of an exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
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
        self.code = Some(refusal.entry.code);
        self.message = Some(refusal.message());
        self.diagnosis = Some(refusal.diagnosis.clone());
    }
}
