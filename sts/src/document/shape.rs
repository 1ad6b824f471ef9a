//! Keys and words that a format doesn't know. Deserialization stops at the first of them; this walks the
//! whole document beside the format's JSON Schema and finds all.

use std::ops::Range;

use serde_json::Value;
use serde_saphyr::Spanned;

use super::tree::{Node, Tree};
use super::{Mistake, Pointer, suggest};

/// Everything in the document that has no place in the format.
pub(super) fn check(tree: &Tree<'_>, schema: &Value) -> Vec<Mistake> {
    let mut walk = Walk { tree, schema, mistakes: Vec::new() };
    walk.value(&tree.root, tree.span(&tree.root.defined), schema, &Pointer::document(), "the document");
    walk.mistakes
}

struct Walk<'a> {
    tree: &'a Tree<'a>,
    schema: &'a Value,
    mistakes: Vec<Mistake>,
}

impl<'a> Walk<'a> {
    /// Checks one value. `around` is what to underline for a value without text of its own, `what` how
    /// to call it.
    fn value(&mut self, node: &Spanned<Node>, around: Range<usize>, schema: &'a Value, at: &Pointer, what: &str) {
        let Some((schema, optional)) = self.resolve(schema) else { return };
        let span = match &node.value {
            Node::Map(_) | Node::List(_) => around.clone(),
            _ => Some(self.tree.span(&node.defined)).filter(|span| !span.is_empty()).unwrap_or(around.clone()),
        };
        if matches!(node.value, Node::Null) && optional {
            return;
        }
        if let Some(alternatives) = schema.get("oneOf").and_then(Value::as_array) {
            self.alternative(node, span, alternatives, at, what);
            return;
        }
        match (kind_of(schema), &node.value) {
            ("object", Node::Map(entries)) => self.object(entries, around, schema, at),
            ("array", Node::List(items)) => {
                let Some(schema) = schema.get("items") else { return };
                for (i, item) in items.iter().enumerate() {
                    let around = self.first_key(item).unwrap_or_else(|| around.clone());
                    self.value(item, around, schema, &at.index(i), &format!("an item of {what}"));
                }
            }
            ("string", Node::Text(text)) => {
                let words = schema.get("enum").and_then(Value::as_array);
                if let Some(words) = words {
                    self.word(text, words.iter().filter_map(Value::as_str).collect(), span, at);
                }
            }
            // Text may look like something else (`password: true`); whether text is a number is for the reader.
            ("string", Node::Bool) | ("boolean", Node::Bool | Node::Text(_)) => {}
            ("integer" | "number", Node::Text(_)) | ("", _) => {}
            (expected, found) => {
                let expected = match expected {
                    "object" => "keys and values",
                    "array" => "a list",
                    "boolean" => "`true` or `false`",
                    "integer" | "number" => "a number",
                    _ => "text",
                };
                let help = match (expected, found) {
                    ("keys and values", Node::Text(text)) if needs_only_a_name(schema) => {
                        Some(format!("write `{{ name: {text} }}`"))
                    }
                    (_, Node::Null) => Some("remove the key if there is nothing to say".to_owned()),
                    ("a list", Node::Text(text)) if self.lists_text(schema) => Some(format!("write `[{text}]`")),
                    ("a list", Node::Map(_) | Node::Text(_)) => Some("begin each entry with `- `".to_owned()),
                    ("text", Node::List(_) | Node::Map(_)) => Some("put it in quotes if it is text".to_owned()),
                    _ => None,
                };
                self.add(span, at, format!("{what} takes {expected}, not {}", found.kind()), help);
            }
        }
    }

    fn object(
        &mut self,
        entries: &[(Spanned<String>, Spanned<Node>)],
        around: Range<usize>,
        schema: &'a Value,
        at: &Pointer,
    ) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        for (key, value) in entries {
            let span = self.tree.span(&key.defined);
            match properties.and_then(|properties| properties.get(&key.value)).or(others) {
                Some(Value::Bool(false)) => {
                    let known = properties.into_iter().flat_map(|properties| properties.keys());
                    let help = suggest::help(&key.value, known.map(String::as_str));
                    self.add(span, &at.key(&key.value), format!("there is no key `{}` here", key.value), help);
                }
                Some(schema) => self.value(value, span, schema, &at.key(&key.value), &format!("`{}`", key.value)),
                None => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in required.filter_map(Value::as_str) {
            if !entries.iter().any(|(known, _)| known.value == key) {
                self.add(around.clone(), at, format!("the key `{key}` is missing"), None);
            }
        }
    }

    /// Checks a value that is a word or a single key, one of several.
    fn alternative(
        &mut self,
        node: &Spanned<Node>,
        span: Range<usize>,
        alternatives: &'a [Value],
        at: &Pointer,
        what: &str,
    ) {
        let words = alternatives.iter().flat_map(words).collect();
        let keyed = || alternatives.iter().filter_map(|a| a.get("properties")?.as_object()?.iter().next());
        match &node.value {
            Node::Text(text) => self.word(text, words, span, at),
            Node::Map(entries) if keyed().next().is_some() => {
                for (key, value) in entries {
                    let span = self.tree.span(&key.defined);
                    match keyed().find(|(name, _)| **name == key.value) {
                        Some((_, schema)) => {
                            self.value(value, span, schema, &at.key(&key.value), &format!("`{}`", key.value));
                        }
                        None => {
                            let help = suggest::help(&key.value, keyed().map(|(name, _)| name.as_str()));
                            self.add(span, &at.key(&key.value), format!("there is no key `{}` here", key.value), help);
                        }
                    }
                }
                if let [_, (second, _), ..] = entries.as_slice() {
                    let span = self.tree.span(&second.defined);
                    self.add(span, &at.key(&second.value), "only one of these keys can be given", None);
                }
            }
            other => {
                let kind = other.kind();
                self.add(span, at, format!("{what} takes one of several words, not {kind}"), suggest::help("", words));
            }
        }
    }

    fn word(&mut self, text: &str, words: Vec<&str>, span: Range<usize>, at: &Pointer) {
        if !words.contains(&text) {
            self.add(span, at, format!("`{text}` is not a word known here"), suggest::help(text, words));
        }
    }

    fn first_key(&self, node: &Spanned<Node>) -> Option<Range<usize>> {
        match &node.value {
            Node::Map(entries) => entries.first().map(|(key, _)| self.tree.span(&key.defined)),
            _ => None,
        }
    }

    fn lists_text(&self, schema: &'a Value) -> bool {
        let items = schema.get("items").and_then(|items| self.resolve(items));
        items.is_some_and(|(items, _)| kind_of(items) == "string")
    }

    /// Follows references and looks through "or null".
    fn resolve(&self, schema: &'a Value) -> Option<(&'a Value, bool)> {
        let mut schema = schema;
        let mut optional = nullable(schema);
        loop {
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                schema = self.schema.pointer(reference.strip_prefix('#')?)?;
            } else if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) {
                let mut values = alternatives.iter().filter(|alternative| kind_of(alternative) != "null");
                optional |= alternatives.iter().any(|alternative| kind_of(alternative) == "null");
                // Which of several is meant can't be told.
                let (Some(only), None) = (values.next(), values.next()) else { return None };
                schema = only;
            } else {
                return Some((schema, optional || nullable(schema)));
            }
        }
    }

    fn add(&mut self, span: Range<usize>, at: &Pointer, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push(Mistake {
            path: at.to_string(),
            message: message.into(),
            suggestion: help,
            line: None,
            column: None,
            span: Some(span),
        });
    }
}

/// The words that an alternative stands for.
fn words(alternative: &Value) -> impl Iterator<Item = &str> {
    let listed = alternative.get("enum").and_then(Value::as_array).into_iter().flatten();
    listed.chain(alternative.get("const")).filter_map(Value::as_str)
}

/// The type that a schema asks for, besides null; empty when it asks for none.
fn kind_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|&kind| kind != "null").unwrap_or(""),
        _ => "",
    }
}

fn needs_only_a_name(schema: &Value) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|keys| keys.len() == 1 && keys[0] == "name")
}

fn nullable(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_array).is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"))
}
