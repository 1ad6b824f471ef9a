use crate::findings::Severity;
use crate::findings::record::{Record, has_word, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::{ClientKind, Exchange};

pub const MISSING: Rule = Rule {
    id: "pkce.missing",
    finds: "asked for an authorization code without a code challenge",
    severity: Severity::Error,
    milder: "warning for confidential clients",
    source: "RFC 9700 §2.1.1; RFC 7636; Microsoft Learn, Authorization code flow: `code_challenge`",
    excuses: "requests that ask for no code",
    cure: "send code_challenge (S256) with the authorization request and code_verifier with the redemption",
    judge: |record| requests(record).filter(|e| parameter(e, "code_challenge").is_none()).map(missing).collect(),
};

pub const PLAIN: Rule = Rule {
    id: "pkce.plain",
    finds: "sent its code challenge in plain text",
    severity: Severity::Warning,
    milder: "",
    source: "RFC 7636 §4.2 (\"if the client is capable of using S256, it MUST use S256\"); RFC 9700 §2.1.1",
    excuses: "none: without `code_challenge_method` the challenge is plain (RFC 7636 §4.3)",
    cure: "send the SHA-256 of the verifier, and code_challenge_method=S256",
    judge: |record| requests(record).filter(|e| is_plain(e)).map(plain).collect(),
};

fn requests<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a Exchange> + use<'a> {
    record.authorizations().filter(|e| has_word(e, "response_type", "code"))
}

fn missing(exchange: &Exchange) -> Verdict<'_> {
    let (severity, who) = match exchange.note.client_kind {
        Some(ClientKind::Confidential) => (Severity::Warning, "a confidential client"),
        Some(ClientKind::Spa) => (Severity::Error, "a single-page app"),
        Some(ClientKind::Public) | None => (Severity::Error, "a public client"),
    };
    let sentence = format!("asked for an authorization code without a code challenge, as {who}");
    Verdict::new(severity, sentence, vec![exchange]).about(format!("{:?}{who}", exchange.note.client))
}

fn is_plain(exchange: &Exchange) -> bool {
    parameter(exchange, "code_challenge").is_some() && parameter(exchange, "code_challenge_method") != Some("S256")
}

fn plain(exchange: &Exchange) -> Verdict<'_> {
    let sentence = match parameter(exchange, "code_challenge_method") {
        None => "sent a code challenge without code_challenge_method, which makes it a plain one",
        Some(_) => "sent its code challenge in plain text",
    };
    Verdict::new(Severity::Warning, sentence, vec![exchange]).about(format!("{:?}", exchange.note.client))
}
