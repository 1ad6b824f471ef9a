//! The recorder: a reverse proxy that remembers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap,
    HeaderName, HeaderValue, LINK, LOCATION, ORIGIN, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, REFERER, SET_COOKIE, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE, WWW_AUTHENTICATE,
};
use http::{Request, Response, StatusCode};
use pretenant_sts::clock::Clock;
use pretenant_sts::endpoint::arrival::BodyTooLarge;
use pretenant_sts::front::Handler;
use pretenant_sts::recording::{Rewrite, Taken};

use super::upstream::Upstream;

/// Headers of one connection, which do not travel on (RFC 9110 §7.6.1).
const HOP: &[HeaderName] =
    &[CONNECTION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];

/// Response headers that may name the upstream.
const NAMING: &[HeaderName] = &[LOCATION, LINK, WWW_AUTHENTICATE, ACCESS_CONTROL_ALLOW_ORIGIN];

/// The control API of an upstream that is a world: no part of the platform.
const CONTROL: &str = "/_pretenant";

/// A reverse proxy that remembers what went through it.
pub struct Recorder {
    upstream: Upstream,
    client: reqwest::Client,
    clock: Clock,
    arrived: AtomicUsize,
    /// By the order of arrival, which is the client's; answers may overtake each other.
    taken: Mutex<BTreeMap<usize, Taken>>,
}

impl Recorder {
    /// Nothing is recorded yet.
    pub fn new(upstream: Upstream, client: reqwest::Client) -> Self {
        let (arrived, taken) = (AtomicUsize::new(0), Mutex::default());
        Self { upstream, client, clock: Clock::real(), arrived, taken }
    }

    /// What went through, in the order of arrival.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    async fn pass_on(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let number = self.arrived.fetch_add(1, Ordering::SeqCst);
        let here = own_origin(&request);
        let to_upstream = self.request(request, &Rewrite::new(&here, &self.upstream.origin()))?;
        let answer = self.ask(&to_upstream).await.map_err(|error| chain(&error))?;
        let to_client = response(&answer, &Rewrite::new(&self.upstream.origin(), &here));
        if !to_upstream.uri().path().starts_with(CONTROL) {
            let taken = Taken { at: self.clock.now(), request: to_upstream, response: answer };
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(number, taken);
        }
        Ok(to_client)
    }

    /// The request as the upstream gets it.
    fn request(&self, request: Request<Bytes>, rewrite: &Rewrite) -> Result<Request<Bytes>, String> {
        let (parts, body) = request.into_parts();
        let target = rewrite.apply(parts.uri.path_and_query().map_or("/", |p| p.as_str()));
        let body = rewritten(&parts.headers, body, rewrite);
        let mut request = Request::builder().method(parts.method).uri(target).body(body).map_err(|e| e.to_string())?;
        for (name, value) in &parts.headers {
            if HOP.contains(name) || [HOST, CONTENT_LENGTH, ACCEPT_ENCODING].contains(name) {
                continue;
            }
            let value = if [ORIGIN, REFERER].contains(name) { rewritten_value(value, rewrite) } else { value.clone() };
            request.headers_mut().append(name, value);
        }
        let host = HeaderValue::from_str(&self.upstream.host()).map_err(|error| error.to_string())?;
        request.headers_mut().insert(HOST, host);
        // What comes compressed could not be looked into.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        Ok(request)
    }

    async fn ask(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, reqwest::Error> {
        let url = format!("{}{}", self.upstream.origin(), request.uri());
        let mut headers = request.headers().clone();
        headers.remove(HOST);
        let sent = self.client.request(request.method().clone(), url).headers(headers).body(request.body().clone());
        let answer = sent.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = Response::new(answer.bytes().await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Handler for Recorder {
    async fn handle(self: Arc<Self>, _tls: bool, request: Request<Bytes>) -> Response<Bytes> {
        if request.extensions().get::<BodyTooLarge>().is_some() {
            return failure(StatusCode::PAYLOAD_TOO_LARGE, "the recorder takes bodies of at most 1 MiB");
        }
        match self.pass_on(request).await {
            Ok(response) => response,
            Err(why) => {
                let message = format!("{} does not answer: {why}", self.upstream.origin());
                eprintln!("pretenant: {message}");
                failure(StatusCode::BAD_GATEWAY, &message)
            }
        }
    }
}

/// The answer as the client gets it.
fn response(answer: &Response<Bytes>, rewrite: &Rewrite) -> Response<Bytes> {
    let mut response = Response::new(rewritten(answer.headers(), answer.body().clone(), rewrite));
    *response.status_mut() = answer.status();
    for (name, value) in answer.headers() {
        if HOP.contains(name) || *name == CONTENT_LENGTH {
            continue;
        }
        let value = match name {
            name if NAMING.contains(name) => rewritten_value(value, rewrite),
            name if *name == SET_COOKIE => without_domain(value),
            _ => value.clone(),
        };
        response.headers_mut().append(name, value);
    }
    response
}

/// A body in which addresses are rewritten, if it is text.
fn rewritten(headers: &HeaderMap, body: Bytes, rewrite: &Rewrite) -> Bytes {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_text =
        ["text/", "json", "javascript", "xml", "x-www-form-urlencoded"].iter().any(|word| kind.contains(word));
    match std::str::from_utf8(&body) {
        Ok(text) if is_text => Bytes::from(rewrite.apply(text)),
        _ => body,
    }
}

fn rewritten_value(value: &HeaderValue, rewrite: &Rewrite) -> HeaderValue {
    let text = value.to_str().ok().map(|text| rewrite.apply(text));
    text.and_then(|text| HeaderValue::from_str(&text).ok()).unwrap_or_else(|| value.clone())
}

/// A cookie of the upstream's domain would not be the recorder's.
fn without_domain(value: &HeaderValue) -> HeaderValue {
    let Ok(text) = value.to_str() else { return value.clone() };
    let kept = text.split(';').filter(|part| !part.trim_start().to_ascii_lowercase().starts_with("domain="));
    HeaderValue::from_str(&kept.collect::<Vec<_>>().join(";")).unwrap_or_else(|_| value.clone())
}

fn own_origin(request: &Request<Bytes>) -> String {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or(header);
    format!("https://{}", host.unwrap_or("localhost"))
}

fn failure(status: StatusCode, message: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "error": "recorder", "error_description": message }).to_string();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An error with what caused it: reqwest keeps the interesting part, such as a certificate's, to the last.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
