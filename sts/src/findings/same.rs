//! Which requests are the same.

use super::record::{Record, overlap, parameter};
use super::span::gap;
use crate::journal::{API, Exchange};

/// Everything that makes two requests the same to the platform: client, endpoint, grant, what is asked for and what
/// is shown for it. Telemetry and correlation ids don't count. `None` for requests that are not attributable.
pub fn identity(exchange: &Exchange) -> Option<String> {
    let (note, shown) = (&exchange.note, &exchange.presented);
    let mut key = match note.endpoint? {
        "token" | "devicecode" => {
            let client = note.client.as_ref().map(|c| c.id.to_string());
            let client = client.as_deref().or_else(|| parameter(exchange, "client_id"))?;
            format!("{}{} {client} {}", exchange.origin, exchange.path, note.grant.unwrap_or_default())
        }
        API => format!("{}{} {} {}", exchange.origin, exchange.path, exchange.method, exchange.query),
        _ => return None,
    };
    for name in ["scope", "resource", "claims", "username"] {
        if let Some(value) = parameter(exchange, name) {
            let mut words: Vec<&str> = value.split(' ').collect();
            words.sort_unstable();
            key.push_str(&format!(" {name}={}", words.join(" ")));
        }
    }
    for digest in [shown.code, shown.refresh_token, shown.device_code, shown.assertion, shown.bearer] {
        key.push_str(&digest.map_or_else(|| " -".to_owned(), |d| format!(" {d}")));
    }
    Some(key)
}

/// Two requests closer together than this, in milliseconds, may be parallel, though one was answered first: the
/// callers set out together, and their connections took different times.
const MOMENT: i64 = 100;

/// The same request sent by two callers at the same time: the second was under way before the first was answered, or
/// soon after, with no sign that the client had the first answer.
pub fn at_once(record: &Record<'_>, first: &Exchange, second: &Exchange) -> bool {
    let close = || !second.frozen() && gap(first, second).is_some_and(|g| g < MOMENT);
    let token = first.issued.access_token;
    let used = || token.is_some() && record.between(first, second).any(|e| e.presented.bearer == token);
    let same = || identity(first).is_some_and(|key| identity(second) == Some(key));
    (overlap(first, second) || (close() && !used())) && same()
}
