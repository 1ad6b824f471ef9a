use std::collections::HashMap;

use super::cache_key::differences;
use super::partition::{Partition, Partitions};
use crate::findings::record::{Record, overlap, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::same::at_once;
use crate::findings::telemetry::{self, Reason};
use crate::findings::{Severity, scopes, span};
use crate::journal::{Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "cache.token-still-good",
    finds: "asked the network for a token while one for the same client, account and permissions was still good",
    severity: Severity::Warning,
    milder: "",
    source: "Microsoft Learn, Acquire and cache tokens using MSAL: \"Acquiring tokens silently (from the cache)\", \
             \"Recommended call pattern\"",
    excuses: "less than five minutes left, or to `refresh_in`; a claims challenge is sent; the library reports a forced \
              refresh; an API refused the token in between; the token is for another audience; only OpenID Connect \
              scopes are asked for; the first answer had not arrived; codes, which are always redeemed",
    cure: "keep one client object (or a shared, serialised token cache) and acquire silently first, with the same \
           authority, account and scopes",
    judge,
};

/// Libraries renew within the last five minutes of a token's life, and up to so much around `refresh_in`.
const BUFFER: i64 = 300_000;
/// So many answers of one part of the cache are looked through for one that would have served.
const DEEPEST: usize = 200;

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut partitions = Partitions::default();
    let mut cache: HashMap<Partition<'a>, Vec<&'a Exchange>> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.grants().filter(|e| e.issued.access_token.is_some()) {
        let Some(partition) = partitions.of(exchange) else { continue };
        let held = cache.entry(partition).or_default();
        if cacheable(exchange) && !excused(exchange) {
            let served = held.iter().rev().take(DEEPEST).find(|old| would_serve(record, old, exchange));
            if let Some(old) = served {
                verdicts.push(verdict(record, partition, old, exchange));
            }
        }
        held.push(exchange);
    }
    verdicts
}

/// A code, a device code and a password are used whatever the cache holds.
fn cacheable(exchange: &Exchange) -> bool {
    matches!(exchange.note.grant, Some("refresh_token" | "client_credentials" | "on_behalf_of"))
}

fn excused(exchange: &Exchange) -> bool {
    super::challenge_dropped::asks_for_claims(exchange) || telemetry::reason(exchange) == Some(Reason::Forced)
}

fn would_serve<'a>(record: &Record<'a>, old: &'a Exchange, new: &'a Exchange) -> bool {
    let note = |e: &'a Exchange| (&e.note.api, &e.note.audience, &e.note.tenant_id, parameter(e, "token_type"));
    note(old) == note(new)
        && !overlap(old, new)
        && alive(old, new)
        && !at_once(record, old, new)
        && covered(record, old, new)
        && !refused_between(record, old, new)
}

fn alive(old: &Exchange, new: &Exchange) -> bool {
    let due = old.issued.refresh_in.map(|seconds| seconds.saturating_mul(1000).saturating_sub(BUFFER));
    let aging = due.is_some_and(|due| new.at.saturating_sub(old.at) >= due);
    !aging && new.at >= old.at && span::left(old, new).is_some_and(|left| left > BUFFER)
}

fn covered(record: &Record<'_>, old: &Exchange, new: &Exchange) -> bool {
    let asked = scopes::permissions(&scopes::asked(record, new).unwrap_or_default());
    !asked.is_empty() && asked.is_subset(&scopes::granted(record, old))
}

fn refused_between(record: &Record<'_>, old: &Exchange, new: &Exchange) -> bool {
    let token: Option<Digest> = old.issued.access_token;
    record.between(old, new).any(|e| e.presented.bearer == token && matches!(e.status, 401 | 403))
}

fn verdict<'a>(record: &Record<'a>, partition: Partition<'a>, old: &'a Exchange, new: &'a Exchange) -> Verdict<'a> {
    let ago = span::text(new.at.saturating_sub(old.at));
    let left = span::text(span::left(old, new).unwrap_or(0));
    let whose = match new.note.grant {
        Some("client_credentials") => "the application itself",
        Some("on_behalf_of") => "the same assertion",
        _ => "the same user",
    };
    let how = differences(record, old, new);
    let sentence = format!(
        "asked the network for a token {ago} after it got one for {whose} and the same permissions, which had {left} \
         left; {how}"
    );
    let about = format!("{partition:?} {:?} {how}", new.note.api);
    Verdict::new(Severity::Warning, sentence, vec![old, new]).about(about)
}
