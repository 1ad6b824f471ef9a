//! The journal as an HTTP archive (HAR 1.2), for browsers' network panels and other viewers.
//!
//! It holds what the journal keeps: secrets are redacted, answers have no headers or bodies but their status and
//! `Location`. What HAR wants and the journal does not know is -1 or empty, as the format has it.

use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{Exchange, Note};

/// An HTTP archive.
#[derive(Debug, Serialize)]
pub struct Har {
    log: Log,
}

impl Har {
    /// Archives exchanges in the order given.
    #[must_use]
    pub fn new(exchanges: &[Arc<Exchange>]) -> Self {
        let creator = Creator { name: "Pretenant", version: env!("CARGO_PKG_VERSION") };
        Self { log: Log { version: "1.2", creator, entries: exchanges.iter().map(|e| entry(e)).collect() } }
    }
}

#[derive(Debug, Serialize)]
struct Log {
    version: &'static str,
    creator: Creator,
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Creator {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    started_date_time: String,
    /// Milliseconds.
    time: f64,
    request: Request,
    response: Response,
    cache: Empty,
    timings: Timings,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(rename = "_pretenant")]
    journal: JournalPart,
}

/// What the format has no place for.
#[derive(Debug, Serialize)]
struct JournalPart {
    id: u64,
    trace_id: Uuid,
    correlation_id: Uuid,
    note: Note,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    http_version: &'static str,
    cookies: [Pair; 0],
    headers: Vec<Pair>,
    query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: String,
    params: Vec<Pair>,
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status: u16,
    status_text: &'static str,
    http_version: &'static str,
    cookies: [Pair; 0],
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: i64,
    mime_type: &'static str,
}

#[derive(Debug, Serialize)]
struct Timings {
    send: f64,
    wait: f64,
    receive: f64,
}

#[derive(Debug, Serialize)]
struct Empty {}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Pair {
    name: String,
    value: String,
}

const UNKNOWN: &str = "unknown";

fn entry(exchange: &Exchange) -> Entry {
    #[expect(clippy::cast_precision_loss, reason = "no exchange takes centuries")]
    let millis = exchange.micros as f64 / 1000.0;
    Entry {
        started_date_time: exchange.time.clone(),
        time: millis,
        request: request(exchange),
        response: response(exchange),
        cache: Empty {},
        timings: Timings { send: 0.0, wait: millis, receive: 0.0 },
        comment: comment(&exchange.note),
        journal: JournalPart {
            id: exchange.id,
            trace_id: exchange.trace_id,
            correlation_id: exchange.correlation_id,
            note: exchange.note.clone(),
        },
    }
}

fn request(exchange: &Exchange) -> Request {
    let mark = if exchange.query.is_empty() { "" } else { "?" };
    let query: Vec<Pair> = form_urlencoded::parse(exchange.query.as_bytes())
        .map(|(name, value)| Pair { name: name.into_owned(), value: value.into_owned() })
        .collect();
    Request {
        method: exchange.method.clone(),
        url: format!("{}{}{mark}{}", exchange.origin, exchange.path, exchange.query),
        http_version: UNKNOWN,
        cookies: [],
        headers: pairs(&exchange.headers),
        post_data: post_data(exchange, &query),
        query_string: query,
        headers_size: -1,
        body_size: -1,
    }
}

/// The journal keeps the parameters of query and body together: what is not in the query came in the body.
fn post_data(exchange: &Exchange, query: &[Pair]) -> Option<PostData> {
    let in_query = |name: &String| query.iter().any(|pair| pair.name == *name);
    let sent = exchange.parameters.iter().filter(|(name, _)| !in_query(name));
    let params: Vec<Pair> = sent.map(|(name, value)| Pair { name: name.clone(), value: value.clone() }).collect();
    if params.is_empty() {
        return None;
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(params.iter().map(|pair| (&pair.name, &pair.value)));
    let mime_type = exchange.headers.get("content-type").cloned().unwrap_or_default();
    Some(PostData { mime_type, text: text.finish(), params })
}

fn response(exchange: &Exchange) -> Response {
    let location = exchange.location.clone().unwrap_or_default();
    let status = StatusCode::from_u16(exchange.status).ok();
    Response {
        status: exchange.status,
        status_text: status.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        http_version: UNKNOWN,
        cookies: [],
        headers: Some(&location)
            .filter(|l| !l.is_empty())
            .map(|l| Pair { name: "location".to_owned(), value: l.clone() })
            .into_iter()
            .collect(),
        content: Content { size: 0, mime_type: "x-unknown" },
        redirect_url: location,
        headers_size: -1,
        body_size: -1,
    }
}

fn pairs<'a>(all: impl IntoIterator<Item = (&'a String, &'a String)>) -> Vec<Pair> {
    all.into_iter().map(|(name, value)| Pair { name: name.clone(), value: value.clone() }).collect()
}

/// What a reader should know at once: what was refused, and what to do about it.
fn comment(note: &Note) -> Option<String> {
    let message = note.message.as_deref().or(note.error.as_deref())?;
    let cure = note.diagnosis.as_ref().map(|diagnosis| format!(" Cure: {}", diagnosis.cure));
    Some(format!("{message}{}", cure.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::Query;
    use super::*;
    use crate::clock::{Clock, Moment};
    use crate::directory::file::builtin;
    use crate::entropy::Entropy;
    use crate::world::{Settings, World};

    #[test]
    fn an_archive_tells_what_the_journal_knows_and_no_secret() {
        let directory = builtin().build().unwrap();
        let clock = Clock::fixed(Moment(1_785_783_414_000));
        let world = World::new(directory, Settings::default(), clock, Entropy::seeded(1));
        let request = |method: &str, target: &str, body: &'static str| {
            let request = http::Request::builder().method(method).uri(target).header("host", "localhost:8443");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            world.handle(true, &request.body(Bytes::from_static(body.as_bytes())).unwrap());
        };
        let daemon = "grant_type=client_credentials&client_id=c0000000-0000-0000-0000-000000000005\
                      &client_secret=hunter2&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
        request(
            "POST",
            "/contoso.example/oauth2/v2.0/token?client-request-id=aaaaaaaa-0000-0000-0000-000000000001",
            daemon,
        );
        request("GET", "/contoso.example/oauth2/v2.0/logout?post_logout_redirect_uri=x", "");
        let mut har = serde_json::to_value(Har::new(&world.journal().find(&Query::default()))).unwrap();
        assert!(!har.to_string().contains("hunter2"), "{har}");
        har["log"]["creator"]["version"] = "…".into();
        insta::assert_json_snapshot!(har);
    }
}
