//! The second reading of a document: every key and value, and where it is written.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::Pointer;

/// A document as written.
pub(super) struct Tree<'a> {
    text: &'a str,
    pub(super) root: Spanned<Node>,
}

/// A value as written.
#[derive(Debug)]
pub(super) enum Node {
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
    List(Vec<Spanned<Self>>),
    Bool,
    Null,
    /// Text and numbers, which every text key takes as they are.
    Text(String),
}

impl<'a> Tree<'a> {
    /// Reads the document.
    pub(super) fn parse(text: &'a str) -> Result<Self, serde_saphyr::Error> {
        let root = serde_saphyr::from_str_with_options(text, super::read::options())?;
        Ok(Self { text, root })
    }

    /// What to underline for the value that `pointer` leads to, or for the closest thing around it that
    /// is there: a value that is missing has no place of its own.
    pub(super) fn locate(&self, pointer: &Pointer) -> Option<Range<usize>> {
        let mut node = &self.root;
        let mut span = None;
        for step in pointer.steps()? {
            match &node.value {
                Node::Map(entries) => {
                    let Some((key, value)) = entries.iter().find(|(key, _)| key.value == step) else { break };
                    node = value;
                    span = Some(self.span_of(node).unwrap_or_else(|| self.span(&key.defined)));
                }
                Node::List(items) => {
                    let Some(item) = step.parse().ok().and_then(|index: usize| items.get(index)) else { break };
                    node = item;
                    span = self.span_of(node).or_else(|| self.span_of_entry(node)).or(span);
                }
                _ => break,
            }
        }
        span
    }

    /// The first line of what is at a location.
    pub(super) fn span(&self, location: &Location) -> Range<usize> {
        let offset = |bytes: Option<u64>| bytes.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0);
        let start = floor_char_boundary(self.text, offset(location.span().byte_offset()));
        let end = start.saturating_add(offset(location.span().byte_len()));
        let end = floor_char_boundary(self.text, end).max(start);
        let first_line = self.text[start..end].lines().next().unwrap_or_default();
        start..start + first_line.trim_end().len()
    }

    /// What to underline for a value; nothing for one that has no text of its own.
    fn span_of(&self, node: &Spanned<Node>) -> Option<Range<usize>> {
        match node.value {
            Node::Map(_) | Node::List(_) => None,
            _ => Some(self.span(&node.defined)).filter(|span| !span.is_empty()),
        }
    }

    /// What to underline for an entry of a list: its name, or its first key.
    fn span_of_entry(&self, node: &Spanned<Node>) -> Option<Range<usize>> {
        let Node::Map(entries) = &node.value else { return None };
        let name = entries.iter().find(|(key, _)| key.value == "name");
        let name = name.and_then(|(_, value)| self.span_of(value));
        name.or_else(|| entries.first().map(|(key, _)| self.span(&key.defined)))
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl Node {
    /// What users call a value of this kind.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Map(_) => "keys and values",
            Self::List(_) => "a list",
            Self::Bool => "`true` or `false`",
            Self::Null => "nothing",
            Self::Text(_) => "text",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Bool)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
}
