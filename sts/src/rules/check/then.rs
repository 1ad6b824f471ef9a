//! What is wrong with the values of a rule's effects, each by itself.

use http::header::{HeaderName, HeaderValue};

use super::super::effects::{aadsts_number, duration, millis};
use super::super::rule::Then;
use crate::document::{Findings, Pointer, suggest};
use crate::refusal::{Entry, TABLE, find};

/// Headers that the server writes itself, since they say how the message is framed.
const FRAMING: &[&str] = &["connection", "content-length", "transfer-encoding", "upgrade"];

/// Checks the effects of a rule; they are written at `at`.
pub fn check(then: &Then, at: &Pointer, findings: &mut Findings) {
    if *then == Then::default() {
        let help = "write what happens, e.g. `refuse: AADSTS50076` or `status: 503`";
        findings.add_with_help(at, "this rule does nothing", Some(help.into()));
    }
    refusal(then, at, findings);
    answer(then, at, findings);
    durations(then, at, findings);
}

fn refusal(then: &Then, at: &Pointer, findings: &mut Findings) {
    if let Some(text) = &then.refuse {
        check_code(text, &at.key("refuse"), findings);
    }
    // RFC 6749 §5.2: what an `error` may consist of.
    let plain = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    if let Some(error) = then.error.as_ref().filter(|error| error.is_empty() || !error.chars().all(plain)) {
        findings.add(&at.key("error"), format!("`{error}` cannot be an OAuth error: ASCII without quotes is"));
    }
    if then.claims.as_ref().is_some_and(|claims| !claims.is_object()) {
        let help = "write e.g. `{ access_token: { acrs: { essential: true, value: c1 } } }`";
        findings.add_with_help(&at.key("claims"), "a claims challenge is an object", Some(help.into()));
    }
}

/// Notes a code that the platform does not have, with those that were probably meant. It is written at `at`.
pub fn check_code(text: &str, at: &Pointer, findings: &mut Findings) {
    if aadsts_number(text).and_then(find).is_none() {
        let message = format!("`{text}` is not in the catalogue of AADSTS codes");
        findings.add_with_help(at, message, similar_code(text));
    }
}

/// The codes that were probably meant: by their name, or by their digits.
fn similar_code(text: &str) -> Option<String> {
    const MOST: usize = 4;
    let digits = text.strip_prefix("AADSTS").unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        let begins = |entry: &&Entry| entry.name.to_lowercase().starts_with(&text.to_lowercase());
        let closest = || suggest::closest(text, TABLE.iter().map(|entry| entry.name));
        let by_name = |name| TABLE.iter().find(|entry| entry.name == name);
        let entry = TABLE.iter().find(begins).or_else(|| closest().and_then(by_name))?;
        return Some(format!("did you mean `AADSTS{}` ({})?", entry.code, entry.name));
    }
    let distance = |entry: &Entry| strsim::osa_distance(digits, &entry.code.to_string());
    let least = TABLE.iter().map(distance).min().filter(|least| *least <= 2)?;
    let mut close: Vec<&Entry> = TABLE.iter().filter(|entry| distance(entry) == least).collect();
    // Swapped digits are the likelier slip.
    close.sort_by_key(|entry| sorted(&entry.code.to_string()) != sorted(digits));
    let close = close.iter().take(MOST).map(|entry| format!("`AADSTS{}` ({})", entry.code, entry.name));
    Some(format!("did you mean one of {}?", close.collect::<Vec<_>>().join(", ")))
}

fn sorted(digits: &str) -> Vec<char> {
    let mut all: Vec<char> = digits.chars().collect();
    all.sort_unstable();
    all
}

fn answer(then: &Then, at: &Pointer, findings: &mut Findings) {
    if let Some(status) = then.status.filter(|status| !(200..=599).contains(status)) {
        findings.add(&at.key("status"), format!("{status} is no status of an answer: they go from 200 to 599"));
    }
    for (name, value) in &then.headers {
        let at = at.key("headers").key(name);
        if HeaderName::try_from(name.as_str()).is_err() {
            findings.add(&at, format!("`{name}` cannot be the name of a header"));
        } else if FRAMING.iter().any(|framing| framing.eq_ignore_ascii_case(name)) {
            let help = "use `truncate`, `trickle` or `drop_connection` to break the transfer";
            findings.add_with_help(&at, format!("the server writes `{name}` itself"), Some(help.into()));
        } else if value.as_ref().is_some_and(|value| HeaderValue::from_str(value).is_err()) {
            findings.add(&at, "a header cannot have this value");
        }
    }
    if then.content_type.as_ref().is_some_and(|kind| HeaderValue::from_str(kind).is_err()) {
        findings.add(&at.key("content_type"), "a header cannot have this value");
    }
    if then.trickle.as_ref().is_some_and(|trickle| trickle.bytes == 0) {
        findings.add(&at.key("trickle").key("bytes"), "pieces of no bytes never come to an end");
    }
}

fn durations(then: &Then, at: &Pointer, findings: &mut Findings) {
    let forwards = [
        (at.key("retry_after"), then.retry_after.as_deref()),
        (at.key("delay"), then.delay.as_deref()),
        (at.key("jitter"), then.jitter.as_deref()),
        (at.key("trickle").key("every"), then.trickle.as_ref().map(|trickle| trickle.every.as_str())),
    ];
    for (at, text) in forwards {
        if let Some(Err(error)) = text.map(duration) {
            findings.add_with_help(&at, error.to_string(), Some("write e.g. `500ms`, `2s` or `1m 30s`".into()));
        }
    }
    let token = then.token.as_ref();
    let id_token = then.id_token.as_ref();
    let both_ways = [
        (at.key("clock_skew"), then.clock_skew.as_deref()),
        (at.key("token").key("expires_in"), token.and_then(|t| t.expires_in.as_deref())),
        (at.key("token").key("not_before"), token.and_then(|t| t.not_before.as_deref())),
        (at.key("id_token").key("expires_in"), id_token.and_then(|t| t.expires_in.as_deref())),
        (at.key("id_token").key("not_before"), id_token.and_then(|t| t.not_before.as_deref())),
    ];
    for (at, text) in both_ways {
        if let Some(Err(error)) = text.map(millis) {
            findings.add_with_help(&at, error.to_string(), Some("write e.g. `90s`, `1h 30m` or `-5m`".into()));
        }
    }
}
