//! Findings: what the journal shows clients doing wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Control;
use crate::findings::{Finding, Report, Severity, judge};
use crate::journal::{Escape, Query};

/// Which findings: every field that is set must match.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingsQuery {
    /// So severe, or worse: `note`, `warning` or `error`.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Client application: name or id.
    #[serde(default)]
    pub client: Option<String>,
    /// The rule of judgement, or the chapter before the dot.
    #[serde(default)]
    pub rule: Option<String>,
    /// Only what an exchange after this number shows.
    #[serde(default)]
    pub after: Option<u64>,
}

impl FindingsQuery {
    /// Does a finding match?
    #[must_use]
    pub fn matches(&self, finding: &Finding) -> bool {
        let client = self.client.as_deref().is_none_or(|wanted| {
            let is = |c: &crate::journal::ClientName| {
                c.name.eq_ignore_ascii_case(wanted) || c.id.to_string().eq_ignore_ascii_case(wanted)
            };
            finding.client.as_ref().is_some_and(is)
        });
        let rule = self.rule.as_deref().is_none_or(|wanted| {
            finding.rule.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        client
            && rule
            && self.severity.is_none_or(|s| finding.severity >= s)
            && self.after.is_none_or(|a| finding.last > a)
    }
}

impl Control {
    /// Judges everything in the journal; of the findings, those that match.
    #[must_use]
    pub fn findings(&self, query: &FindingsQuery) -> Report {
        let journal = &self.world().journal;
        let exchanges = journal.find(&Query::default());
        let mut findings = judge(&exchanges, &journal.escapes());
        findings.retain(|finding| query.matches(finding));
        Report { exchanges: exchanges.len(), findings }
    }

    /// Records that a client tried to reach a host which this world does not play.
    pub fn record_escape(&self, host: &str) {
        self.world().journal.escape(Escape { host: host.to_owned(), time: self.now().iso() });
    }
}
