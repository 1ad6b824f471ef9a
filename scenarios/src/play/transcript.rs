//! The transcript: what a play did, byte for byte, in a form that people can read and compare.
//!
//! What the world minted has short names; the list at the end says what they stand for. Passwords, secrets and
//! assertions are left out. A digest beside every answer stands for all its bytes, headers included.

use std::fmt::Write as _;

use http::HeaderMap;
use serde_json::Value;

use super::event::Happened;
use super::judge::token::{claims_of, header_of};
use super::labels::Labels;
use super::stage::Stage;
use crate::driver::{Outcome, Refused, TokenOutcome};
use crate::language::Scenario;
use crate::wire::Traffic;

/// Parameters that are left out.
pub(super) const SECRET: &[&str] = &["client_secret", "password", "passwd", "code_verifier", "ctx", "canary"];
/// Request headers that depend on how the request travelled.
const TRAVEL: &[&str] = &["accept", "accept-encoding", "connection", "content-length", "cookie", "host", "user-agent"];
/// Headers of answers that tell something; the digest stands for the others.
const TELLING: &[&str] = &[
    "cache-control",
    "content-type",
    "location",
    "retry-after",
    "set-cookie",
    "www-authenticate",
    "x-ms-clitelem",
    "x-ms-request-id",
];

/// Writes the transcript of a play.
pub fn write(scenario: &Scenario, stage: &Stage<'_>, steps: &[Happened]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}", scenario.title.as_deref().unwrap_or("untitled"));
    let mut labels = Labels::default();
    let mut number = 0;
    for (i, step) in steps.iter().enumerate() {
        let _ = writeln!(out, "\n== {} {}", i + 1, step.title);
        for child in &step.parallel {
            let _ = writeln!(out, "   | {}", child.title);
        }
        for traffic in &step.traffic {
            number += 1;
            labels.read(traffic);
            exchange(&mut out, number, traffic, &labels);
        }
        outcome(&mut out, step, &labels);
        for child in &step.parallel {
            outcome(&mut out, child, &labels);
        }
    }
    for row in stage.control().rules() {
        let _ = writeln!(out, "\nrule {:?} met {} fired {}", row.name, row.met, row.fired);
    }
    legend(&mut out, &labels);
    out
}

fn exchange(out: &mut String, number: usize, traffic: &Traffic, labels: &Labels) {
    let (path, query) = traffic.target.split_once('?').unwrap_or((&traffic.target, ""));
    let _ = writeln!(out, "\n{number} > {} {path}", traffic.method);
    for (name, value) in sorted_headers(&traffic.request_headers).filter(|(n, _)| !TRAVEL.contains(n)) {
        let _ = writeln!(out, "    {name}: {}", header(name, value, labels));
    }
    for source in [query.as_bytes(), form_of(traffic)] {
        for (name, value) in url::form_urlencoded::parse(source) {
            let _ = writeln!(out, "    {name}={}", parameter(&name, &value, labels));
        }
    }
    let _ = writeln!(out, "  < {}", traffic.status.as_u16());
    for (name, value) in sorted_headers(&traffic.headers).filter(|(n, _)| TELLING.contains(n)) {
        let _ = writeln!(out, "    {name}: {}", header(name, value, labels));
    }
    body(out, traffic, labels);
    if !traffic.exchange.note.rules.is_empty() {
        let _ = writeln!(out, "    fired: {}", traffic.exchange.note.rules.join(", "));
    }
    if let Some(diagnosis) = &traffic.exchange.note.diagnosis {
        let _ = writeln!(out, "    because: {}", serde_json::to_string(diagnosis).unwrap_or_default());
    }
    let _ = writeln!(out, "    sha256 {}", digest(traffic));
}

/// Form parameters of a request.
fn form_of(traffic: &Traffic) -> &[u8] {
    let kind = traffic.request_headers.get(http::header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let is_form = kind.is_some_and(|k| k.starts_with("application/x-www-form-urlencoded"));
    if is_form { &traffic.request_body } else { &[] }
}

fn sorted_headers(headers: &HeaderMap) -> impl Iterator<Item = (&str, String)> {
    let mut pairs: Vec<(&str, String)> =
        headers.iter().map(|(n, v)| (n.as_str(), String::from_utf8_lossy(v.as_bytes()).into_owned())).collect();
    // Their order means nothing, and differs with the way they travelled.
    pairs.sort_by_key(|(name, _)| *name);
    pairs.into_iter()
}

fn header(name: &str, value: String, labels: &Labels) -> String {
    match name {
        "authorization" => match value.split_once(' ') {
            Some((scheme, token)) => format!("{scheme} {}", labels.of(token).unwrap_or("[left out]")),
            None => "[left out]".to_owned(),
        },
        "set-cookie" => {
            let (pair, attributes) = value.split_once(';').unwrap_or((&value, ""));
            let (cookie, content) = pair.split_once('=').unwrap_or((pair, ""));
            let content = if content.is_empty() { "" } else { "[left out]" };
            format!("{cookie}={content};{attributes}")
        }
        "location" => {
            let mut shown = value;
            for (name, secret) in labels.all() {
                shown = shown.replace(secret, name);
            }
            shown
        }
        _ => value,
    }
}

fn parameter(name: &str, value: &str, labels: &Labels) -> String {
    if let Some(label) = labels.of(value) {
        return label.to_owned();
    }
    if SECRET.contains(&name) {
        return "[left out]".to_owned();
    }
    match (name, claims_of(value)) {
        ("client_assertion" | "assertion", Some(claims)) => Value::Object(claims).to_string(),
        ("client_assertion" | "assertion", None) => "[left out]".to_owned(),
        _ => value.to_owned(),
    }
}

fn body(out: &mut String, traffic: &Traffic, labels: &Labels) {
    let Ok(value) = serde_json::from_slice::<Value>(&traffic.body) else {
        let page = traffic.body.len();
        if page > 0 {
            let text = String::from_utf8_lossy(&traffic.body);
            let name = text.split_once("data-page=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(n, _)| n);
            let _ = match name {
                Some(name) => writeln!(out, "    page {name}"),
                None => writeln!(out, "    {page} bytes"),
            };
        }
        return;
    };
    if let Some(endpoint @ ("metadata" | "keys" | "instance")) = traffic.exchange.note.endpoint {
        let _ = writeln!(out, "    {endpoint} document");
        return;
    }
    let mut value = value;
    if let Value::Object(members) = &mut value {
        for (_, member) in members.iter_mut() {
            let label = member.as_str().and_then(|text| labels.of(text)).map(str::to_owned);
            if let Some(label) = label {
                *member = Value::String(label);
            }
        }
    }
    let _ = writeln!(out, "    {value}");
}

fn outcome(out: &mut String, step: &Happened, labels: &Labels) {
    if !step.pages.is_empty() {
        let _ = writeln!(out, "\n  pages: {}", step.pages.join(", "));
    }
    let Some(outcome) = &step.outcome else { return };
    let told = match outcome {
        Outcome::Done => return,
        Outcome::Token(token) => token_line(token, labels),
        Outcome::UiRequired(refused) => format!("user needed: {}", refused_line(refused)),
        Outcome::Error(refused) => format!("error: {}", refused_line(refused)),
        Outcome::Accounts(rows) => {
            let rows: Vec<String> = rows.iter().map(|r| format!("{} {}", r.username, r.home_account_id)).collect();
            format!("accounts: [{}]", rows.join(", "))
        }
        Outcome::Cache(cache) => {
            let sections: Value = serde_json::from_str(cache).unwrap_or_default();
            let counted = sections.as_object().into_iter().flatten();
            let counted = counted.map(|(name, s)| format!("{name} {}", s.as_object().map_or(0, serde_json::Map::len)));
            format!("cache: {}", counted.collect::<Vec<_>>().join(", "))
        }
        Outcome::Unsupported(why) => format!("cannot: {why}"),
    };
    let _ = writeln!(out, "\n  = {told}");
}

fn token_line(token: &TokenOutcome, labels: &Labels) -> String {
    let access = labels.of(&token.access_token).unwrap_or("an access token nobody minted");
    let account = token.account.as_ref().map_or("none", |a| a.username.as_str());
    let mut line = format!("{access} scopes=[{}] expires_on={}", token.scopes.join(" "), token.expires_on);
    if !token.declined.is_empty() {
        let _ = write!(line, " declined=[{}]", token.declined.join(" "));
    }
    let _ = write!(line, " account={account}");
    for (name, value) in [("tenant", &token.tenant_id), ("unique_id", &token.unique_id)] {
        if let Some(value) = value {
            let _ = write!(line, " {name}={value}");
        }
    }
    line
}

fn refused_line(refused: &Refused) -> String {
    let mut line = refused.error.clone();
    if let Some(suberror) = &refused.suberror {
        let _ = write!(line, " {suberror}");
    }
    for code in &refused.codes {
        let _ = write!(line, " AADSTS{code}");
    }
    if let Some(claims) = &refused.claims {
        let _ = write!(line, " claims={claims}");
    }
    let _ = write!(line, " {:?}", refused.description);
    line
}

fn legend(out: &mut String, labels: &Labels) {
    let mut labelled = labels.all().peekable();
    if labelled.peek().is_some() {
        out.push('\n');
    }
    for (name, secret) in labelled {
        let digest = super::sha256(secret);
        let _ = writeln!(out, "{name} sha256 {digest}");
        if let (Some(header), Some(claims)) = (header_of(secret), claims_of(secret)) {
            let _ = writeln!(out, "  {}", Value::Object(header));
            let _ = writeln!(out, "  {}", Value::Object(claims));
        }
    }
}

/// Over everything in an answer that does not depend on how it travelled.
fn digest(traffic: &Traffic) -> String {
    let mut whole = traffic.status.as_str().as_bytes().to_vec();
    for (name, value) in sorted_headers(&traffic.headers) {
        whole.extend_from_slice(format!("\n{name}: {value}").as_bytes());
    }
    whole.extend_from_slice(b"\n\n");
    whole.extend_from_slice(&traffic.body);
    super::sha256(whole)
}
