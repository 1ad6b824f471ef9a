//! Response headers (entra-server §3.6, §1.6).

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::error_body::Trace;
use crate::refusal::Diagnosis;

/// Carries the diagnosis of a refusal, one sentence. The platform sends no such header; clients ignore it.
pub const DIAGNOSIS: HeaderName = HeaderName::from_static("x-pretenant-diagnosis");

/// Sets a header whose value may hold any text: what a header cannot carry is replaced by `?`.
pub fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    let clean: String = value.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect();
    if let Ok(value) = HeaderValue::from_str(&clean) {
        headers.insert(name, value);
    }
}

fn set_static(headers: &mut HeaderMap, pairs: &[(&'static str, &'static str)]) {
    for (name, value) in pairs {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// What every answer of the platform carries.
pub fn common(headers: &mut HeaderMap, trace: &Trace, echo_request_id: bool) {
    set_static(
        headers,
        &[
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("p3p", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\""),
            ("x-ms-ests-server", "2.1.0.0 - PRETENANT"),
            ("x-ms-srs", "1.P"),
            ("x-xss-protection", "0"),
        ],
    );
    set(headers, HeaderName::from_static("x-ms-request-id"), &trace.trace_id.to_string());
    set(headers, http::header::DATE, &trace.time.http());
    if echo_request_id {
        set(headers, HeaderName::from_static("client-request-id"), &trace.correlation_id.to_string());
    }
}

/// Never kept by anybody: token answers and pages.
pub fn no_store(headers: &mut HeaderMap) {
    set_static(headers, &[("cache-control", "no-store, no-cache"), ("pragma", "no-cache"), ("expires", "-1")]);
}

/// Kept for a day by the client: metadata and keys.
pub fn cacheable(headers: &mut HeaderMap) {
    set_static(headers, &[("cache-control", "max-age=86400, private")]);
}

/// Readable from any page: metadata and keys.
pub fn cors_get(headers: &mut HeaderMap) {
    set_static(headers, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "GET, OPTIONS")]);
}

/// Readable from any page: the token endpoint, for single-page apps only.
pub fn cors_post(headers: &mut HeaderMap) {
    set_static(
        headers,
        &[
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "POST, OPTIONS"),
            ("access-control-expose-headers", "Content-Length,Content-Encoding,Retry-After,x-ms-request-id,x-ms-srs"),
        ],
    );
}

/// Explains a refusal.
pub fn diagnosis(headers: &mut HeaderMap, diagnosis: &Diagnosis) {
    set(headers, DIAGNOSIS, &diagnosis.sentence());
}
