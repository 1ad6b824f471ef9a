//! A saved journal as an archive. It holds what the journal keeps: no secrets and no bodies of answers.

use indexmap::IndexMap;
use serde::Deserialize;

use super::model::{Content, Entry, Har, Log, Nothing, Pair, Request, Response, Timings};
use super::{VERSION, creator};
use crate::protocol::form::Form;

/// What `GET /_pretenant/journal` answers, as far as an archive needs it.
#[derive(Debug, Clone, Deserialize)]
pub struct JournalFile {
    exchanges: Vec<Saved>,
}

#[derive(Debug, Clone, Deserialize)]
struct Saved {
    time: String,
    method: String,
    origin: String,
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: IndexMap<String, String>,
    status: u16,
    #[serde(default)]
    location: Option<String>,
    #[serde(default)]
    micros: u64,
}

/// Makes an archive.
#[must_use]
pub fn from_journal(journal: &JournalFile) -> Har {
    let entries = journal.exchanges.iter().map(entry).collect();
    Har { log: Log { version: VERSION.to_owned(), creator: creator(), entries } }
}

fn entry(saved: &Saved) -> Entry {
    #[expect(clippy::cast_precision_loss, reason = "no exchange takes centuries")]
    let millis = saved.micros as f64 / 1000.0;
    let mark = if saved.query.is_empty() { "" } else { "?" };
    let query = Form::parse(saved.query.as_bytes()).unwrap_or_default();
    let status = http::StatusCode::from_u16(saved.status).ok();
    let location = saved.location.clone().unwrap_or_default();
    Entry {
        started_date_time: saved.time.clone(),
        time: millis,
        request: Request {
            method: saved.method.clone(),
            url: format!("{}{}{mark}{}", saved.origin, saved.path, saved.query),
            http_version: String::new(),
            cookies: [],
            headers: saved.headers.iter().map(|(name, value)| Pair::new(name, value)).collect(),
            query_string: query.iter().map(|(name, value)| Pair::new(name, value)).collect(),
            post_data: None,
            headers_size: -1,
            body_size: -1,
        },
        response: Response {
            status: saved.status.into(),
            status_text: status.and_then(|s| s.canonical_reason()).unwrap_or_default().to_owned(),
            http_version: String::new(),
            cookies: [],
            headers: saved.location.iter().map(|location| Pair::new("location", location)).collect(),
            content: Content { mime_type: "x-unknown".to_owned(), ..Content::default() },
            redirect_url: location,
            headers_size: -1,
            body_size: -1,
        },
        cache: Nothing {},
        timings: Timings { send: 0.0, wait: millis, receive: 0.0 },
    }
}
