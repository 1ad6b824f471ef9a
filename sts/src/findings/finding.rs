use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gist::gist;
use super::rule::{Rule, Verdict};
use crate::journal::ClientName;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Needless or risky: a documented recommendation is not followed.
    Warning,
    /// A documented rule of the protocol or platform is broken.
    Error,
}

impl Severity {
    /// The word that files, flags and reports use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Not a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected error, warning or note")]
pub struct UnknownSeverity;

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(text: &str) -> Result<Self, UnknownSeverity> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|s| s.word() == text).ok_or(UnknownSeverity)
    }
}

/// Something that a client did wrong, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule of judgement, e.g. `cache.token-still-good`.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What the client did, one or two sentences.
    pub sentence: String,
    /// The client application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientName>,
    /// User principal name of the user concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// How often it did so. The sentence is about the first time.
    pub times: usize,
    /// The exchanges that show it, oldest first; of many repetitions only the first few.
    pub evidence: Vec<Evidence>,
    /// Number of the last exchange that shows it; 0 when none does (an escape).
    pub last: u64,
    /// The document that asks for something else.
    pub source: String,
    /// What to change.
    pub cure: String,
}

/// One line of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Number in the journal; absent for an escape, which is no exchange.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
    /// When it arrived, RFC 3339.
    pub time: String,
    /// Request and answer in short.
    pub line: String,
}

/// Of many repetitions, so many exchanges are shown.
const MOST_EVIDENCE: usize = 6;

/// Verdicts of a rule as findings: those about the same subject become one.
pub(super) fn gather(rule: &Rule, verdicts: Vec<Verdict<'_>>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut by_subject: HashMap<String, usize> = HashMap::new();
    for verdict in verdicts {
        let last = verdict.evidence.iter().map(|e| e.id).max().unwrap_or(0);
        if let Some(finding) = by_subject.get(&verdict.subject).and_then(|at| findings.get_mut(*at)) {
            finding.times += 1;
            finding.last = finding.last.max(last);
            for line in evidence(&verdict) {
                if finding.evidence.len() < MOST_EVIDENCE && !finding.evidence.contains(&line) {
                    finding.evidence.push(line);
                }
            }
            continue;
        }
        by_subject.insert(verdict.subject.clone(), findings.len());
        findings.push(Finding {
            rule: rule.id.to_owned(),
            severity: verdict.severity,
            client: verdict.client(),
            user: verdict.user(),
            times: 1,
            evidence: evidence(&verdict),
            last,
            source: rule.source.to_owned(),
            cure: verdict.cure.unwrap_or_else(|| rule.cure.to_owned()),
            sentence: verdict.sentence,
        });
    }
    findings
}

fn evidence(verdict: &Verdict<'_>) -> Vec<Evidence> {
    let escapes = verdict.escape.iter().map(|escape| Evidence {
        exchange: None,
        time: escape.time.clone(),
        line: format!("CONNECT {} -> refused", escape.host),
    });
    let exchanges = verdict.evidence.iter().take(MOST_EVIDENCE);
    let exchanges = exchanges.map(|e| Evidence { exchange: Some(e.id), time: e.time.clone(), line: gist(e) });
    escapes.chain(exchanges).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_are_ordered_and_read_back() {
        assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Error);
        assert_eq!("warning".parse(), Ok(Severity::Warning));
        assert_eq!("bad".parse::<Severity>(), Err(UnknownSeverity));
    }
}
