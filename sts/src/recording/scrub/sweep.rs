//! By value: credentials wherever they stand.

use indexmap::IndexMap;
use serde_json::Value;

use super::secrets::{Net, Secrets};
use crate::recording::meaning::Meaning;
use crate::recording::model::{Answer, Recording};

/// Replaces what an answer issues wherever it stands in this answer: a message quotes the user code beside it. Even
/// short values are looked for, but not words.
pub fn answer(answer: &mut Answer, names: &IndexMap<String, String>) {
    const SHORTEST: usize = 6;
    let peculiar = |value: &str| value.len() >= SHORTEST && value.chars().any(|c| !c.is_ascii_lowercase());
    each_text(answer, &Net::new(names.iter().filter(|(value, _)| peculiar(value))));
}

/// Replaces every credential of a run in everything that was written.
pub fn recording(recording: &mut Recording, net: &Net) {
    for exchange in &mut recording.exchanges {
        meaning(&mut exchange.request, net);
        exchange.sent.values_mut().for_each(|value| net.clean(value));
        each_text(&mut exchange.response, net);
    }
}

/// Where a credential is left: a JSON pointer.
pub fn left(recording: &Recording, secrets: &Secrets) -> Option<String> {
    let net = secrets.net();
    let value = serde_json::to_value(recording).unwrap_or_default();
    caught(&value, &net, "")
}

fn each_text(answer: &mut Answer, net: &Net) {
    answer.texts().for_each(|text| net.clean(text));
    if let Some(to_app) = &mut answer.to_app {
        *to_app = std::mem::take(to_app).into_iter().map(|(name, value)| (cleaned(name, net), value)).collect();
    }
    if let Some(json) = &mut answer.json {
        clean(json, net);
    }
    for token in answer.tokens.values_mut() {
        for claims in [&mut token.header, &mut token.claims] {
            let mut object = Value::Object(std::mem::take(claims));
            clean(&mut object, net);
            if let Value::Object(cleaned) = object {
                *claims = cleaned;
            }
        }
    }
    if let Some(base64) = &mut answer.base64 {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::STANDARD.decode(&*base64).unwrap_or_default();
        if net.catches(bytes) {
            // What a credential stands in the middle of cannot be mended.
            answer.base64 = None;
        }
    }
}

/// A request that has a credential in its meaning means the same with any other.
fn meaning(meaning: &mut Meaning, net: &Net) {
    if let Some(path) = &mut meaning.path
        && net.catches(&*path)
    {
        let segment = |segment: &str| if net.catches(segment) { "*".to_owned() } else { segment.to_owned() };
        *path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    }
    meaning.query.retain(|name, value| !net.catches(name) && !net.catches(value));
    meaning.scopes.retain(|scope| !net.catches(scope));
    for value in meaning.texts().filter(|value| net.catches(&**value)) {
        *value = "*".to_owned();
    }
}

fn clean(value: &mut Value, net: &Net) {
    match value {
        Value::String(text) => net.clean(text),
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, net)),
        Value::Object(members) => {
            if members.keys().any(|name| net.catches(name)) {
                *members =
                    std::mem::take(members).into_iter().map(|(name, value)| (cleaned(name, net), value)).collect();
            }
            members.values_mut().for_each(|value| clean(value, net));
        }
        _ => {}
    }
}

fn cleaned(mut text: String, net: &Net) -> String {
    net.clean(&mut text);
    text
}

fn caught(value: &Value, net: &Net, at: &str) -> Option<String> {
    match value {
        Value::String(text) => net.catches(text).then(|| at.to_owned()),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| caught(item, net, &format!("{at}/{i}"))),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            if net.catches(name) { Some(format!("{at}/…")) } else { caught(value, net, &format!("{at}/{name}")) }
        }),
        _ => None,
    }
}
