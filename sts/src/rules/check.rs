//! What is wrong with rules before anything runs.

use super::mounted::RuleRow;
use super::rule::Rule;
use crate::directory::Directory;
use crate::document::{Findings, Pointer};

/// Checks rules that are written at `at`.
pub fn check(rules: &[Rule], directory: &Directory, at: &Pointer, findings: &mut Findings) {
    for (i, rule) in rules.iter().enumerate() {
        rule.check(directory, &at.index(i), findings);
    }
}

impl Rule {
    /// Checks a rule by itself.
    pub fn check(&self, _directory: &Directory, at: &Pointer, findings: &mut Findings) {
        if let Err(error) = super::mounted::Mounted::new(1, self.clone()) {
            findings.add(at, error.to_string());
        }
    }

    /// Checks a rule that goes behind others.
    pub fn check_among(&self, _before: &[RuleRow], _at: &Pointer, _findings: &mut Findings) {}
}
