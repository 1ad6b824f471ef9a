use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::tree::Tree;
use super::{Pointer, report};

/// One thing that is wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// JSON pointer to the value, e.g. `/apps/3/redirect_uris/web/0`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Line in the text, from 1; none when the document isn't text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in the text, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The text to underline, in bytes.
    #[serde(skip)]
    pub(super) span: Option<Range<usize>>,
}

/// Everything that is wrong in a document. Displays as the report that users read.
#[derive(Debug, Clone)]
pub struct Mistakes {
    mistakes: Vec<Mistake>,
    text: Option<Text>,
}

/// The text of a document and what users call it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) content: String,
}

impl Mistakes {
    /// A single mistake about a document as a whole, e.g. that it can't be read.
    #[must_use]
    pub fn whole(name: &str, message: impl Into<String>) -> Self {
        let mut findings = Findings::default();
        findings.add(&Pointer::document(), message);
        Self { text: Some(Text { name: name.into(), content: String::new() }), ..findings.into_mistakes() }
    }

    pub(super) fn in_text(mut mistakes: Vec<Mistake>, name: &str, content: &str) -> Self {
        for mistake in &mut mistakes {
            if let Some(span) = &mistake.span {
                let (line, column) = position(content, span.start);
                mistake.line = Some(line);
                mistake.column = Some(column);
            }
        }
        mistakes.sort_by_key(|mistake| mistake.span.as_ref().map_or(usize::MAX, |span| span.start));
        Self { mistakes, text: Some(Text { name: name.into(), content: content.into() }) }
    }

    /// The mistakes; in the order of the text where there is one.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The report, for a terminal that shows colours.
    #[must_use]
    pub fn styled(&self) -> String {
        report::render(&self.mistakes, self.text.as_ref(), true)
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&report::render(&self.mistakes, self.text.as_ref(), false))
    }
}

impl std::error::Error for Mistakes {}

/// Collects mistakes while a document is checked.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<(Pointer, Mistake)>,
}

impl Findings {
    /// Notes that the value at `at` is wrong.
    pub fn add(&mut self, at: &Pointer, message: impl Into<String>) {
        self.add_with_help(at, message, None);
    }

    /// Notes that the value at `at` is wrong, and what could be done about it.
    pub fn add_with_help(&mut self, at: &Pointer, message: impl Into<String>, help: Option<String>) {
        let mistake = Mistake {
            path: at.to_string(),
            message: message.into(),
            suggestion: help,
            line: None,
            column: None,
            span: None,
        };
        self.found.push((at.clone(), mistake));
    }

    /// True when nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The mistakes of a document that isn't text, such as JSON that was already parsed.
    #[must_use]
    pub fn into_mistakes(self) -> Mistakes {
        Mistakes { mistakes: self.told().into_iter().map(|(_, mistake)| mistake).collect(), text: None }
    }

    /// The mistakes of a document that was read from `text`, with their positions.
    #[must_use]
    pub fn into_mistakes_in(self, name: &str, text: &str) -> Mistakes {
        let Ok(tree) = Tree::parse(text) else { return self.into_mistakes() };
        let locate = |(pointer, mut mistake): (Pointer, Mistake)| {
            mistake.span = tree.locate(&pointer);
            mistake
        };
        Mistakes::in_text(self.told().into_iter().map(locate).collect(), name, text)
    }

    /// What to tell the user. What we wrote is fine by itself: as long as something is wrong in the user's
    /// own lines, what is wrong in ours follows from that.
    fn told(mut self) -> Vec<(Pointer, Mistake)> {
        if self.found.iter().any(|(pointer, _)| pointer.is_in_document()) {
            self.found.retain(|(pointer, _)| pointer.is_in_document());
        }
        self.found
    }
}

/// Line and column, both from 1, of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
