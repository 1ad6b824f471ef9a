//! Labelled rows, wrapped to a terminal.

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::doctor::scope::is_invisible;

/// Columns of the text.
const WIDTH: usize = 80;
/// Columns before the text of a row: two of margin, and the label.
const INDENT: usize = 14;

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Well.
    Good,
    /// Well, but look.
    Note,
    /// Badly.
    Bad,
    /// Not at all.
    Idle,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::Good => "\u{2713}",
            Self::Note => "!",
            Self::Bad => "\u{2717}",
            Self::Idle => "\u{b7}",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Good => AnsiColor::Green.on_default().bold(),
            Self::Note => AnsiColor::Yellow.on_default().bold(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Idle => Style::new().dimmed(),
        }
    }
}

/// Text under construction.
#[derive(Debug)]
pub struct Page {
    out: String,
    styled: bool,
}

impl Page {
    /// An empty page; `styled`: with colours, as ANSI escape codes.
    #[must_use]
    pub fn new(styled: bool) -> Self {
        Self { out: String::new(), styled }
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// A heading, with an empty line before it unless it is the first.
    pub fn heading(&mut self, mark: Mark, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let sign = self.paint(mark.style(), mark.sign());
        let lines = wrap(&clean(text), WIDTH - 2);
        for (index, line) in lines.iter().enumerate() {
            let line = self.paint(Style::new().bold(), line);
            self.line(if index == 0 { &sign } else { " " }, 1, &line);
        }
    }

    /// A row.
    pub fn row(&mut self, label: &str, text: &str) {
        self.styled_row(label, text, Style::new());
    }

    /// A row whose text stands out: what to copy.
    pub fn strong_row(&mut self, label: &str, text: &str) {
        self.styled_row(label, text, AnsiColor::Cyan.on_default().bold());
    }

    /// A row with a mark before its label.
    pub fn marked_row(&mut self, mark: Mark, label: &str, text: &str) {
        let sign = self.paint(mark.style(), mark.sign());
        let quiet = if mark == Mark::Idle { Style::new().dimmed() } else { Style::new() };
        let lines = wrap(&clean(text), WIDTH - INDENT - 2);
        for (index, line) in lines.iter().enumerate() {
            let text = self.paint(quiet, line);
            let label = self.paint(Style::new().dimmed(), &padded(label));
            let start = if index == 0 { format!("  {sign} {label}") } else { " ".repeat(INDENT + 2) };
            self.out.push_str(&format!("{start}{text}"));
            self.end_line();
        }
    }

    /// A value and what it is about: on one line where they fit, else below each other.
    pub fn value_row(&mut self, label: &str, value: &str, remark: Option<&str>) {
        self.strong_row(label, value);
        let Some(remark) = remark else { return };
        let value = clean(value);
        let room = WIDTH.saturating_sub(INDENT + textwrap::core::display_width(&value) + 3);
        if textwrap::core::display_width(remark) <= room {
            self.out.pop();
            let remark = self.paint(Style::new().dimmed(), remark);
            self.out.push_str(&format!("   {remark}\n"));
        } else {
            self.styled_row("", &format!("  {remark}"), Style::new().dimmed());
        }
    }

    fn styled_row(&mut self, label: &str, text: &str, style: Style) {
        let text = clean(text);
        let margin = text.len() - text.trim_start().len();
        let lines = wrap(text.trim_start(), WIDTH - INDENT - margin);
        for (index, line) in lines.iter().enumerate() {
            let label = if index == 0 && !label.is_empty() { padded(label) } else { String::new() };
            let pad = if label.is_empty() { INDENT - 2 } else { 0 };
            let label = self.paint(Style::new().dimmed(), &label);
            let line = self.paint(style, line);
            self.out.push_str(&format!("  {label}{}{}{line}", " ".repeat(pad), " ".repeat(margin)));
            self.end_line();
        }
    }

    fn line(&mut self, start: &str, gap: usize, text: &str) {
        self.out.push_str(&format!("{start}{}{text}", " ".repeat(gap)));
        self.end_line();
    }

    fn end_line(&mut self) {
        let end = self.out.trim_end_matches(' ').len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.styled && style != Style::new() && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

fn padded(label: &str) -> String {
    format!("{label:<width$} ", width = INDENT - 3)
}

/// Control characters of what others sent do not reach the terminal, and what nobody would see is shown.
fn clean(text: &str) -> String {
    let hidden = |c: char| c.is_control() || is_invisible(c) || c == '\u{a0}';
    text.chars().map(|c| if hidden(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Wraps between words, never inside one: scopes and URLs stay whole, to be copied.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}
