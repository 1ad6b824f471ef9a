use serde_json::{Map, Value};
use url::Url;

use super::issuer;
use crate::{
    Scopes,
    cache::{AccessToken, Entity},
    wire::{ClientInfo, UserClaims},
};

/// How far this machine's clock may be ahead of the one that signed an ID token.
const SKEW_SECONDS: i64 = 30;

/// The access token that a call is looking for.
pub(crate) struct Wanted<'a> {
    pub home_account_id: &'a str,
    pub assertion_hash: Option<&'a str>,
    pub client_id: &'a str,
    /// The names of the cloud, in lower case.
    pub environments: &'a [String],
    /// The names under which the tenant may have been filed; none: any will do.
    pub realms: Option<&'a [String]>,
    pub scopes: &'a Scopes,
}

pub(super) fn fits(token: &AccessToken, wanted: &Wanted<'_>) -> bool {
    let same_user = match wanted.assertion_hash {
        Some(hash) => token.assertion_hash() == Some(hash),
        None => token.assertion_hash().is_none() && same_account(token.home_account_id(), wanted.home_account_id),
    };
    same_user
        && token.client_id().eq_ignore_ascii_case(wanted.client_id)
        && listed(wanted.environments, token.environment())
        && wanted.realms.is_none_or(|realms| listed(realms, token.realm()))
        && token.token_type().eq_ignore_ascii_case("bearer")
        && !token.is_extended()
}

pub(super) fn same_account(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// `client_info` says it; without one, the ID token does as far as it can: its `oid` is that of its own tenant.
pub(super) fn answers_for(home_account_id: &str, info: Option<&ClientInfo>, claims: Option<&UserClaims<'_>>) -> bool {
    if let Some(info) = info {
        return same_account(&info.home_account_id(), home_account_id);
    }
    let Some(claims) = claims else { return true };
    match home_account_id.split_once('.') {
        Some((uid, utid)) if claims.tenant_id().is_some_and(|tenant| tenant.eq_ignore_ascii_case(utid)) => {
            claims.unique_id().is_some_and(|id| id.eq_ignore_ascii_case(uid))
        }
        Some(_) => true,
        None => claims.subject() == Some(home_account_id),
    }
}

/// What must be true of an ID token.
pub(crate) struct IdTokenExpectation<'a> {
    pub client_id: &'a str,
    pub authority: &'a Url,
    pub now: i64,
}

/// OIDC Core §3.1.3.7, less the signature: the token came straight from the token endpoint, over TLS.
pub(super) fn check_id_token(claims: &Map<String, Value>, expected: &IdTokenExpectation<'_>) -> Result<(), String> {
    let for_us = match claims.get("aud") {
        Some(Value::String(audience)) => audience.eq_ignore_ascii_case(expected.client_id),
        Some(Value::Array(audiences)) => audiences
            .iter()
            .any(|audience| audience.as_str().is_some_and(|text| text.eq_ignore_ascii_case(expected.client_id))),
        _ => false,
    };
    if !for_us {
        return Err(format!("its aud is {}, not this client's id", shown(claims.get("aud"))));
    }
    let issuer = claims.get("iss").and_then(Value::as_str);
    if issuer.is_some_and(|issuer| !issuer::fits(issuer, expected.authority)) {
        return Err(format!("its iss is {}, which can't speak for {}", shown(claims.get("iss")), expected.authority));
    }
    match claims.get("exp").and_then(numeric) {
        Some(expires) if expires.saturating_add(SKEW_SECONDS) > expected.now => Ok(()),
        Some(expires) => Err(format!("it expired at {expires}, and now is {}", expected.now)),
        None => Err("it has no exp".to_owned()),
    }
}

fn numeric(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|number| number as i64)).or_else(|| value.as_str()?.parse().ok())
}

fn shown(claim: Option<&Value>) -> String {
    claim.map_or_else(|| "missing".to_owned(), Value::to_string)
}

fn listed(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(claims: Value) -> Result<(), String> {
        let authority = Url::parse("https://sts.test:8443/contoso").unwrap();
        let expected = IdTokenExpectation { client_id: "app-1", authority: &authority, now: 1000 };
        check_id_token(claims.as_object().unwrap(), &expected)
    }

    #[test]
    fn an_id_token_for_this_client_is_believed() {
        check(json!({"aud": "app-1", "exp": 1000, "iss": "https://sts.test:8443/x/v2.0"})).unwrap();
        check(json!({"aud": ["other", "APP-1"], "exp": "2000"})).unwrap();
    }

    #[test]
    fn an_id_token_for_another_client_is_refused() {
        assert!(check(json!({"aud": "app-2", "exp": 2000})).unwrap_err().contains("aud is \"app-2\""));
        assert!(check(json!({"exp": 2000})).unwrap_err().contains("aud is missing"));
    }

    #[test]
    fn an_expired_id_token_is_refused() {
        assert!(check(json!({"aud": "app-1", "exp": 940})).unwrap_err().contains("expired at 940"));
        assert!(check(json!({"aud": "app-1"})).is_err());
    }

    #[test]
    fn an_id_token_of_a_foreign_issuer_is_refused() {
        let foreign = json!({"aud": "app-1", "exp": 2000, "iss": "https://evil.test/contoso/v2.0"});
        assert!(check(foreign).unwrap_err().contains("evil.test"));
    }
}
