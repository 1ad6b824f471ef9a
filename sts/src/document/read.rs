use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_saphyr::Error;

use super::tree::Tree;
use super::{Mistake, Mistakes, schema, shape};

/// Reads a YAML (or JSON) document. `name` is what reports call it, usually its path.
///
/// # Errors
/// What keeps the text from being a document of this format: a fault in the YAML itself, or every key and
/// word that the format doesn't know.
pub fn read<T: DeserializeOwned + JsonSchema>(name: &str, text: &str) -> Result<T, Mistakes> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
        let mistakes = match Tree::parse(text) {
            // The YAML is at fault; what the typed reading said may only follow from that.
            Err(error) => vec![from_error(&error, text)],
            Ok(tree) => {
                let mut mistakes = shape::check(&tree, &schema::<T>());
                if mistakes.is_empty() {
                    mistakes.push(from_error(&error, text));
                }
                mistakes
            }
        };
        Mistakes::in_text(mistakes, name, text)
    })
}

/// Reads a JSON document of somebody else's format. `name` is what reports call it, usually its path.
///
/// # Errors
/// The first thing that keeps the text from being a document of this format.
pub fn read_json<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Mistakes> {
    // A byte order mark is not JSON.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let told = error.to_string();
        let message = told.rfind(" at line ").map_or(told.as_str(), |end| &told[..end]).to_owned();
        let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = (line_start + error.column().saturating_sub(1)).min(text.len());
        let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let length = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = Some(at..at + length);
        let mistake = Mistake { path: String::new(), message, suggestion: None, line: None, column: None, span };
        Mistakes::in_text(vec![mistake], name, text)
    })
}

/// How documents are read, both times.
pub(super) fn options() -> serde_saphyr::Options {
    // Deeper than any format of ours, and shallow enough for the stack of a test's thread.
    const DEEPEST: usize = 24;
    serde_saphyr::options! { with_snippet: false, budget: serde_saphyr::budget! { max_depth: DEEPEST } }
}

/// What the YAML reader found, in the form of our own mistakes.
fn from_error(error: &Error, text: &str) -> Mistake {
    let message = match error {
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` is given twice"),
        Error::DuplicateMappingKey { key: None, .. } => "a key is given twice".to_owned(),
        Error::InvalidScalar { ty: "boolean", .. } => "this takes `true` or `false`".to_owned(),
        Error::InvalidScalar { ty, .. } if ty.starts_with(['i', 'u']) => "this takes a whole number".to_owned(),
        Error::MultipleDocuments { .. } => "a file has one document: there is nothing after `---`".to_owned(),
        Error::Budget { breach: serde_saphyr::budget::BudgetBreach::Depth { .. }, .. } => {
            "this is nested too deeply".to_owned()
        }
        other => message_without_position(other),
    };
    let span = error.location().map(|location| {
        let start = offset(text, location.line(), location.column());
        let word = text[start..].split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
        start..start + word.len()
    });
    Mistake { path: String::new(), message, suggestion: None, line: None, column: None, span }
}

/// The reader's message; the report shows the position better than its words do.
fn message_without_position(error: &Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// The byte offset of a line and column, which count characters from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let nth = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
    let line_start: usize = text.split_inclusive('\n').take(nth(line)).map(str::len).sum();
    let line = text[line_start..].lines().next().unwrap_or_default();
    let in_line = line.char_indices().nth(nth(column)).map_or(line.len(), |(at, _)| at);
    line_start + in_line
}
