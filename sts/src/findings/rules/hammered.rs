use std::collections::HashMap;

use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::same::identity;
use crate::findings::{Severity, span};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "throttle.hammered",
    finds: "repeated a request within a second after 429 or a server error",
    severity: Severity::Warning,
    milder: "",
    source: "Microsoft Learn, Handle errors and exceptions in MSAL: \"Retrying after errors and exceptions\" \
             (HTTP 429; HTTP error codes 500-600: retry after a delay)",
    excuses: "answers with `Retry-After` (another rule); requests sent before the answer was known; connections that \
              were cut; a pause of 0.9 s and more",
    cure: "pause before a retry, and retry a few times at most",
    judge,
};

/// Milliseconds that a retry should wait at least: a second, less what timers are early.
const PAUSE: i64 = 900;

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut refused: HashMap<String, &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.all() {
        let Some(key) = identity(exchange) else { continue };
        let after = refused.get(&key).filter(|old| !overlap(old, exchange));
        if let Some(old) = after
            && let Some(gap) = span::gap(old, exchange).filter(|gap| *gap < PAUSE)
        {
            let sentence = format!("repeated a request {} after the answer {}", span::text(gap), old.status);
            verdicts.push(Verdict::new(Severity::Warning, sentence, vec![old, exchange]).about(&key));
        }
        let overloaded = exchange.status == 429 || exchange.status >= 500;
        if overloaded && exchange.told.retry_after.is_none() && !exchange.told.lost {
            refused.insert(key, exchange);
        } else {
            refused.remove(&key);
        }
    }
    verdicts
}
