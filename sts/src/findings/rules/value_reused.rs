use std::collections::HashMap;

use uuid::Uuid;

use crate::findings::Severity;
use crate::findings::record::{Record, client_id, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "authorize.value-reused",
    finds: "used a `state`, nonce or code challenge in a second authorization request",
    severity: Severity::Warning,
    milder: "",
    source: "RFC 6749 §10.12; OpenID Connect Core §3.1.2.1; RFC 7636 §4.1; RFC 9700 §2.1",
    excuses: "the same request again, letter for letter but for telemetry: a page that was reloaded",
    cure: "draw state, nonce and code verifier anew for each authorization request",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut used: HashMap<(Uuid, &'static str, &'a str), &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.authorizations() {
        let Some(client) = client_id(exchange) else { continue };
        for name in ["state", "nonce", "code_challenge"] {
            let Some(value) = parameter(exchange, name) else { continue };
            match used.get(&(client, name, value)) {
                Some(first) if !reloaded(first, exchange) => {
                    let sentence = format!("used the same {name} in a second authorization request");
                    let verdict = Verdict::new(Severity::Warning, sentence, vec![first, exchange]);
                    verdicts.push(verdict.about(format!("{client} {name} {value}")));
                }
                Some(_) => {}
                None => {
                    used.insert((client, name, value), exchange);
                }
            }
        }
    }
    verdicts
}

fn reloaded(first: &Exchange, second: &Exchange) -> bool {
    fn telling(exchange: &Exchange) -> impl Iterator<Item = (&String, &String)> {
        let telemetry = |name: &str| name.starts_with("x-client") || name.starts_with("client-request");
        exchange.parameters.iter().filter(move |(name, _)| !telemetry(name))
    }
    first.path == second.path && telling(first).eq(telling(second))
}
