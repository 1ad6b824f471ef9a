use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};

use super::Counts;
use crate::run::{Outcome, Ran};

/// Whether colours are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// None.
    Plain,
    /// For a terminal that shows them.
    Coloured,
}

impl Style {
    fn paint(self, colour: AnsiColor, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => {
                let style = Ansi::new().fg_color(Some(colour.into()));
                format!("{style}{text}{style:#}")
            }
        }
    }
}

/// What failed, what was skipped and why, and how many of each.
#[must_use]
pub fn terminal(results: &[Ran], style: Style) -> String {
    let mut out = String::new();
    for ran in results.iter().filter(|r| r.verdict.outcome == Outcome::Failed) {
        let _ = writeln!(out, "{} {}: {}\n", style.paint(AnsiColor::Red, "failed"), ran.id, ran.title);
        let detail = ran.verdict.detail.as_deref().unwrap_or_default();
        for line in detail.lines() {
            let colour = match line.as_bytes() {
                [b'+', ..] => Some(AnsiColor::Green),
                [b'-', ..] => Some(AnsiColor::Red),
                _ => None,
            };
            let line = colour.map_or_else(|| line.to_owned(), |colour| style.paint(colour, line));
            let _ = writeln!(out, "{line}");
        }
        out.push('\n');
    }
    for ran in results.iter().filter(|r| r.verdict.outcome == Outcome::Skipped) {
        let why = ran.verdict.why.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{} {}: {why}", style.paint(AnsiColor::Yellow, "skipped"), ran.id);
    }
    let Counts { passed, failed, skipped } = Counts::of(results);
    let mut line = format!("{passed} passed, {failed} failed");
    if skipped > 0 {
        let _ = write!(line, ", {skipped} skipped");
    }
    let colour = if failed > 0 { AnsiColor::Red } else { AnsiColor::Green };
    let _ = writeln!(out, "{}", style.paint(colour, &line));
    out
}
