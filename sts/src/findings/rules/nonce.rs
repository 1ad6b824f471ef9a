use crate::findings::Severity;
use crate::findings::record::{Record, has_word, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "authorize.no-nonce",
    finds: "asked for an ID token without a nonce",
    severity: Severity::Error,
    milder: "from the token endpoint: warning, with PKCE note",
    source: "OpenID Connect Core §3.1.2.1, §3.2.2.1; RFC 9700 §2.1.1",
    excuses: "requests without `openid` that ask for no ID token at the authorization endpoint",
    cure: "send a nonce, another one each time, and refuse an ID token that lacks it",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let without = record.authorizations().filter(|e| parameter(e, "nonce").is_none());
    without.filter_map(verdict).collect()
}

fn verdict(exchange: &Exchange) -> Option<Verdict<'_>> {
    let (severity, sentence) = if has_word(exchange, "response_type", "id_token") {
        (Severity::Error, "asked the authorization endpoint for an ID token without a nonce")
    } else if !has_word(exchange, "scope", "openid") {
        return None;
    } else if parameter(exchange, "code_challenge").is_some() {
        (Severity::Note, "asked for an ID token without a nonce; its code challenge protects the code")
    } else {
        (Severity::Warning, "asked for an ID token without nonce and code challenge: an injected code goes unnoticed")
    };
    let about = format!("{:?} {severity}", exchange.note.client);
    Some(Verdict::new(severity, sentence, vec![exchange]).about(about))
}
