//! Rendering answers: JSON, pages, redirects, refusals.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use http::{Response, StatusCode};
use serde_json::Value;

use super::arrival::Arrival;
use crate::doctor;
use crate::pages::{self, DiagnosisRows, ErrorPage};
use crate::protocol::error_body::{error_body, error_of};
use crate::protocol::headers;
use crate::refusal::Refusal;
use crate::route::{Dialect, Endpoint};
use crate::scope::Asked;

/// An answer with a body.
fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// JSON that nobody may store.
#[must_use]
pub fn json(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = with_body(status, "application/json; charset=utf-8", body.to_string());
    headers::no_store(response.headers_mut());
    response
}

/// A metadata document.
#[must_use]
pub fn document(body: &Value) -> Response<Bytes> {
    let mut response = with_body(StatusCode::OK, "application/json; charset=utf-8", body.to_string());
    headers::cacheable(response.headers_mut());
    headers::cors_get(response.headers_mut());
    response
}

/// A page.
#[must_use]
pub fn html(status: StatusCode, body: &str) -> Response<Bytes> {
    html_with_policy(status, body, pages::CONTENT_SECURITY_POLICY)
}

/// A page with a content security policy of its own.
#[must_use]
pub fn html_with_policy(status: StatusCode, body: &str, policy: &'static str) -> Response<Bytes> {
    let mut response = with_body(status, "text/html; charset=utf-8", body.to_owned());
    headers::no_store(response.headers_mut());
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response.headers_mut().insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer"));
    response
}

/// A redirect. A target that cannot be a header value gives a page instead.
#[must_use]
pub fn redirect(location: &str) -> Response<Bytes> {
    let mut response = with_body(StatusCode::FOUND, "text/html; charset=utf-8", Bytes::new());
    match HeaderValue::from_str(location) {
        Ok(value) => {
            response.headers_mut().insert(LOCATION, value);
            headers::no_store(response.headers_mut());
            response
        }
        Err(_) => html(StatusCode::BAD_REQUEST, "The redirect URI cannot be sent in a header."),
    }
}

/// The answer to a CORS preflight.
#[must_use]
pub fn preflight(endpoint: Endpoint) -> Response<Bytes> {
    let mut response = with_body(StatusCode::OK, "text/plain", Bytes::new());
    match endpoint {
        Endpoint::Token | Endpoint::DeviceCode | Endpoint::Login => headers::cors_post(response.headers_mut()),
        _ => headers::cors_get(response.headers_mut()),
    }
    let allowed =
        HeaderValue::from_static("authorization, content-type, client-request-id, x-client-sku, x-client-ver");
    response.headers_mut().insert(http::header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    response
}

/// A refusal with its diagnosis complete: of scopes and resources the doctor knows more than whoever refused them.
#[must_use]
pub fn explained<'r>(arrival: &Arrival<'_>, refusal: &'r Refusal) -> Cow<'r, Refusal> {
    if refusal.asked.is_none() {
        return Cow::Borrowed(refusal);
    }
    let segment = arrival.note.tenant.as_deref().and_then(|typed| arrival.directory.tenant_segment(typed));
    let form = arrival.body().unwrap_or_default();
    let for_token = [Endpoint::Token.name(), Endpoint::DeviceCode.name()].map(Some).contains(&arrival.note.endpoint);
    let asked = Asked {
        tenant: segment.and_then(|s| s.tenant().map(|t| t.id)),
        client: arrival.note.client.as_ref().map(|c| c.id),
        application: form.first("grant_type") == Some("client_credentials"),
        // 700022 is the implicit flow's, which is for a token after all.
        several_apis: !for_token && refusal.entry.code != 700_022,
        ..Asked::default()
    };
    let mut refusal = refusal.clone();
    doctor::complete(&arrival.directory, &mut refusal, &asked);
    Cow::Owned(refusal)
}

/// A refusal as JSON.
pub fn refuse(arrival: &mut Arrival<'_>, dialect: Dialect, refusal: &Refusal) -> Response<Bytes> {
    let refusal = &*explained(arrival, refusal);
    arrival.note.refused(refusal, error_of(refusal, dialect));
    let body = error_body(refusal, dialect, &arrival.trace, &arrival.origin.base());
    let status = match refusal.allowed {
        Some(_) => StatusCode::METHOD_NOT_ALLOWED,
        None => StatusCode::from_u16(refusal.entry.status).unwrap_or(StatusCode::BAD_REQUEST),
    };
    let mut response = json(status, &body);
    if let Some(allowed) = refusal.allowed {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    }
    headers::diagnosis(response.headers_mut(), &refusal.diagnosis);
    response
}

/// A refusal as a page, which never leads back to the app.
pub fn refuse_page(arrival: &mut Arrival<'_>, refusal: &Refusal) -> Response<Bytes> {
    let refusal = &*explained(arrival, refusal);
    arrival.note.refused(refusal, error_of(refusal, Dialect::V2));
    let page = ErrorPage {
        title: "Sorry, but we're having trouble signing you in.".into(),
        code_text: refusal.message(),
        request_id: arrival.trace.trace_id.to_string(),
        correlation_id: arrival.trace.correlation_id.to_string(),
        timestamp: arrival.now.iso(),
        diagnosis: Some(DiagnosisRows::from(&refusal.diagnosis)),
    };
    let mut response = html(StatusCode::BAD_REQUEST, &page.render());
    headers::diagnosis(response.headers_mut(), &refusal.diagnosis);
    response
}
