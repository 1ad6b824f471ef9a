use bytes::Bytes;
use http::Response;
use serde_json::Value;

use super::wire::differs;
use super::{Verdict, like};
use crate::language::ExpectStep;
use crate::play::event::Happened;
use crate::play::labels::redirect_parameters;

/// The answer to a raw request or to a call of an API.
pub fn check(expect: &ExpectStep, happened: &Happened, verdict: &mut Verdict) {
    let Some(answer) = &happened.answer else { return };
    match answer {
        Err(()) if expect.broken == Some(true) => {}
        Err(()) => verdict.fail(&[], "an answer", "a connection that broke"),
        Ok(_) if expect.broken == Some(true) => verdict.fail(&["broken"], "that the connection breaks", "an answer"),
        Ok(response) => self::response(expect, response, verdict),
    }
}

fn response(expect: &ExpectStep, response: &Response<Bytes>, verdict: &mut Verdict) {
    let status = response.status();
    match expect.status {
        Some(expected) if expected != status.as_u16() => {
            verdict.fail(&["status"], expected.to_string(), status.to_string());
        }
        None if status.as_u16() >= 400 && expect.json.is_empty() => {
            let text = String::from_utf8_lossy(response.body());
            let text: String = text.chars().take(300).collect();
            verdict.fail(&[], "that the request succeeds", format!("{status} {text}"));
        }
        _ => {}
    }
    let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some((wanted, found)) = differs(&expect.headers, header) {
        verdict.fail(&["headers"], wanted, found);
    }
    if !expect.location.is_empty() {
        let parameters = redirect_parameters(header("location").unwrap_or_default());
        let of = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        if let Some((wanted, found)) = differs(&expect.location, of) {
            verdict.fail(&["location"], wanted, found);
        }
    }
    json(expect, response, verdict);
}

fn json(expect: &ExpectStep, response: &Response<Bytes>, verdict: &mut Verdict) {
    if expect.json.is_empty() {
        return;
    }
    let Ok(body) = serde_json::from_slice::<Value>(response.body()) else {
        let text = String::from_utf8_lossy(response.body()).chars().take(300).collect::<String>();
        verdict.fail(&["json"], "a JSON answer", format!("`{text}`"));
        return;
    };
    for (pointer, expected) in &expect.json {
        let found = body.pointer(pointer);
        let matches = match (expected, found) {
            (Value::Null, found) => found.is_none(),
            (Value::String(pattern), Some(Value::String(text))) => like(pattern, text),
            (expected, found) => Some(expected) == found,
        };
        if !matches {
            let wanted = if expected.is_null() { "nothing".to_owned() } else { expected.to_string() };
            verdict.fail(&["json", pointer], wanted, found.map_or_else(|| "nothing".to_owned(), Value::to_string));
        }
    }
}
