//! The JSON error body (entra-server §9.1).

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::route::Dialect;

/// The ids and time that every refusal quotes.
#[derive(Debug, Clone, Copy)]
pub struct Trace {
    /// `trace_id`, also the header `x-ms-request-id`.
    pub trace_id: Uuid,
    /// `correlation_id`: the client's `client-request-id`, or one of our own.
    pub correlation_id: Uuid,
    /// When.
    pub time: Moment,
}

impl Trace {
    /// `error_description`: the message with trace id, correlation id and time behind it.
    #[must_use]
    pub fn describe(&self, message: &str) -> String {
        let text = format!(
            "{message} Trace ID: {} Correlation ID: {} Timestamp: {}",
            self.trace_id,
            self.correlation_id,
            self.time.spaced()
        );
        text.trim_start().to_owned()
    }
}

/// The OAuth `error` of a refusal on a JSON endpoint.
#[must_use]
pub fn error_of(refusal: &Refusal, dialect: Dialect) -> &str {
    let by_dialect = match dialect {
        Dialect::V1 => refusal.entry.error_v1,
        Dialect::V2 => None,
    };
    refusal.error.as_deref().or(by_dialect).unwrap_or(refusal.entry.error)
}

/// The body of a refusal. `base` is the origin that the client used: `error_uri` names it.
#[must_use]
pub fn error_body(refusal: &Refusal, dialect: Dialect, trace: &Trace, base: &str) -> Value {
    let entry = refusal.entry;
    let mut body = json!({
        "error": error_of(refusal, dialect),
        "error_description": trace.describe(&refusal.message()),
        "error_codes": [entry.code],
        "timestamp": trace.time.spaced(),
        "trace_id": trace.trace_id.to_string(),
        "correlation_id": trace.correlation_id.to_string(),
    });
    if let (None, Some(members)) = (refusal.code(), body.as_object_mut()) {
        members.shift_remove("error_codes");
    }
    if entry.error_uri {
        body["error_uri"] = json!(format!("{base}/error?code={}", entry.code));
    }
    if let Some(suberror) = refusal.suberror.as_deref().or(entry.suberror) {
        body["suberror"] = json!(suberror);
    }
    if let Some(claims) = &refusal.claims {
        body["claims"] = json!(claims);
    }
    body
}
