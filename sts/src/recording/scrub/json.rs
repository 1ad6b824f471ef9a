//! JSON bodies.

use serde_json::{Map, Value, json};

use super::pen::Pen;
use crate::recording::placeholder::Placeholder;
use crate::recording::policy::{self, Class};

/// Deeper ones are written as text: files may not be nested without limit.
pub const DEEPEST: usize = 14;

impl Pen<'_> {
    /// A value of a JSON body, by the name of the member that holds it.
    pub fn value(&mut self, name: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => match self.absolute(name, text.parse().ok()) {
                Some(relative) => json!(relative.to_string()),
                None => json!(self.string(name, text)),
            },
            Value::Number(number) => match self.absolute(name, number.as_i64()) {
                Some(relative) => json!(relative.as_number()),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.value(name, item)).collect(),
            Value::Object(members) => {
                let mut written = Map::new();
                for (member, value) in members {
                    let value = self.value(member, value);
                    written.insert(self.literal(member), value);
                }
                Value::Object(written)
            }
            Value::Bool(_) | Value::Null => value.clone(),
        }
    }

    /// A time that counts from the epoch, as one that counts from the answer.
    fn absolute(&self, name: &str, seconds: Option<i64>) -> Option<Placeholder> {
        let seconds = seconds.filter(|_| self.class == Class::Credentials && policy::is_absolute_time(name))?;
        Some(Placeholder::Now(seconds.saturating_sub(self.answered)))
    }
}

/// Is it a keys document (RFC 7517 §5)?
pub fn is_keys_document(body: &Value) -> bool {
    let keys = body.get("keys").and_then(Value::as_array);
    keys.is_some_and(|keys| !keys.is_empty() && keys.iter().all(|key| key.get("kty").is_some_and(Value::is_string)))
}

/// How deep a value is nested; 1 for one that holds no others.
pub fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => None,
    };
    deepest.unwrap_or(0) + 1
}
