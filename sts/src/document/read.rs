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
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
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

/// What the YAML reader found, in the form of our own mistakes.
fn from_error(error: &Error, text: &str) -> Mistake {
    let message = match error {
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` is given twice"),
        Error::DuplicateMappingKey { key: None, .. } => "a key is given twice".to_owned(),
        Error::MultipleDocuments { .. } => "a file has one document: there is nothing after `---`".to_owned(),
        other => message_without_position(other),
    };
    let offset = error.location().and_then(|location| location.span().byte_offset());
    let start = offset.and_then(|offset| usize::try_from(offset).ok()).map(|start| start.min(text.len()));
    let span = start.filter(|&start| text.is_char_boundary(start)).map(|start| {
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
