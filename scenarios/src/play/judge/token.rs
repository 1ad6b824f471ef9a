use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pretenant_sts::clock::parse_duration;
use serde_json::{Map, Value};

use super::{Verdict, list};
use crate::driver::TokenOutcome;
use crate::language::{ExpectToken, From};
use crate::names;
use crate::play::stage::Stage;
use crate::play::step::issued;
use crate::wire::Traffic;

/// Scopes that every sign-in has.
const OIDC: &[&str] = &["openid", "profile", "email", "offline_access"];

/// A result.
pub fn check(
    stage: &Stage<'_>,
    expected: &ExpectToken,
    found: &TokenOutcome,
    traffic: &[Arc<Traffic>],
    verdict: &mut Verdict,
) {
    if let Some(from) = expected.from {
        self::from(stage, from, found, traffic, verdict);
    }
    let state = stage.state();
    let of = |id: &String| state.results.get(id).map(|r| r.access_token.as_str());
    if let Some(id) = &expected.same_as
        && of(id) != Some(&found.access_token)
    {
        verdict.fail(&["token", "same_as"], format!("the access token of `{id}`"), "another one");
    }
    if let Some(id) = &expected.other_than
        && of(id) == Some(&found.access_token)
    {
        verdict.fail(&["token", "other_than"], format!("another access token than that of `{id}`"), "the same one");
    }
    drop(state);
    for (key, wanted, came) in
        [("scopes", &expected.scopes, &found.scopes), ("declined", &expected.declined, &found.declined)]
    {
        let Some(wanted) = wanted else { continue };
        let came: Vec<String> = came.iter().filter(|s| !OIDC.contains(&s.as_str())).cloned().collect();
        if sorted(wanted) != sorted(&came) {
            verdict.fail(&["token", key], list(wanted), list(&came));
        }
    }
    access_token(expected, found, verdict);
    for (name, value) in &expected.id_token {
        claim(&["token", "id_token", name], value, found.id_token_claims.get(name), verdict);
    }
    expiry(stage, expected, found, verdict);
    identity(stage, expected, found, verdict);
}

fn from(stage: &Stage<'_>, from: From, found: &TokenOutcome, traffic: &[Arc<Traffic>], verdict: &mut Verdict) {
    let old = stage.state().issued.contains(&found.access_token);
    let new = traffic.iter().any(|t| issued(&t.body).as_ref() == Some(&found.access_token));
    let asked = traffic.iter().any(|t| t.exchange.note.endpoint == Some("token"));
    match from {
        From::Cache if !old => verdict.fail(&["token", "from"], "an access token from the cache", "a new one"),
        From::Cache if asked => {
            verdict.fail(&["token", "from"], "that nothing is asked of the token endpoint", "a token request");
        }
        From::Network if !new => {
            verdict.fail(&["token", "from"], "an access token that this step's exchanges brought", "an older one");
        }
        From::Cache | From::Network => {}
    }
}

fn access_token(expected: &ExpectToken, found: &TokenOutcome, verdict: &mut Verdict) {
    let claims = claims_of(&found.access_token);
    if let Some(opaque) = expected.opaque.filter(|o| *o == claims.is_some()) {
        let (wanted, came) = if opaque {
            ("an opaque access token", "a readable one")
        } else {
            ("a readable access token", "an opaque one")
        };
        verdict.fail(&["token", "opaque"], wanted, came);
    }
    if let Some(aud) = &expected.aud {
        let came = claims.as_ref().and_then(|c| c.get("aud")).and_then(Value::as_str);
        verdict.same(&["token", "aud"], aud, came);
    }
    for (name, value) in &expected.claims {
        claim(&["token", "claims", name], value, claims.as_ref().and_then(|c| c.get(name)), verdict);
    }
    let header = header_of(&found.access_token);
    for (name, value) in &expected.header {
        claim(&["token", "header", name], value, header.as_ref().and_then(|h| h.get(name)), verdict);
    }
}

fn claim(keys: &[&str], expected: &Value, found: Option<&Value>, verdict: &mut Verdict) {
    let matches = match (expected, found) {
        (Value::Null, found) => found.is_none(),
        (Value::String(pattern), Some(Value::String(text))) => super::like(pattern, text),
        (expected, found) => Some(expected) == found,
    };
    if !matches {
        let wanted = if expected.is_null() { "no such claim".to_owned() } else { expected.to_string() };
        verdict.fail(keys, wanted, found.map_or_else(|| "no such claim".to_owned(), Value::to_string));
    }
}

fn expiry(stage: &Stage<'_>, expected: &ExpectToken, found: &TokenOutcome, verdict: &mut Verdict) {
    let seconds = |text: &str| parse_duration(text).unwrap_or(0) / 1000;
    let Some(wanted) = expected.expires_in.as_deref() else { return };
    let tolerance = expected.give_or_take.as_deref().map_or(2, seconds);
    let left = found.expires_on - stage.now();
    if (left - seconds(wanted)).abs() > tolerance {
        verdict.fail(&["token", "expires_in"], format!("{wanted} ({} s)", seconds(wanted)), format!("{left} s"));
    }
}

fn identity(stage: &Stage<'_>, expected: &ExpectToken, found: &TokenOutcome, verdict: &mut Verdict) {
    let account = found.account.as_ref().map(|a| a.username.as_str());
    match expected.account.as_deref() {
        Some("none") => {
            if let Some(account) = account {
                verdict.fail(&["token", "account"], "no user", account);
            }
        }
        Some(name) => verdict.same(&["token", "account"], &stage.upn(name), account),
        None => {}
    }
    let directory = stage.directory();
    if let Some(tenant) = &expected.tenant {
        let named = directory.tenants().iter().find(|t| t.name == *tenant || t.domains.contains(tenant));
        let id = named.map_or_else(|| tenant.clone(), |t| t.id.to_string());
        verdict.same(&["token", "tenant"], &id, found.tenant_id.as_deref());
    }
    match expected.unique_id.as_deref() {
        Some("none") => {
            if let Some(id) = &found.unique_id {
                verdict.fail(&["token", "unique_id"], "no user", id);
            }
        }
        Some(id) => {
            let id = names::user(&directory, id).map_or_else(|| id.to_owned(), |u| u.oid.to_string());
            verdict.same(&["token", "unique_id"], &id, found.unique_id.as_deref());
        }
        None => {}
    }
}

/// The claims of a signed token, read with eyes of our own; `None` for one that is none, or is encrypted.
pub fn claims_of(token: &str) -> Option<Map<String, Value>> {
    part(token, 1)
}

/// The header of a signed token.
pub fn header_of(token: &str) -> Option<Map<String, Value>> {
    part(token, 0)
}

fn part(token: &str, index: usize) -> Option<Map<String, Value>> {
    let parts: Vec<&str> = token.split('.').collect();
    let [_, _, _] = parts.as_slice() else { return None };
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.get(index)?).ok()?).ok()
}

fn sorted(scopes: &[String]) -> Vec<String> {
    let mut sorted: Vec<String> = scopes.iter().map(|s| s.to_ascii_lowercase()).collect();
    sorted.sort();
    sorted
}
