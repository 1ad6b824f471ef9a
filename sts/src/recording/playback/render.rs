//! From a recorded answer to one on the wire.

use base64::Engine as _;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, SET_COOKIE};
use http::{Response, StatusCode};
use serde_json::Value;

use super::fill::{Context, Fill};
use crate::directory::RedirectKind;
use crate::endpoint::arrival::Arrival;
use crate::endpoint::authorize;
use crate::journal::Decision;
use crate::protocol::authorize::ReturnAddress;
use crate::protocol::headers;
use crate::recording::meaning::Meaning;
use crate::recording::model::Answer;

/// The answer goes to a redirect URI, and no authorization request has named one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRedirectUri;

/// Renders an answer.
pub fn render(fill: &mut Fill<'_>) -> Result<Response<Bytes>, NoRedirectUri> {
    let answer = fill.answer();
    let mut response = match &answer.to_app {
        Some(_) => to_app(fill)?,
        None => body(fill),
    };
    if answer.to_app.is_none() {
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    }
    for (name, value) in &answer.headers {
        let value = fill.text(value, Context::Plain);
        if let Ok(name) = HeaderName::try_from(name.as_str()) {
            headers::set(response.headers_mut(), name, &value);
        }
    }
    for cookie in &answer.cookies {
        if let Ok(value) = HeaderValue::try_from(fill.text(cookie, Context::Plain)) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    headers::set(response.headers_mut(), DATE, &fill.arrival.now.http());
    Ok(response)
}

fn to_app(fill: &mut Fill<'_>) -> Result<Response<Bytes>, NoRedirectUri> {
    let flow = fill.flow.filter(|flow| !flow.redirect_uri.is_empty()).ok_or(NoRedirectUri)?;
    let mut parameters = Vec::new();
    for (name, template) in fill.answer().to_app.iter().flatten() {
        if let Some(value) = fill.optional(template) {
            parameters.push((name.as_str(), value));
        }
    }
    let uri = flow.redirect_uri.clone();
    let address = ReturnAddress { uri, sent: None, kind: RedirectKind::Web, mode: flow.mode, state: None };
    Ok(authorize::send(fill.arrival, &address, parameters))
}

fn body(fill: &mut Fill<'_>) -> Response<Bytes> {
    let answer = fill.answer();
    let html = answer.headers.get(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("html"));
    let context = if html { Context::Html } else { Context::Plain };
    let bytes = if let Some(json) = &answer.json {
        Bytes::from(fill.value(json).unwrap_or(Value::Null).to_string())
    } else if let Some(text) = &answer.text {
        Bytes::from(fill.text(text, context))
    } else if let Some(base64) = &answer.base64 {
        Bytes::from(base64::engine::general_purpose::STANDARD.decode(base64).unwrap_or_default())
    } else {
        Bytes::new()
    };
    Response::new(bytes)
}

/// Endpoints of the platform have headers of their own.
pub fn with_common_headers(arrival: &Arrival<'_>, sent: &Meaning, mut response: Response<Bytes>) -> Response<Bytes> {
    if sent.endpoint.is_some() {
        headers::common(response.headers_mut(), &arrival.trace, arrival.echo_request_id);
    }
    response
}

/// Notes for the journal what was asked.
pub fn note_request(arrival: &mut Arrival<'_>, sent: &Meaning) {
    arrival.note.endpoint = sent.platform_endpoint().map(crate::route::Endpoint::name);
    arrival.note.version = ["v1", "v2"].into_iter().find(|version| sent.version.as_deref() == Some(*version));
    arrival.note.tenant.clone_from(&sent.tenant);
    arrival.note.grant = GRANTS.iter().copied().find(|grant| sent.grant.as_deref() == Some(*grant));
    arrival.note.user.clone_from(&sent.user);
    arrival.note_client(sent.client.as_deref());
}

/// Notes for the journal what was answered.
pub fn note_answer(arrival: &mut Arrival<'_>, number: usize, answer: &Answer) {
    let text = |name: &str| {
        let in_body = answer.json.as_ref().and_then(|body| body.get(name)?.as_str().map(str::to_owned));
        in_body.or_else(|| answer.to_app.as_ref()?.get(name).cloned())
    };
    let error = text("error");
    let note = &mut arrival.note;
    note.recorded = Some(number);
    note.decision = if error.is_some() || answer.status >= 400 {
        Decision::Refused
    } else if !answer.tokens.is_empty() || text("code").is_some() || text("device_code").is_some() {
        Decision::Issued
    } else {
        Decision::Answered
    };
    note.message = text("error_description");
    let quoted = note.message.as_deref().and_then(|message| message.strip_prefix("AADSTS"));
    note.code = quoted.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
    note.granted = text("scope");
    note.error = error;
}

/// The grants that the journal has names for.
const GRANTS: &[&str] =
    &["authorization_code", "refresh_token", "client_credentials", "password", "device_code", "on_behalf_of"];
