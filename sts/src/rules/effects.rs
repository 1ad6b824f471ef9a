//! Changes to an answer that is ready.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::Value;

use super::mounted::{Effects, Given};
use super::rule::Patch;
use crate::token::jws::Object;

/// Everything that rules change about an answer.
#[derive(Debug, Clone, Default)]
pub struct ResponseEffects {
    pub(super) answer: Option<Given>,
    retry_after: Option<i64>,
    headers: Vec<(String, Option<String>)>,
    patches: Vec<Patch>,
    content_type: Option<String>,
    malformed_json: bool,
}

impl ResponseEffects {
    pub(super) fn add(&mut self, effects: &Effects) {
        self.retry_after = effects.retry_after.or(self.retry_after);
        self.headers.extend(effects.headers.iter().cloned());
        self.patches.extend(effects.response.clone());
        self.content_type = effects.content_type.clone().or(self.content_type.take());
        self.malformed_json |= effects.malformed_json;
    }

    /// Applies them.
    pub fn apply(&self, response: &mut Response<Bytes>) {
        if let Some(given) = &self.answer {
            give(response, given);
        }
        if !self.patches.is_empty()
            && let Ok(Value::Object(mut members)) = serde_json::from_slice(response.body())
        {
            for patch in &self.patches {
                patch.apply(&mut members);
            }
            *response.body_mut() = Bytes::from(Value::Object(members).to_string());
        }
        if self.malformed_json {
            // Without its last characters no JSON document is one.
            let body = response.body();
            let kept = body.len().saturating_sub(body.len().div_ceil(3).max(1));
            *response.body_mut() = body.slice(..kept);
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(kind) = &self.content_type {
            crate::protocol::headers::set(response.headers_mut(), CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            let Ok(name) = HeaderName::try_from(name.as_str()) else { continue };
            match value {
                Some(value) => crate::protocol::headers::set(response.headers_mut(), name, value),
                None => {
                    response.headers_mut().remove(name);
                }
            }
        }
    }
}

/// An answer as a rule gives it.
pub fn give(response: &mut Response<Bytes>, given: &Given) {
    if let Some(status) = given.status.and_then(|s| StatusCode::from_u16(s).ok()) {
        *response.status_mut() = status;
    }
    if let Some((body, kind)) = &given.body {
        *response.body_mut() = Bytes::from(body.clone());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
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
}
