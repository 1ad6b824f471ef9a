use std::collections::HashMap;

use crate::findings::Severity;
use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};
use crate::journal::{Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "code.sent-again",
    finds: "redeemed an authorization code again that was spent or refused",
    severity: Severity::Error,
    milder: "",
    source: "RFC 6749 §4.1.2 (\"the client MUST NOT use the authorization code more than once\")",
    excuses: "a first attempt that left the code usable: failed client authentication, another `invalid_request`, 429, \
              a server error, an answer that was cut off",
    cure: "redeem each code once; when that fails, begin again with a new authorization request",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut spent: HashMap<Digest, &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.grants().filter(|e| e.note.grant == Some("authorization_code")) {
        let Some(code) = exchange.presented.code else { continue };
        if let Some(first) = spent.get(&code) {
            let was = first.told.error.as_deref().map_or("spent", |_| "refused");
            let sentence = format!("redeemed an authorization code again that was already {was}");
            verdicts.push(Verdict::new(Severity::Error, sentence, vec![first, exchange]).about(code.to_string()));
        } else if exchange.issued.access_token.is_some() || refused(exchange) {
            spent.insert(code, exchange);
        }
    }
    verdicts
}

fn refused(exchange: &Exchange) -> bool {
    exchange.told.error.as_deref() == Some("invalid_grant") && !exchange.told.lost
}
