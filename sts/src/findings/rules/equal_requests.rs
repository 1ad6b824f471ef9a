use std::collections::HashMap;

use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};
use crate::findings::same::{at_once, identity};
use crate::findings::{Severity, span};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "concurrency.equal-requests",
    finds: "let parallel callers make equal token requests where one would do",
    severity: Severity::Warning,
    milder: "",
    source: "Microsoft Learn, Acquire and cache tokens using MSAL: \"MSAL maintains a token cache … and caches a token \
             after it's been acquired\"",
    excuses: "requests that differ in anything but telemetry; codes, passwords and device codes; refused ones; a second \
              one that set out after the first was answered, unless within 0.1 s and before the first token was used",
    cure: "let parallel callers share one client object and join the request that is under way",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut groups: Vec<Vec<&'a Exchange>> = Vec::new();
    let mut open: HashMap<String, usize> = HashMap::new();
    for exchange in record.grants().filter(|e| e.issued.access_token.is_some()) {
        if !matches!(exchange.note.grant, Some("refresh_token" | "client_credentials" | "on_behalf_of")) {
            continue;
        }
        let Some(key) = identity(exchange) else { continue };
        let group = open.get(&key).and_then(|at| groups.get_mut(*at));
        match group {
            Some(group) if group.iter().take(100).any(|e| at_once(record, e, exchange)) => group.push(exchange),
            _ => {
                open.insert(key, groups.len());
                groups.push(vec![exchange]);
            }
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.into_iter().map(verdict).collect()
}

fn verdict(group: Vec<&Exchange>) -> Verdict<'_> {
    let grant = group.first().and_then(|e| e.note.grant).unwrap_or_default();
    let span = group.first().zip(group.last()).map_or(0, |(first, last)| last.at.saturating_sub(first.at));
    let sentence =
        format!("made {} equal {grant} requests within {} where one would do", group.len(), span::text(span.max(0)));
    let about = format!("{:?}", group.first().map(|e| e.id));
    Verdict::new(Severity::Warning, sentence, group).about(about)
}
