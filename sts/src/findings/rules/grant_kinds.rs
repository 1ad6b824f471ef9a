use crate::findings::Severity;
use crate::findings::record::{Record, has_word};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::{ClientKind, Exchange};

pub const PASSWORD: Rule = Rule {
    id: "grant.password",
    finds: "signed a user in with the password grant",
    severity: Severity::Warning,
    milder: "note for public clients",
    source: "RFC 9700 §2.4; Microsoft Learn, Resource Owner Password Credentials (\"Microsoft recommends you do not use \
             the ROPC flow\"), Acquire and cache tokens using MSAL (not for confidential clients)",
    excuses: "none: the request shows it",
    cure: "sign users in through the browser or with a device code; applications without a user use client credentials",
    judge: |record| passwords(record).map(password).collect(),
};

pub const IMPLICIT: Rule = Rule {
    id: "grant.implicit",
    finds: "asked the authorization endpoint for an access token (implicit flow)",
    severity: Severity::Note,
    milder: "",
    source: "RFC 9700 §2.1.2; Microsoft Learn, OAuth 2.0 implicit grant flow (prefer the authorization code flow)",
    excuses: "an ID token alone",
    cure: "use the authorization code flow with PKCE, also in a browser",
    judge: |record| implicit_requests(record).map(implicit).collect(),
};

fn passwords<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a Exchange> + use<'a> {
    record.grants().filter(|e| e.note.grant == Some("password"))
}

fn implicit_requests<'a>(record: &Record<'a>) -> impl Iterator<Item = &'a Exchange> + use<'a> {
    record.authorizations().filter(|e| has_word(e, "response_type", "token"))
}

fn password(exchange: &Exchange) -> Verdict<'_> {
    let (severity, who) = match exchange.note.client_kind {
        Some(ClientKind::Confidential) => (Severity::Warning, ", as a confidential client"),
        _ => (Severity::Note, ""),
    };
    let sentence = format!("signed a user in with the password grant{who}");
    Verdict::new(severity, sentence, vec![exchange]).about(format!("{:?}{who}", exchange.note.client))
}

fn implicit(exchange: &Exchange) -> Verdict<'_> {
    let sentence = "asked the authorization endpoint for an access token (implicit flow)";
    Verdict::new(Severity::Note, sentence, vec![exchange]).about(format!("{:?}", exchange.note.client))
}
