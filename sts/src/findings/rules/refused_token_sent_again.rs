use std::collections::HashMap;

use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::{Severity, span};
use crate::journal::{API, Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "api.refused-token-sent-again",
    finds: "sent an access token again to an API that had refused it with 401",
    severity: Severity::Error,
    milder: "",
    source: "RFC 6750 §3.1 (`invalid_token`: request a new access token); Microsoft Learn, How to use Continuous Access \
             Evaluation enabled APIs in your applications (claims challenge)",
    excuses: "calls within a second of the refusal, or under way before it was known: they may be parallel; tokens that \
              are not valid yet; another API; a call that succeeds",
    cure: "after a 401 acquire another token: silently if this one has expired, with the claims of a challenge, or for \
           the scope that the diagnosis names",
    judge,
};

/// Calls closer together than this may be parallel.
const MOMENT: i64 = 1000;

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut refused: HashMap<(Digest, &'a str), &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for call in record.calls().filter(|e| e.status == 401 && !not_valid_yet(e)) {
        let Some(bearer) = call.presented.bearer else { continue };
        let api = call.note.api.as_deref().or(call.note.endpoint).unwrap_or(API);
        let Some(first) = refused.get(&(bearer, api)) else {
            refused.insert((bearer, api), call);
            continue;
        };
        let parallel = overlap(first, call) || (!call.frozen() && span::gap(first, call).is_none_or(|g| g < MOMENT));
        if !parallel {
            let why = call.note.error.as_deref().unwrap_or("401");
            let ago = span::text(call.at.saturating_sub(first.at));
            let sentence = format!("sent '{api}' a token that it had refused {ago} before ({why})");
            let issuer = record.issuer(Some(bearer)).filter(|e| e.id < first.id);
            let evidence = issuer.into_iter().chain([*first, call]).collect();
            verdicts.push(Verdict::new(Severity::Error, sentence, evidence).about(format!("{bearer} {api}")));
        }
    }
    verdicts
}

/// Waiting cures this one.
fn not_valid_yet(call: &Exchange) -> bool {
    call.note.message.as_deref().is_some_and(|m| m.contains("not valid before"))
}
