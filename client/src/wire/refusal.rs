use serde_json::Value;

use super::token_response::number;
use crate::OAuthError;

/// Reads a refusal; none if the answer isn't one. `correlation_id` is the request's own.
pub(crate) fn read_refusal(body: &Value, correlation_id: &str) -> Option<OAuthError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let not_empty = |name: &str| text(name).filter(|text| !text.is_empty());
    Some(OAuthError {
        error: not_empty("error")?,
        suberror: not_empty("suberror"),
        codes: codes(body.get("error_codes")),
        description: text("error_description").unwrap_or_default(),
        claims: challenge(body.get("claims")),
        correlation_id: not_empty("correlation_id").or_else(|| Some(correlation_id.to_owned())),
        trace_id: not_empty("trace_id"),
        timestamp: not_empty("timestamp"),
    })
}

fn codes(list: Option<&Value>) -> Vec<u32> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|code| number(code)?.try_into().ok()).collect()
}

/// A string with JSON in it. Some services send the JSON itself.
fn challenge(claims: Option<&Value>) -> Option<String> {
    match claims? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        object @ Value::Object(_) => Some(object.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_that_a_refusal_says_is_kept() {
        let body = json!({
            "error": "invalid_grant", "suberror": "basic_action", "error_codes": [50076, "50079", "x"],
            "error_description": "AADSTS50076: …", "claims": "{\"access_token\":{}}", "trace_id": "t",
            "timestamp": "now", "correlation_id": "c",
        });
        let refusal = read_refusal(&body, "own").unwrap();
        assert_eq!(refusal.codes, [50076, 50079]);
        assert_eq!(refusal.suberror.as_deref(), Some("basic_action"));
        assert_eq!(refusal.claims.as_deref(), Some("{\"access_token\":{}}"));
        assert_eq!(refusal.correlation_id.as_deref(), Some("c"));
    }

    #[test]
    fn an_answer_without_error_is_no_refusal() {
        for body in [json!({}), json!([]), json!({"error": 5}), json!({"error": ""}), json!(null)] {
            assert!(read_refusal(&body, "own").is_none(), "{body}");
        }
        assert_eq!(read_refusal(&json!({"error": "e"}), "own").unwrap().correlation_id.as_deref(), Some("own"));
    }
}
