use serde_json::{Map, Value};

/// One entry of a cache as it stands in the JSON, members we don't know included.
///
/// The accessors forgive what other libraries write: numbers as strings or numbers, `null` for absent.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Record(Map<String, Value>);

impl Record {
    pub fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self(members)),
            _ => None,
        }
    }

    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// A text that isn't empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Unix seconds.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            number => number.as_i64(),
        }
    }

    pub fn set(&mut self, name: &str, text: impl Into<String>) {
        self.0.insert(name.to_owned(), Value::String(text.into()));
    }

    pub fn set_some(&mut self, name: &str, text: Option<impl Into<String>>) {
        if let Some(text) = text {
            self.set(name, text);
        }
    }

    pub fn set_seconds(&mut self, name: &str, seconds: Option<i64>) {
        self.set_some(name, seconds.map(|seconds| seconds.to_string()));
    }

    /// Takes the members of `older` that this record lacks, so that what another library noted isn't lost.
    pub fn inherit(&mut self, older: &Self, except: &[&str]) {
        for (name, value) in &older.0 {
            if !self.0.contains_key(name) && !except.contains(&name.as_str()) {
                self.0.insert(name.clone(), value.clone());
            }
        }
    }
}
