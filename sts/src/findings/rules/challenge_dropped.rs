use serde_json::Value;

use crate::findings::record::{Record, client_id, overlap, parameter};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::{Severity, scopes};
use crate::journal::{Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "claims.challenge-dropped",
    finds: "asked for the token again without the claims that it was challenged for",
    severity: Severity::Error,
    milder: "",
    source: "Microsoft Learn, Claims challenges, claims requests and client capabilities: \"Claims request\"; Handle \
             errors and exceptions in MSAL: \"Conditional Access and claims challenges\"",
    excuses: "nothing asked for any more; requests of another client, for another user, for permissions that the \
              challenge was not about, or with another assertion; requests sent before the challenge was known; more \
              claims than those of the challenge",
    cure: "hand the claims of the refusal, or of the API's WWW-Authenticate header, to the next acquisition of that token",
    judge,
};

/// True when a request carries claims that are more than the capabilities of the client: it asks for a new token.
pub fn asks_for_claims(exchange: &Exchange) -> bool {
    let Some(text) = parameter(exchange, "claims") else { return false };
    let Ok(Value::Object(mut claims)) = serde_json::from_str::<Value>(text) else { return true };
    if let Some(Value::Object(access_token)) = claims.get_mut("access_token") {
        access_token.shift_remove("xms_cc");
    }
    claims.values().any(|section| section.as_object().is_none_or(|members| !members.is_empty()))
}

/// Whom a challenge is about.
struct Challenged<'a> {
    /// What was refused: a token request, or the issue of the token that an API refused.
    request: &'a Exchange,
    user: Option<&'a str>,
    claims: Value,
}

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let challenges = record.all().filter(|e| e.told.claims.is_some() && e.status != 200);
    let verdicts = challenges.filter_map(|challenge| {
        let challenged = challenged(record, challenge)?;
        let mut later = record.after(challenge).filter(|e| !overlap(challenge, e));
        let next = later.find(|e| is_about(record, &challenged, e))?;
        if parameter(next, "claims").is_some_and(|sent| answers(sent, &challenged.claims)) {
            return None;
        }
        let how = if asks_for_claims(next) { "with other claims than those" } else { "without the claims" };
        let sentence = format!("asked for the token again {how} that it was challenged for: {}", challenged.claims);
        let about = format!("{:?} {} {:?}", client_id(challenged.request), challenged.claims, challenged.user);
        Some(Verdict::new(Severity::Error, sentence, vec![challenge, next]).about(about))
    });
    verdicts.collect()
}

fn challenged<'a>(record: &Record<'a>, challenge: &'a Exchange) -> Option<Challenged<'a>> {
    let claims = serde_json::from_str(challenge.told.claims.as_deref()?).ok()?;
    let request = match challenge.presented.bearer {
        Some(bearer) => record.issuer(Some(bearer))?,
        None => record.beginning(challenge).unwrap_or(challenge),
    };
    let user = request.note.user.as_deref().or_else(|| record.holder(request.presented.refresh_token));
    client_id(request).map(|_| Challenged { request, user, claims })
}

/// Is this the request that should carry the claims?
fn is_about<'a>(record: &Record<'a>, challenged: &Challenged<'a>, next: &'a Exchange) -> bool {
    let asks = match next.note.endpoint {
        Some("token") => {
            matches!(next.note.grant, Some("refresh_token" | "client_credentials" | "on_behalf_of" | "password"))
        }
        Some("authorize") => next.note.client_kind.is_some(),
        Some("devicecode") => true,
        _ => false,
    };
    asks && client_id(next) == client_id(challenged.request)
        && same_party(record, challenged, next)
        && same_permissions(record, challenged.request, next)
}

fn same_party<'a>(record: &Record<'a>, challenged: &Challenged<'a>, next: &'a Exchange) -> bool {
    let assertion = |e: &'a Exchange| -> Option<Digest> { e.presented.assertion };
    let is_app = |e: &'a Exchange| e.note.grant == Some("client_credentials");
    if is_app(challenged.request) || is_app(next) {
        return is_app(challenged.request) && is_app(next);
    }
    if assertion(challenged.request).is_some() || assertion(next).is_some() {
        return assertion(challenged.request) == assertion(next);
    }
    let hinted = parameter(next, "login_hint").or_else(|| parameter(next, "username"));
    let user = record.holder(next.presented.refresh_token).or(next.note.user.as_deref()).or(hinted);
    match (challenged.user, user) {
        (Some(challenged), Some(user)) => challenged.eq_ignore_ascii_case(user),
        _ => true,
    }
}

fn same_permissions<'a>(record: &Record<'a>, request: &'a Exchange, next: &'a Exchange) -> bool {
    let (before, now) = (scopes::asked(record, request), scopes::asked(record, next));
    match (before, now) {
        (Some(before), Some(now)) => !scopes::permissions(&before).is_disjoint(&scopes::permissions(&now)),
        _ => false,
    }
}

/// Are all claims of the challenge among those sent?
fn answers(sent: &str, challenge: &Value) -> bool {
    serde_json::from_str(sent).is_ok_and(|sent| holds(&sent, challenge))
}

fn holds(sent: &Value, wanted: &Value) -> bool {
    match (sent, wanted) {
        (Value::Object(sent), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| sent.get(name).is_some_and(|s| holds(s, value)))
        }
        (Value::Array(sent), Value::Array(wanted)) => wanted.iter().all(|w| sent.iter().any(|s| holds(s, w))),
        _ => sent == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_claims(claims: &str) -> Exchange {
        let mut exchange = Exchange::default();
        exchange.parameters.insert("claims".into(), claims.into());
        exchange
    }

    #[test]
    fn capabilities_alone_ask_for_nothing_new() {
        assert!(!asks_for_claims(&Exchange::default()));
        assert!(!asks_for_claims(&with_claims("{}")));
        assert!(!asks_for_claims(&with_claims(r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#)));
        assert!(asks_for_claims(&with_claims(r#"{"access_token":{"xms_cc":{"values":["cp1"]},"nbf":{"value":"1"}}}"#)));
        assert!(asks_for_claims(&with_claims("nonsense")));
    }

    #[test]
    fn a_challenge_is_answered_by_more_than_itself_and_not_by_less() {
        let challenge = serde_json::json!({"access_token": {"acrs": {"essential": true, "value": "c1"}}});
        let more = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}"#;
        assert!(answers(more, &challenge));
        assert!(!answers(r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#, &challenge));
        assert!(!answers(r#"{"access_token":{"acrs":{"essential":true,"value":"c2"}}}"#, &challenge));
        assert!(!answers("nonsense", &challenge));
    }
}
