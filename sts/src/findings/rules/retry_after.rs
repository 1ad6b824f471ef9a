use std::collections::HashMap;

use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::same::identity;
use crate::findings::{Severity, span};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "throttle.retry-after-ignored",
    finds: "repeated a request before the time that `Retry-After` named",
    severity: Severity::Error,
    milder: "",
    source: "RFC 9110 §10.2.3; Microsoft Learn, Handle errors and exceptions in MSAL: \"Retrying after errors and \
             exceptions\" (HTTP 429)",
    excuses: "requests that differ in scopes, user, token or code; requests sent before the answer was known; what \
              exceeds an hour; 5 % of the time",
    cure: "wait as long as Retry-After says before the same request is sent again; cached tokens go on working meanwhile",
    judge,
};

/// Libraries wait at most an hour, whatever they are told.
const LONGEST: i64 = 3600;

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut waiting: HashMap<String, &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.all() {
        let Some(key) = identity(exchange) else { continue };
        if let Some(told) = waiting.get(&key) {
            verdicts.extend(early(told, exchange).map(|verdict| verdict.about(&key)));
        }
        match exchange.told.retry_after {
            Some(seconds) if seconds > 0 && exchange.status >= 400 && !exchange.told.lost => {
                waiting.insert(key, exchange);
            }
            _ if exchange.status < 400 => {
                waiting.remove(&key);
            }
            _ => {}
        }
    }
    verdicts
}

fn early<'a>(told: &'a Exchange, again: &'a Exchange) -> Option<Verdict<'a>> {
    let seconds = told.told.retry_after?;
    let after = span::gap(told, again).filter(|_| !overlap(told, again))?;
    // Milliseconds, less 5 %.
    let due = seconds.min(LONGEST).saturating_mul(950);
    (after < due).then(|| {
        let sentence = format!("was told to wait {seconds} s and came back after {}", span::text(after));
        Verdict::new(Severity::Error, sentence, vec![told, again])
    })
}
