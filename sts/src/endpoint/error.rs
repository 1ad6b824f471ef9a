//! What `error_uri` leads to: an AADSTS code explained.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::arrival::Arrival;
use super::reply;
use crate::pages::MessagePage;
use crate::refusal::find;

/// Answers `/error?code=NNN`.
pub fn answer(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    let query = arrival.query().unwrap_or_default();
    let asked = query.first("code").unwrap_or_default();
    let entry = asked.trim_start_matches("AADSTS").parse().ok().and_then(find);
    let (status, title, text) = match entry {
        Some(entry) => (
            StatusCode::OK,
            format!("AADSTS{}", entry.code),
            format!("{} It happens when {}. To cure it, {}.", entry.template, entry.when, entry.cure),
        ),
        None => (
            StatusCode::NOT_FOUND,
            "Unknown code".to_owned(),
            format!("\u{201c}{asked}\u{201d} is not in the catalogue of AADSTS codes."),
        ),
    };
    reply::html(status, &MessagePage { title, text }.render())
}
