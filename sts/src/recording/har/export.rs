//! From a recording to an archive: the recording is played once, in order, by requests that mean what it means.

use base64::Engine as _;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, LOCATION};
use serde_json::Value;

use super::model::{Content, Entry, Har, Log, Nothing, Pair, PostData, Request, Response, Timings};
use super::requests::{Credential, MadeUp};
use super::{VERSION, creator};
use crate::clock::{Clock, Moment};
use crate::directory::Directory;
use crate::entropy::Entropy;
use crate::protocol::form::Form;
use crate::recording::model::Recording;
use crate::recording::playback::Playback;
use crate::world::{Settings, World};

/// The host in the URLs of an archive.
const HOST_NAME: &str = "recording.example";

/// An exchange that its own recording does not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("exchange {number} cannot be asked for: {why}")]
pub struct NotPlayed {
    /// Its number, from 1.
    pub number: usize,
    /// Why.
    pub why: String,
}

/// Makes an archive. Its tokens are signed by a key that everybody knows, and stand for nothing.
///
/// # Errors
/// [`NotPlayed`] for an exchange whose request says too little.
pub fn export(recording: &Recording, directory: Directory) -> Result<Har, NotPlayed> {
    let start = recording.recorded.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok()).unwrap_or_default();
    let clock = Clock::fixed(Moment(start.as_millisecond()));
    let world = World::new(directory, Settings::default(), clock, Entropy::seeded(0));
    world.set_recording(Some(recording.clone()));
    let mut issued = Issued::default();
    let mut entries = Vec::new();
    for (index, exchange) in recording.exchanges.iter().enumerate() {
        let made_up = MadeUp { exchange, number: index + 1, host: HOST_NAME };
        let not_played = |why: String| NotPlayed { number: index + 1, why };
        let playback = world.recording().ok_or_else(|| not_played("there is no recording".to_owned()))?;
        let request = issued.ask(&made_up, &playback).map_err(|error| not_played(error.to_string()))?;
        let response = world.handle(true, &request);
        let played = world.journal().find(&crate::journal::Query::default()).last().and_then(|e| e.note.recorded);
        if played != Some(index + 1) {
            let instead = played.map_or("nothing answers".to_owned(), |n| format!("exchange {n} answers"));
            return Err(not_played(format!("{instead} a request that means the same")));
        }
        issued.note(&response);
        entries.push(entry(world.clock().now(), &request, &response));
    }
    Ok(Har { log: Log { version: VERSION.to_owned(), creator: creator(), entries } })
}

/// The credentials that the recording has issued so far, by the name of the member or parameter.
#[derive(Default)]
struct Issued(Vec<(String, String)>);

impl Issued {
    /// A request with a credential that gives it its meaning: the latest one that does.
    fn ask(&self, made_up: &MadeUp<'_>, playback: &Playback) -> Result<http::Request<Bytes>, http::Error> {
        let Some(credential) = made_up.credential() else { return made_up.request(None) };
        let names: &[&str] = match credential {
            Credential::Bearer | Credential::Parameter("assertion" | "subject_token") => &["access_token", "id_token"],
            Credential::Parameter("code") => &["code"],
            Credential::Parameter("refresh_token") => &["refresh_token"],
            Credential::Parameter(_) => &["device_code"],
        };
        for (_, value) in self.0.iter().rev().filter(|(name, _)| names.contains(&name.as_str())) {
            let request = made_up.request(Some((credential, value)))?;
            if made_up.exchange.request.is_meant_by(&playback.meaning(&request)) {
                return Ok(request);
            }
        }
        made_up.request(Some((credential, &made_up.stand_in())))
    }

    fn note(&mut self, response: &http::Response<Bytes>) {
        let location = response.headers().get(LOCATION).and_then(|l| l.to_str().ok()).unwrap_or_default();
        let pairs = location.split(['?', '#']).skip(1).filter_map(|list| Form::parse(list.as_bytes()).ok());
        for form in pairs {
            self.0.extend(form.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        if let Ok(Value::Object(members)) = serde_json::from_slice(response.body()) {
            let texts = members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
            self.0.extend(texts);
        }
    }
}

fn entry(at: Moment, request: &http::Request<Bytes>, response: &http::Response<Bytes>) -> Entry {
    let host = request.headers().get(HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let query = Form::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let post_data = (!request.body().is_empty()).then(|| PostData {
        mime_type: text(request.headers(), CONTENT_TYPE),
        text: String::from_utf8_lossy(request.body()).into_owned(),
        params: Vec::new(),
    });
    Entry {
        started_date_time: at.iso(),
        time: 0.0,
        request: Request {
            method: request.method().to_string(),
            url: format!("https://{host}{}", request.uri()),
            http_version: "HTTP/1.1".to_owned(),
            cookies: [],
            headers: pairs(request.headers()),
            query_string: query.iter().map(|(name, value)| Pair::new(name, value)).collect(),
            post_data,
            headers_size: -1,
            body_size: length(request.body()),
        },
        response: Response {
            status: response.status().as_u16().into(),
            status_text: response.status().canonical_reason().unwrap_or_default().to_owned(),
            http_version: "HTTP/1.1".to_owned(),
            cookies: [],
            headers: pairs(response.headers()),
            content: content(response),
            redirect_url: text(response.headers(), LOCATION),
            headers_size: -1,
            body_size: length(response.body()),
        },
        cache: Nothing {},
        timings: Timings::default(),
    }
}

fn content(response: &http::Response<Bytes>) -> Content {
    let body = response.body();
    let (text_of_body, encoding) = match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), String::new()),
        Err(_) => (base64::engine::general_purpose::STANDARD.encode(body), "base64".to_owned()),
    };
    Content { size: length(body), mime_type: text(response.headers(), CONTENT_TYPE), text: text_of_body, encoding }
}

fn pairs(headers: &HeaderMap) -> Vec<Pair> {
    headers.iter().map(|(name, value)| Pair::new(name.as_str(), &String::from_utf8_lossy(value.as_bytes()))).collect()
}

fn text(headers: &HeaderMap, name: http::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn length(body: &Bytes) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}
