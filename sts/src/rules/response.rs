//! Changes to an answer that is ready.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::Value;

use super::effects::{Given, Rendering};
use super::rule::Patch;
use crate::protocol::headers::set;
use crate::token::jws::Object;

/// Everything that rules change about an answer.
#[derive(Debug, Clone, Default)]
pub struct ResponseEffects {
    answer: Option<Given>,
    patches: Vec<Patch>,
    malformed_json: bool,
    status: Option<u16>,
    retry_after: Option<i64>,
    content_type: Option<String>,
    headers: Vec<(String, Option<String>)>,
}

impl ResponseEffects {
    pub(super) fn add(&mut self, effects: &Rendering) {
        self.patches.extend(effects.response.clone());
        self.malformed_json |= effects.malformed_json;
        self.status = effects.status.or(self.status);
        self.retry_after = effects.retry_after.or(self.retry_after);
        self.content_type = effects.content_type.clone().or(self.content_type.take());
        self.headers.extend(effects.headers.iter().cloned());
    }

    pub(super) fn replace(&mut self, given: Given) {
        self.answer = Some(given);
    }

    /// Applies them, in the order that the module says.
    pub fn apply(&self, response: &mut Response<Bytes>) {
        if let Some(given) = &self.answer {
            given.give(response);
        }
        self.patch(response);
        if self.malformed_json {
            // Without its last characters no JSON document is one.
            let body = response.body();
            let kept = body.len().saturating_sub(body.len().div_ceil(3).max(1));
            *response.body_mut() = body.slice(..kept);
        }
        if let Some(status) = self.status.and_then(|s| StatusCode::from_u16(s).ok()) {
            *response.status_mut() = status;
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(kind) = &self.content_type {
            set(response.headers_mut(), CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            let Ok(name) = HeaderName::try_from(name.as_str()) else { continue };
            match value {
                Some(value) => set(response.headers_mut(), name, value),
                None => {
                    response.headers_mut().remove(name);
                }
            }
        }
    }

    /// Changes the members of a body that is a JSON object; another body stays.
    fn patch(&self, response: &mut Response<Bytes>) {
        if self.patches.is_empty() {
            return;
        }
        if let Ok(Value::Object(mut members)) = serde_json::from_slice(response.body()) {
            for patch in &self.patches {
                patch.apply(&mut members);
            }
            *response.body_mut() = Bytes::from(Value::Object(members).to_string());
        }
    }
}

impl Given {
    /// Makes a response this answer.
    pub fn give(&self, response: &mut Response<Bytes>) {
        if let Some(status) = self.status.and_then(|s| StatusCode::from_u16(s).ok()) {
            *response.status_mut() = status;
        }
        if let Some((body, kind)) = &self.body {
            *response.body_mut() = Bytes::from(body.clone());
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
    }
}

impl Patch {
    /// Changes the members of an object: leaves out, calls otherwise, sets.
    pub fn apply(&self, members: &mut Object) {
        for name in &self.drop {
            members.shift_remove(name);
        }
        for (old, new) in &self.rename {
            if let Some(value) = members.shift_remove(old) {
                members.insert(new.clone(), value);
            }
        }
        for (name, value) in &self.set {
            members.insert(name.clone(), value.clone());
        }
    }

    /// Changes named texts, such as the parameters of a redirect.
    pub fn apply_to_texts(&self, pairs: &mut Vec<(String, String)>) {
        let mut members: Object = pairs.drain(..).map(|(name, value)| (name, Value::String(value))).collect();
        self.apply(&mut members);
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        pairs.extend(members.into_iter().map(|(name, value)| (name, text(value))));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_drops_then_renames_then_sets() {
        let patch: Patch = serde_json::from_value(
            json!({"drop": ["a"], "rename": {"b": "a", "gone": "x"}, "set": {"c": "3", "d": null}}),
        )
        .unwrap();
        let Value::Object(mut members) = json!({"a": 1, "b": 2, "c": 3}) else { panic!("an object") };
        patch.apply(&mut members);
        assert_eq!(Value::Object(members), json!({"c": "3", "a": 2, "d": null}));
    }

    #[test]
    fn broken_json_cannot_be_parsed() {
        for body in ["{}", r#"{"a":1}"#, "[]"] {
            let mut response = Response::new(Bytes::from(body));
            ResponseEffects { malformed_json: true, ..ResponseEffects::default() }.apply(&mut response);
            assert!(serde_json::from_slice::<Value>(response.body()).is_err());
        }
    }
}
