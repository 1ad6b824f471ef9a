//! From an archive to traffic.

use base64::Engine as _;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use super::model::{Content, Entry, Har, Pair, PostData};
use crate::clock::Moment;
use crate::recording::meaning::routed;
use crate::recording::scrub::Taken;
use crate::route::Endpoint;

/// What an archive holds.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The traffic with the identity platform and with APIs.
    pub taken: Vec<Taken>,
    /// Origins under which the platform was reached.
    pub origins: Vec<String>,
    /// What was left out and why, one sentence each.
    pub remarks: Vec<String>,
}

/// Reads the traffic in an archive. Kept are exchanges with hosts at which the platform was reached, and calls that
/// carry a token; the application's own pages and files are left out.
#[must_use]
pub fn import(har: &Har) -> Imported {
    let mut remarks = Vec::new();
    let mut read = Vec::new();
    for (index, entry) in har.log.entries.iter().enumerate() {
        match taken(entry) {
            Ok((origin, taken)) => read.push((origin, taken)),
            Err(why) => remarks.push(format!("entry {} is left out: {why}", index + 1)),
        }
    }
    let mut origins: Vec<String> = Vec::new();
    for (origin, taken) in &read {
        if is_platform(taken) && !origins.contains(origin) {
            origins.push(origin.clone());
        }
    }
    let count = read.len();
    let kept = read
        .into_iter()
        .filter(|(origin, taken)| origins.contains(origin) || taken.request.headers().contains_key(AUTHORIZATION));
    let taken: Vec<Taken> = kept.map(|(_, taken)| taken).collect();
    if taken.len() < count {
        let left_out = match count - taken.len() {
            1 => "1 exchange with another host is left out: it carries".to_owned(),
            others => format!("{others} exchanges with other hosts are left out: they carry"),
        };
        remarks.push(format!("{left_out} no token"));
    }
    Imported { taken, origins, remarks }
}

/// Was this an endpoint of the identity platform, by a path that nobody else has?
fn is_platform(taken: &Taken) -> bool {
    let elsewhere_too = [Endpoint::Home, Endpoint::Error, Endpoint::Login, Endpoint::DeviceAuth, Endpoint::UserInfo];
    routed(&taken.request).is_some_and(|route| !elsewhere_too.contains(&route.endpoint))
}

fn taken(entry: &Entry) -> Result<(String, Taken), String> {
    let url = Url::parse(&entry.request.url).map_err(|error| format!("its URL is none: {error}"))?;
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"));
    let host = host.ok_or_else(|| format!("it did not use HTTP, but `{}`", url.scheme()))?;
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let status = u16::try_from(entry.response.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or("it got no answer")?;

    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let method = Method::from_bytes(entry.request.method.as_bytes()).map_err(|_| "its method is none")?;
    let body = entry.request.post_data.as_ref().map(request_body).unwrap_or_default();
    let mut request = http::Request::builder()
        .method(method)
        .uri(target)
        .body(body)
        .map_err(|error| format!("its URL is none: {error}"))?;
    *request.headers_mut() = headers(&entry.request.headers);
    if let Some(post_data) = &entry.request.post_data {
        default_type(request.headers_mut(), &post_data.mime_type);
    }
    request.headers_mut().insert(HOST, HeaderValue::from_str(&authority).map_err(|_| "its host is none")?);

    let mut response = http::Response::new(response_body(&entry.response.content)?);
    *response.status_mut() = status;
    *response.headers_mut() = headers(&entry.response.headers);
    // Archives hold bodies decoded.
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
        response.headers_mut().remove(name);
    }
    default_type(response.headers_mut(), &entry.response.content.mime_type);
    let at = entry.started_date_time.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond);
    let taken = Taken { at: Moment(at), request, response };
    Ok((format!("{}://{authority}", url.scheme()), taken))
}

fn request_body(data: &PostData) -> Bytes {
    if !data.text.is_empty() {
        return Bytes::from(data.text.clone());
    }
    let pairs = data.params.iter().map(|pair| (&pair.name, &pair.value));
    Bytes::from(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

fn response_body(content: &Content) -> Result<Bytes, String> {
    if content.encoding != "base64" {
        return Ok(Bytes::from(content.text.clone()));
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(content.text.trim());
    decoded.map(Bytes::from).map_err(|error| format!("its answer is not in base64: {error}"))
}

/// The headers that HTTP/1.1 would have; HTTP/2's own begin with a colon.
fn headers(pairs: &[Pair]) -> HeaderMap {
    let header = |pair: &Pair| {
        let name = HeaderName::try_from(pair.name.as_str()).ok()?;
        // Some programs write several `Set-Cookie` headers as lines of one.
        let values = pair.value.split('\n').filter_map(|value| HeaderValue::from_str(value.trim()).ok());
        Some(values.map(move |value| (name.clone(), value)).collect::<Vec<_>>())
    };
    pairs.iter().filter_map(header).flatten().collect()
}

fn default_type(headers: &mut HeaderMap, mime_type: &str) {
    if !headers.contains_key(CONTENT_TYPE)
        && let Ok(value) = HeaderValue::from_str(mime_type)
        && !mime_type.is_empty()
    {
        headers.insert(CONTENT_TYPE, value);
    }
}
