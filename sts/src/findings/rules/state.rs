use crate::findings::Severity;
use crate::findings::record::{Record, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "authorize.no-state",
    finds: "sent an authorization request without `state`",
    severity: Severity::Warning,
    milder: "note with PKCE or a nonce, which protect as well",
    source: "RFC 6749 §10.12; RFC 9700 §2.1",
    excuses: "none: the request shows it",
    cure: "send an unguessable state, another one each time, and refuse answers that come with another one",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    record.authorizations().filter(|e| parameter(e, "state").is_none()).map(verdict).collect()
}

fn verdict(exchange: &Exchange) -> Verdict<'_> {
    let other = ["code_challenge", "nonce"].into_iter().find(|name| parameter(exchange, name).is_some());
    let (severity, sentence) = match other {
        Some(name) => (Severity::Note, format!("sent an authorization request without state; its {name} protects it")),
        None => (Severity::Warning, "sent an authorization request without state, code challenge or nonce".to_owned()),
    };
    let about = format!("{:?} {severity}", exchange.note.client);
    Verdict::new(severity, sentence, vec![exchange]).about(about)
}
