use std::sync::Arc;

use indexmap::IndexMap;

use super::{Verdict, like, list};
use crate::language::{EXCHANGES, ExpectExchange};
use crate::play::labels::{Labels, is_label};
use crate::play::sequence;
use crate::wire::Traffic;

/// The exchanges of a step: these, in this order, and no others.
pub fn check(
    expected: &[ExpectExchange],
    traffic: &[Arc<Traffic>],
    any_order: bool,
    labels: &Labels,
    verdict: &mut Verdict,
) {
    let named: Vec<&str> = expected.iter().flat_map(|e| e.endpoints()).map(|(name, _)| name).collect();
    let counts = |t: &&Arc<Traffic>| {
        let endpoint = t.exchange.note.endpoint;
        EXCHANGES.iter().any(|(name, always)| endpoint == Some(*name) && (*always || named.contains(name)))
    };
    let mut came: Vec<&Arc<Traffic>> = traffic.iter().filter(counts).collect();
    let wanted: Vec<(usize, &ExpectExchange)> =
        expected.iter().enumerate().flat_map(|(i, e)| std::iter::repeat_n((i, e), e.times.unwrap_or(1))).collect();
    for (i, wanted) in wanted {
        let index = i.to_string();
        let position =
            if any_order { came.iter().position(|t| mismatch(wanted, t, labels).is_none()) } else { Some(0) };
        let Some(next) = position.filter(|p| *p < came.len()).map(|p| came.remove(p)) else {
            verdict.fail(&["wire", &index], describe(wanted), "nothing like it");
            continue;
        };
        if let Some((key, wanted, found)) = mismatch(wanted, next, labels) {
            verdict.fail(&["wire", &index, key], wanted, format!("{found} in `{}`", sequence::line(next)));
            if key == "endpoint" {
                // Everything behind it would be off by one.
                return;
            }
        }
    }
    if !came.is_empty() {
        let lines: Vec<String> = came.iter().map(|t| format!("`{}`", sequence::line(t))).collect();
        let wanted = if expected.is_empty() { "nothing on the wire" } else { "no further exchange" };
        verdict.fail(&["wire"], wanted, lines.join(", "));
    }
}

fn describe(expected: &ExpectExchange) -> String {
    let endpoints = expected.endpoints().into_iter().map(|(name, kind)| format!("{name}: {kind}"));
    format!("`{}`", endpoints.collect::<Vec<_>>().join(", "))
}

/// The first thing that differs: key, wanted, found.
fn mismatch(expected: &ExpectExchange, traffic: &Traffic, labels: &Labels) -> Option<(&'static str, String, String)> {
    let exchange = &traffic.exchange;
    let note = &exchange.note;
    let word = |w: Option<&str>| w.unwrap_or("nothing").to_owned();
    let (endpoint, kind) = expected.endpoints().into_iter().next()?;
    let found = note.endpoint;
    if found != Some(endpoint) {
        return Some(("endpoint", endpoint.to_owned(), word(found)));
    }
    let came = match endpoint {
        "token" => note.grant,
        "authorize" => Some(exchange.parameters.get("prompt").map_or("absent", String::as_str)),
        "api" => Some(exchange.path.as_str()),
        _ => Some("any"),
    };
    if kind != "any" && !came.is_some_and(|c| like(kind, c)) {
        return Some((endpoint, format!("`{kind}`"), format!("`{}`", word(came))));
    }
    if let Some(status) = expected.status.filter(|s| *s != exchange.status) {
        return Some(("status", status.to_string(), exchange.status.to_string()));
    }
    if let Some(error) = expected.error.as_deref().filter(|e| Some(*e) != note.error.as_deref()) {
        return Some(("error", error.to_owned(), word(note.error.as_deref())));
    }
    let code = note.code.map(|c| format!("AADSTS{c}"));
    if expected.code.is_some() && expected.code != code {
        return Some(("code", word(expected.code.as_deref()), word(code.as_deref())));
    }
    let scope = exchange.parameters.get("scope").map_or("", String::as_str);
    let asked: Vec<&str> = scope.split(' ').collect();
    if let Some(missing) = expected.scopes.iter().find(|s| !asked.contains(&s.as_str())) {
        return Some(("scopes", format!("`{missing}` among the scopes"), format!("`{scope}`")));
    }
    let raw = parameters(traffic);
    let parameter = |name: &str| {
        let value = raw.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())?;
        let by_name = expected.parameters.get(name).is_some_and(|p| p.as_deref().is_some_and(is_label));
        Some(labels.of(value).filter(|_| by_name).unwrap_or(value))
    };
    if let Some(differs) = differs(&expected.parameters, parameter) {
        return Some(("parameters", differs.0, differs.1));
    }
    let header = |name: &str| traffic.request_headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(differs) = differs(&expected.headers, header) {
        return Some(("headers", differs.0, differs.1));
    }
    let unfired = expected.rules.iter().find(|r| !exchange.note.rules.contains(r));
    unfired.map(|rule| ("rules", format!("the rule `{rule}`"), list(&exchange.note.rules)))
}

/// Query and body of a request.
fn parameters(traffic: &Traffic) -> Vec<(String, String)> {
    let query = traffic.target.split_once('?').map_or("", |(_, q)| q);
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    query.chain(url::form_urlencoded::parse(&traffic.request_body).into_owned()).collect()
}

/// The first value that is not like its pattern: wanted and found.
pub fn differs<'v>(
    expected: &IndexMap<String, Option<String>>,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Option<(String, String)> {
    expected.iter().find_map(|(name, pattern)| {
        let found = value(name);
        let matches = match (pattern, found) {
            (None, found) => found.is_none(),
            (Some(pattern), Some(found)) => like(pattern, found),
            (Some(_), None) => false,
        };
        let wanted = pattern.as_ref().map_or_else(|| format!("no {name}"), |p| format!("{name}={p}"));
        (!matches).then(|| (wanted, found.map_or_else(|| format!("no {name}"), |f| format!("{name}={f}"))))
    })
}
