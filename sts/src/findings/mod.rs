//! Findings: what the journal of an ordinary test run shows a client doing wrong.
//!
//! A rule of judgement is a pure function over the exchanges ([`Record`]) and a row of the [`RULES`]. It only says
//! what the wire proves: each has excuses, and where the wire leaves room for one, it is silent. Times are those of
//! the world's clock; in a world whose clock stands still, two exchanges of the same moment are not timed.

mod finding;
mod gist;
mod record;
mod report;
mod rule;
mod rules;
mod same;
mod scopes;
mod span;
mod telemetry;

use std::sync::Arc;

use crate::journal::{Escape, Exchange};

pub use finding::{Evidence, Finding, Severity, UnknownSeverity};
pub use record::Record;
pub use report::Report;
pub use rule::{Rule, Verdict};
pub use rules::RULES;

/// Judges exchanges and escapes by every rule. The worst come first, then the earliest.
#[must_use]
pub fn judge(exchanges: &[Arc<Exchange>], escapes: &[Escape]) -> Vec<Finding> {
    let record = Record::new(exchanges, escapes);
    let mut findings: Vec<Finding> =
        RULES.iter().flat_map(|rule| finding::gather(rule, (rule.judge)(&record))).collect();
    findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.last));
    findings
}
