//! The wire as a small sequence: one line per exchange.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::wire::Traffic;

/// The lines of several exchanges.
pub fn lines(traffic: &[Arc<Traffic>]) -> String {
    if traffic.is_empty() {
        return "nothing went over the wire".to_owned();
    }
    let numbered = traffic.iter().map(|t| format!("{:>3}  {}", t.exchange.id, line(t)));
    format!("on the wire:\n{}", numbered.collect::<Vec<_>>().join("\n"))
}

/// One exchange: `POST token refresh_token scope="User.Read" → 400 invalid_grant AADSTS65001`.
#[must_use]
pub fn line(traffic: &Traffic) -> String {
    let exchange = &traffic.exchange;
    let note = &exchange.note;
    let path = exchange.path.as_str();
    let endpoint = note.endpoint.filter(|e| *e != "api").unwrap_or(path);
    let mut line = format!("{} {endpoint}", exchange.method);
    if let Some(grant) = &note.grant {
        let _ = write!(line, " {grant}");
    }
    for name in ["prompt", "scope", "resource"] {
        if let Some(value) = exchange.parameters.get(name) {
            let _ = write!(line, " {name}={value:?}");
        }
    }
    let _ = write!(line, " → {}", exchange.status);
    if let Some(error) = &note.error {
        let _ = write!(line, " {error}");
    }
    if let Some(code) = note.code {
        let _ = write!(line, " AADSTS{code}");
    }
    for rule in &exchange.note.rules {
        let _ = write!(line, " [{rule}]");
    }
    line
}
