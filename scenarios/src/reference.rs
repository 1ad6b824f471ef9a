//! The reference of the format, made from its JSON Schema, so that it cannot drift.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pretenant_sts::document;
use serde_json::Value;

use crate::language::Scenario;

/// The JSON Schema of scenario files.
#[must_use]
pub fn schema() -> Value {
    document::schema::<Scenario>()
}

/// The types whose keys the world file's own documentation describes.
const ELSEWHERE: &[(&str, &str)] = &[("WorldFile", "world-files.md")];

/// The reference as Markdown: one section per type, in the order in which the format leads to them.
#[must_use]
pub fn document() -> String {
    let schema = schema();
    let mut out = String::new();
    let mut seen = BTreeSet::new();
    let mut waiting = Vec::new();
    section(&mut out, "Scenario file", &schema, &mut waiting);
    let mut next = 0;
    while let Some(name) = waiting.get(next).cloned() {
        next += 1;
        if !seen.insert(name.clone()) || ELSEWHERE.iter().any(|(type_name, _)| *type_name == name) {
            continue;
        }
        if let Some(definition) = schema.pointer(&format!("/$defs/{name}")) {
            section(&mut out, &name, definition, &mut waiting);
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn section(out: &mut String, name: &str, schema: &Value, waiting: &mut Vec<String>) {
    let _ = writeln!(out, "### {name}\n\n{}\n", one_line(schema.get("description")));
    let words = words(schema);
    if !words.is_empty() {
        let _ = writeln!(out, "| word | meaning |\n|---|---|");
        for (word, meaning) in words {
            let _ = writeln!(out, "| `{word}` | {meaning} |");
        }
        out.push('\n');
        return;
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object).filter(|p| !p.is_empty()) else {
        return;
    };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let _ = writeln!(out, "| key | takes | meaning |\n|---|---|---|");
    for (key, property) in properties {
        let needed = if required.contains(&key.as_str()) { " (needed)" } else { "" };
        let meaning = one_line(property.get("description"));
        let _ = writeln!(out, "| `{key}`{needed} | {} | {meaning} |", takes(property, waiting));
    }
    out.push('\n');
}

/// Words of an enumeration with their meanings.
fn words(schema: &Value) -> Vec<(String, String)> {
    let one_of = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = one_of.filter_map(|w| Some((w.get("const")?.as_str()?.to_owned(), one_line(w.get("description")))));
    let plain = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    described.chain(plain.filter_map(|w| Some((w.as_str()?.to_owned(), String::new())))).collect()
}

/// What a key takes, with links to the types that have a section.
fn takes(schema: &Value, waiting: &mut Vec<String>) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some((_, file)) = ELSEWHERE.iter().find(|(type_name, _)| *type_name == name) {
            return format!("[a world]({file})");
        }
        let link = format!("[{name}](#{})", name.to_ascii_lowercase());
        waiting.push(name);
        return link;
    }
    for combined in ["anyOf", "oneOf", "allOf"] {
        if let Some(all) = schema.get(combined).and_then(Value::as_array) {
            let kinds = all.iter().filter(|s| s.get("type").and_then(Value::as_str) != Some("null"));
            return kinds.map(|s| takes(s, waiting)).collect::<Vec<_>>().join(" or ");
        }
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        _ => return "anything".to_owned(),
    };
    match kind {
        "string" => "text".to_owned(),
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => {
            let items = schema.get("items").map_or_else(|| "anything".to_owned(), |items| takes(items, waiting));
            format!("a list of {items}")
        }
        "object" => match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => format!("names with {}", takes(values, waiting)),
            _ => "names and values".to_owned(),
        },
        other => other.to_owned(),
    }
}

fn one_line(description: Option<&Value>) -> String {
    let text = description.and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
