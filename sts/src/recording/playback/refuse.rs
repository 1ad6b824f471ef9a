//! What a request gets that nothing is recorded for.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::endpoint::arrival::Arrival;
use crate::endpoint::reply;
use crate::journal::Decision;
use crate::protocol::headers;
use crate::recording::meaning::Meaning;
use crate::recording::model::Recording;
use crate::refusal::Diagnosis;

/// The `error` of these answers. No platform has it.
pub const NOT_RECORDED: &str = "not_recorded";

/// Nothing is recorded for a request: says what comes nearest, and the first key that differs.
pub fn not_recorded(arrival: &mut Arrival<'_>, recording: &Recording, sent: &Meaning) -> Response<Bytes> {
    let mut nearest: Option<(usize, u32)> = None;
    for (index, exchange) in recording.exchanges.iter().enumerate() {
        let nearness = exchange.request.nearness(sent);
        if nearest.is_none_or(|(_, best)| nearness > best) {
            nearest = Some((index, nearness));
        }
    }
    let nearest = nearest.and_then(|(index, _)| {
        let exchange = recording.exchanges.get(index)?;
        Some((index + 1, exchange, exchange.request.difference(sent)?))
    });
    let (expected, details) = match &nearest {
        Some((number, exchange, difference)) => (
            format!(
                "{} {} as in exchange {number}, the nearest one ({})",
                difference.key,
                quoted(&difference.recorded),
                exchange.request.describe()
            ),
            json!({
                "exchange": number,
                "request": exchange.request,
                "differs_in": difference.key,
                "recorded": difference.recorded,
                "sent": difference.sent,
            }),
        ),
        None => ("an exchange".to_owned(), Value::Null),
    };
    let found = match &nearest {
        Some((_, _, difference)) => format!("{} {} ({})", difference.key, quoted(&difference.sent), sent.describe()),
        None => sent.describe(),
    };
    let cure = "record it too, or edit the request of an exchange in the recording: `*` stands for any value";
    answer(arrival, "recording.matches", expected, found, cure, &json!({ "request": sent, "nearest": details }))
}

/// The recorded answer goes to the application, and nobody has said where that is.
pub fn no_redirect_uri(arrival: &mut Arrival<'_>, number: usize) -> Response<Bytes> {
    let expected = format!("an authorization request before exchange {number}, whose answer goes to the application");
    let cure = "begin the sign-in anew: a page of an earlier run leads nowhere";
    answer(arrival, "recording.redirect_uri", expected, "none".to_owned(), cure, &json!({ "exchange": number }))
}

fn answer(
    arrival: &mut Arrival<'_>,
    check: &'static str,
    expected: String,
    found: String,
    cure: &'static str,
    details: &Value,
) -> Response<Bytes> {
    let diagnosis = Diagnosis {
        check: Cow::Borrowed(check),
        expected: Some(expected),
        found: Some(found),
        cure: Cow::Borrowed(cure),
        try_next: Vec::new(),
    };
    let description = format!("The recording has no answer to this request. {}", diagnosis.sentence());
    let body = json!({ "error": NOT_RECORDED, "error_description": description, "recording": details });
    // A client that gets a 5xx tries again, for nothing.
    let mut response = reply::json(StatusCode::NOT_FOUND, &body);
    headers::diagnosis(response.headers_mut(), &diagnosis);
    headers::set(response.headers_mut(), http::header::DATE, &arrival.now.http());
    if arrival.header("origin").is_some() {
        headers::cors_post(response.headers_mut());
    }
    arrival.note.decision = Decision::Refused;
    arrival.note.error = Some(NOT_RECORDED.to_owned());
    arrival.note.message = Some(description);
    arrival.note.diagnosis = Some(diagnosis);
    response
}

fn quoted(value: &str) -> String {
    if value.is_empty() { "absent".to_owned() } else { format!("'{value}'") }
}
