//! The control API over HTTP: who may call it, and how bodies and errors look.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, ORIGIN};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::ServiceExt as _;

use super::site::Site;
use super::{ControlError, directory};
use crate::origin::Origin;

/// Answers a request to the control API.
pub async fn answer(site: Arc<Site>, router: Router<Arc<Site>>, tls: bool, request: Request<Bytes>) -> Response<Bytes> {
    if let Err(error) = allowed(&site, tls, &request) {
        return collect(error.into_response()).await;
    }
    let origin = origin(tls, &request);
    let mut request = request.map(Body::from);
    request.extensions_mut().insert(origin);
    match router.with_state(site).oneshot(request).await {
        Ok(response) => collect(response).await,
        Err(never) => match never {},
    }
}

fn origin(tls: bool, request: &Request<Bytes>) -> Origin {
    let header = request.headers().get(http::header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    Origin::new(tls, request.uri().authority().map_or(header, |a| a.as_str()))
}

/// A page of another origin may not change anything, and whoever lacks the token may do nothing.
fn allowed(site: &Site, tls: bool, request: &Request<Bytes>) -> Result<(), ControlError> {
    if let Some(token) = &site.options.control_token {
        let sent = request.headers().get(AUTHORIZATION).and_then(|h| h.to_str().ok()).unwrap_or_default();
        if sent.strip_prefix("Bearer ") != Some(token) {
            return Err(ControlError::Unauthorized);
        }
    }
    let page = request.headers().get(ORIGIN).and_then(|h| h.to_str().ok());
    match page {
        Some(page) if request.method() != Method::GET && page != origin(tls, request).base() => {
            Err(ControlError::CrossOrigin(page.to_owned()))
        }
        _ => Ok(()),
    }
}

async fn collect(response: Response<Body>) -> Response<Bytes> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Response::from_parts(parts, bytes)
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        json(status, &self.body())
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    let text = serde_json::to_string_pretty(body).unwrap_or_default() + "\n";
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Success or error, as JSON.
pub fn reply<T: Serialize>(result: Result<T, ControlError>) -> Response<Body> {
    match result {
        Ok(body) => json(StatusCode::OK, &body),
        Err(error) => error.into_response(),
    }
}

/// A body as plain JSON; an empty one is an empty object.
///
/// # Errors
/// [`ControlError::Bad`].
pub fn value(body: &Bytes) -> Result<Value, ControlError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(body)
        .map_err(|error| ControlError::bad(format!("the body is not JSON: {error}"), "send a JSON document"))
}

/// A body of a certain shape.
///
/// # Errors
/// [`ControlError::Bad`] when it is not JSON; [`ControlError::Invalid`] naming everything that is wrong.
pub fn read<T: DeserializeOwned + schemars::JsonSchema>(body: &Bytes) -> Result<T, ControlError> {
    directory::read(&value(body)?)
}
