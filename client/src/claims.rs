use serde_json::{Map, Value, json};

use crate::{ClientError, ClientErrorKind};

/// Whether a challenge demands anything; `{}` doesn't.
pub(crate) fn is_challenge(claims: Option<&str>) -> Result<bool, ClientError> {
    Ok(!parse(claims)?.is_empty())
}

/// The `claims` parameter: the challenge together with the client's capabilities. None where there is neither.
pub(crate) fn merge(claims: Option<&str>, capabilities: &[String]) -> Result<Option<String>, ClientError> {
    let mut merged = Value::Object(parse(claims)?);
    if !capabilities.is_empty() {
        union(&mut merged, json!({"access_token": {"xms_cc": {"values": capabilities}}}));
    }
    Ok(merged.as_object().is_some_and(|members| !members.is_empty()).then(|| merged.to_string()))
}

fn parse(claims: Option<&str>) -> Result<Map<String, Value>, ClientError> {
    let Some(text) = claims.filter(|text| !text.trim().is_empty()) else { return Ok(Map::new()) };
    serde_json::from_str(text).map_err(|error| {
        let problem = format!("the claims challenge is no JSON object: {error} (is it still base64?)");
        ClientError::new(ClientErrorKind::InvalidRequest, problem)
    })
}

/// Deep union: objects member by member, lists item by item; where both have a plain value, the challenge's stands.
fn union(challenge: &mut Value, addition: Value) {
    match (challenge, addition) {
        (Value::Object(mine), Value::Object(theirs)) => {
            for (name, value) in theirs {
                match mine.get_mut(&name) {
                    // `"xms_cc": null` asks for the claim in any form
                    Some(known) if !known.is_null() => union(known, value),
                    _ => {
                        mine.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(mine), Value::Array(theirs)) => {
            for value in theirs {
                if !mine.contains(&value) {
                    mine.push(value);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(claims: &str, capabilities: &[&str]) -> Option<String> {
        let capabilities: Vec<String> = capabilities.iter().map(|c| (*c).to_owned()).collect();
        merge(Some(claims), &capabilities).unwrap()
    }

    #[test]
    fn a_challenge_goes_out_with_the_capabilities() {
        let challenge = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}},"id_token":{"x":null}}"#;
        assert_eq!(
            merged(challenge, &["cp1"]).unwrap(),
            r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}},"id_token":{"x":null}}"#
        );
        assert_eq!(merged(challenge, &[]).unwrap(), challenge);
    }

    #[test]
    fn capabilities_in_the_challenge_are_not_repeated() {
        let challenge = r#"{"access_token":{"xms_cc":{"values":["cp2","cp1"]}}}"#;
        assert_eq!(merged(challenge, &["cp1"]).unwrap(), challenge);
        assert_eq!(
            merged(r#"{"access_token":{"xms_cc":null}}"#, &["cp1"]).unwrap(),
            r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#
        );
    }

    #[test]
    fn nothing_is_no_parameter_and_no_challenge() {
        for nothing in [None, Some(""), Some(" "), Some("{}")] {
            assert_eq!(merge(nothing, &[]).unwrap(), None);
            assert!(!is_challenge(nothing).unwrap());
        }
        assert!(is_challenge(Some(r#"{"access_token":{}}"#)).unwrap());
    }

    #[test]
    fn what_is_no_json_is_an_error_of_the_caller() {
        let error = merge(Some("eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="), &[]).unwrap_err();
        assert_eq!(error.kind, ClientErrorKind::InvalidRequest);
    }
}
