use std::collections::HashMap;

use crate::findings::Severity;
use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::{Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "refresh.dead-token-sent-again",
    finds: "sent a refresh token again that was refused as invalid, expired or revoked",
    severity: Severity::Error,
    milder: "",
    source: "Microsoft Learn, Refresh tokens in the Microsoft identity platform: \"Token expiration\"; RFC 6749 §5.2 \
             (`invalid_grant`)",
    excuses: "refusals that leave the token alive: missing consent, conditional access, another suberror, server errors; \
              requests sent before the refusal was known; an answer that was cut off",
    cure: "drop the refresh token and let the user sign in",
    judge,
};

/// Codes that mean that the token itself is dead (entra-server §9: revoked, expired, inactive, unknown).
const DEAD: [i64; 8] = [70000, 70008, 70043, 50173, 700_081, 700_082, 700_084, 9_002_313];

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut dead: HashMap<Digest, &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.grants().filter(|e| e.note.grant == Some("refresh_token")) {
        let Some(token) = exchange.presented.refresh_token else { continue };
        if let Some(first) = dead.get(&token) {
            if !overlap(first, exchange) {
                let sentence = "sent a refresh token again that had been refused as dead";
                verdicts.push(Verdict::new(Severity::Error, sentence, vec![first, exchange]).about(token.to_string()));
            }
        } else if is_dead(exchange) {
            dead.insert(token, exchange);
        }
    }
    verdicts
}

fn is_dead(exchange: &Exchange) -> bool {
    let told = &exchange.told;
    told.error.as_deref() == Some("invalid_grant")
        && !told.lost
        && matches!(told.suberror.as_deref(), None | Some("bad_token" | "token_expired"))
        && told.code.is_none_or(|code| DEAD.contains(&code))
}
