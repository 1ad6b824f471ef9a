use crate::findings::Severity;
use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "secret.in-query",
    finds: "put a secret, token, code or password into an address",
    severity: Severity::Error,
    milder: "",
    source: "RFC 6749 §2.3.1 (credentials \"MUST NOT be included in the request URI\"); RFC 9700 §4.3; RFC 6750 §5.3",
    excuses: "`id_token_hint`, which belongs there; `code` anywhere but at the token endpoint; empty values",
    cure: "send it in the body of a POST request, or a bearer token in the Authorization header: addresses end up in logs",
    judge,
};

/// Parameters whose values nobody should find in a log.
const SECRETS: [&str; 11] = [
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code_verifier",
    "device_code",
    "id_token",
    "passwd",
    "password",
    "refresh_token",
    "code",
];

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    record.all().filter(|e| !matches!(e.note.endpoint, None | Some("error"))).filter_map(verdict).collect()
}

fn verdict(exchange: &Exchange) -> Option<Verdict<'_>> {
    let is_token = exchange.note.endpoint == Some("token");
    let sent = exchange.query.split('&').filter_map(|pair| pair.split_once('=').filter(|(_, value)| !value.is_empty()));
    let found: Vec<&str> =
        sent.map(|(name, _)| name).filter(|name| SECRETS.contains(name) && (*name != "code" || is_token)).collect();
    let names = (!found.is_empty()).then(|| found.join(", "))?;
    let sentence = format!("put {names} into the address of a request");
    let about = format!("{:?} {:?} {names}", exchange.note.client, exchange.note.endpoint);
    Some(Verdict::new(Severity::Error, sentence, vec![exchange]).about(about))
}
