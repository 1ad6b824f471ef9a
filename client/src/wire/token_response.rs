use serde_json::Value;

use crate::{Scopes, Secret};

/// A success of the token endpoint. Members it doesn't know are left alone, numbers may be strings.
#[derive(Debug, Clone)]
pub(crate) struct TokenResponse {
    pub access_token: Secret,
    pub token_type: String,
    /// Seconds; zero where the answer doesn't say, so that the token isn't served again.
    pub expires_in: i64,
    pub extended_expires_in: Option<i64>,
    pub refresh_in: Option<i64>,
    /// None where the answer names none.
    pub scope: Option<Scopes>,
    pub refresh_token: Option<Secret>,
    pub id_token: Option<Secret>,
    pub client_info: Option<String>,
    pub family_id: Option<String>,
}

impl TokenResponse {
    /// Reads the body of an answer with a status of success; the error says what is missing.
    pub fn read(body: &Value, now: i64) -> Result<Self, String> {
        let Value::Object(members) = body else { return Err("it is no JSON object".to_owned()) };
        if members.contains_key("error") {
            return Err("it has an error in spite of its status".to_owned());
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let seconds = |name: &str| members.get(name).and_then(number);
        let expires_in = seconds("expires_in").or_else(|| Some(seconds("expires_on")?.saturating_sub(now)));
        Ok(Self {
            access_token: text("access_token").ok_or("it has no access_token")?.into(),
            token_type: text("token_type").unwrap_or("Bearer").to_owned(),
            expires_in: expires_in.unwrap_or(0).max(0),
            extended_expires_in: seconds("ext_expires_in").filter(|seconds| *seconds > 0),
            refresh_in: seconds("refresh_in").filter(|seconds| *seconds > 0),
            scope: text("scope").map(Scopes::from).filter(|scopes| !scopes.is_empty()),
            refresh_token: text("refresh_token").map(Secret::from),
            id_token: text("id_token").map(Secret::from),
            client_info: text("client_info").map(str::to_owned),
            family_id: members.get("foci").and_then(word),
        })
    }
}

/// A number, or a string of one.
pub(crate) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|float| float as i64)),
        _ => None,
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: Value) -> Result<TokenResponse, String> {
        TokenResponse::read(&body, 1000)
    }

    #[test]
    fn loose_json_is_understood() {
        let body = json!({
            "access_token": "at", "expires_in": "3599", "expires_on": "4599", "ext_expires_in": 3599.5,
            "refresh_in": null, "resource": "x", "foci": 1, "unknown": {"a": []},
        });
        let response = read(body).unwrap();
        assert_eq!((response.expires_in, response.extended_expires_in, response.refresh_in), (3599, Some(3599), None));
        assert_eq!(response.token_type, "Bearer");
        assert_eq!(response.family_id.as_deref(), Some("1"));
        assert!(response.scope.is_none());
    }

    #[test]
    fn expiry_is_taken_from_expires_on_where_that_is_all() {
        assert_eq!(read(json!({"access_token": "at", "expires_on": "1600"})).unwrap().expires_in, 600);
        assert_eq!(read(json!({"access_token": "at"})).unwrap().expires_in, 0);
        assert_eq!(read(json!({"access_token": "at", "expires_in": -5})).unwrap().expires_in, 0);
    }

    #[test]
    fn a_success_without_an_access_token_is_none() {
        for body in [json!({"token_type": "Bearer", "expires_in": 3600}), json!({"access_token": ""}), json!([])] {
            assert!(read(body.clone()).is_err(), "{body}");
        }
        assert!(read(json!({"access_token": "at", "error": "invalid_grant"})).unwrap_err().contains("error"));
    }
}
