use anstyle::{AnsiColor, Style};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};

/// Findings, and how much was judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// How many exchanges were judged.
    pub exchanges: usize,
    /// The worst first, then the earliest.
    pub findings: Vec<Finding>,
}

/// Width of the words in front.
const INDENT: usize = 8;

impl Report {
    /// How many findings are so severe, or worse.
    #[must_use]
    pub fn at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity >= severity).count()
    }

    /// `2 errors, 1 warning and no notes in 18 exchanges`.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |severity: Severity| {
            let count = self.findings.iter().filter(|f| f.severity == severity).count();
            counted(count, severity.word())
        };
        let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        format!("{errors}, {warnings} and {notes} in {}", counted(self.exchanges, "exchange"))
    }

    /// The report for a terminal: each finding with the wire that shows it, and the summary.
    #[must_use]
    pub fn text(&self, colours: bool) -> String {
        let mut out = String::new();
        for finding in &self.findings {
            out.push_str(&finding.text(colours));
            out.push('\n');
        }
        out.push_str(&self.summary());
        out.push('\n');
        out
    }
}

impl Finding {
    /// The finding for a terminal, with the wire that shows it.
    #[must_use]
    pub fn text(&self, colours: bool) -> String {
        let paint = |style: Style, text: &str| match colours {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        };
        let bold = Style::new().bold();
        let dimmed = Style::new().dimmed();
        let severity = bold.fg_color(Some(colour(self.severity).into()));
        let of = [self.client.as_ref().map(|c| c.name.as_str()), self.user.as_deref()];
        let of = of.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut out = paint(severity, &format!("{:<INDENT$}", self.severity));
        out.push_str(&paint(bold, &self.rule));
        if !of.is_empty() {
            out.push_str("  ");
            out.push_str(&of);
        }
        let times = match self.times {
            0 | 1 => String::new(),
            2 => " (and once more)".to_owned(),
            more => format!(" (and {} times more)", more - 1),
        };
        out.push_str(&format!("\n  {}{times}\n", self.sentence));
        for evidence in &self.evidence {
            let number = evidence.exchange.map_or_else(|| "-".to_owned(), |id| format!("#{id}"));
            let time = evidence.time.get(11..19).unwrap_or(&evidence.time);
            out.push_str(&format!("    {}\n", paint(dimmed, &format!("{number:<5} {time}  {}", evidence.line))));
        }
        out.push_str(&format!("  {:<INDENT$}{}\n  {:<INDENT$}{}\n", "cure", self.cure, "source", self.source));
        out
    }
}

fn colour(severity: Severity) -> AnsiColor {
    match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Blue,
    }
}

/// `no errors`, `1 error`, `2 errors`.
fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
