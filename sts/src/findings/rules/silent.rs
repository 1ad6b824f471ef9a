use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::findings::record::{Record, client_id, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::{Severity, scopes, span};
use crate::journal::{ClientKind, Exchange};

pub const RULE: Rule = Rule {
    id: "silent.not-tried",
    finds: "sent the user through a sign-in without trying its refresh token, which was still alive",
    severity: Severity::Warning,
    milder: "",
    source: "Microsoft Learn, Acquire and cache tokens using MSAL: \"Recommended call pattern for public client \
             applications\"",
    excuses: "confidential clients, whose sign-in is the user's session with the web app; `prompt` other than absent; \
              `max_age`; a claims challenge is sent; a permission that was not granted before; a refused refresh or API \
              call in between; a refresh token past the lifetime that the client was told; another tenant",
    cure: "acquire silently first; go interactive when that says that a user is needed",
    judge,
};

/// What is known of a client and a user.
#[derive(Default)]
struct Known<'a> {
    /// The last answer that brought a refresh token.
    last: Option<&'a Exchange>,
    /// All permissions granted so far.
    granted: BTreeSet<String>,
}

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut known: HashMap<(Uuid, &'a str), Known<'a>> = HashMap::new();
    let mut verdicts = Vec::new();
    for exchange in record.grants().filter(|e| e.issued.access_token.is_some()) {
        let (Some(client), Some(user)) = (client_id(exchange), exchange.note.user.as_deref()) else { continue };
        let known = known.entry((client, user)).or_default();
        if let (Some(start), Some(last)) = (loud(record, exchange), known.last)
            && last.id < start.id
            && !excused(record, known, last, start, exchange)
        {
            let word = match exchange.note.grant {
                Some("password") => "with the password",
                Some("device_code") => "with a device code",
                _ => "through the browser",
            };
            let ago = span::text(start.at.saturating_sub(last.at));
            let sentence = format!(
                "made the user sign in {word} {ago} after an answer that brought a refresh token, and had not tried it"
            );
            let about = format!("{client} {user} {word}");
            let mut evidence = vec![last, start, exchange];
            evidence.dedup_by_key(|e| e.id);
            verdicts.push(Verdict::new(Severity::Warning, sentence, evidence).about(about));
        }
        known.granted.extend(scopes::granted(record, exchange));
        if exchange.issued.refresh_token.is_some() {
            known.last = Some(exchange);
        }
    }
    verdicts
}

/// The request with which a public client began the sign-in that this exchange ends.
fn loud<'a>(record: &Record<'a>, exchange: &'a Exchange) -> Option<&'a Exchange> {
    let start = match exchange.note.grant {
        Some("authorization_code") => {
            let start = record.beginning(record.issuer(exchange.presented.code)?)?;
            (start.note.client_kind != Some(ClientKind::Confidential)).then_some(start)?
        }
        Some("device_code") => record.issuer(exchange.presented.device_code)?,
        Some("password") if exchange.note.client_kind == Some(ClientKind::Public) => exchange,
        _ => return None,
    };
    let insists = parameter(start, "prompt").is_some() || parameter(start, "max_age").is_some();
    (!insists && !super::challenge_dropped::asks_for_claims(start)).then_some(start)
}

fn excused<'a>(
    record: &Record<'a>,
    known: &Known<'a>,
    last: &'a Exchange,
    start: &'a Exchange,
    end: &'a Exchange,
) -> bool {
    let client = client_id(end);
    let user = end.note.user.as_deref();
    let new_permission = || {
        let asked = scopes::permissions(&scopes::asked(record, start).unwrap_or_default());
        asked.is_empty() || !asked.is_subset(&known.granted)
    };
    let lifetime = last.issued.refresh_token_expires_in;
    let run_out = lifetime.is_some_and(|s| start.at >= last.at.saturating_add(s.saturating_mul(1000)));
    let turned_down = || {
        record.between(last, start).any(|e| match e.presented.refresh_token {
            Some(token) => e.status >= 400 && record.holder(Some(token)) == user && client_id(e) == client,
            None => {
                let issuer = record.issuer(e.presented.bearer);
                let ours = issuer.is_some_and(|i| client_id(i) == client && i.note.user.as_deref() == user);
                ours && matches!(e.status, 401 | 403)
            }
        })
    };
    run_out || last.note.tenant_id != end.note.tenant_id || new_permission() || turned_down()
}
