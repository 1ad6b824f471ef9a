//! What is wrong with rules before anything runs: all of it, with the place and the cure.

mod names;
mod reach;
mod then;
mod together;
mod when;

pub use reach::{Unreachable, unreachable};
pub use then::check_code;

use super::mounted::{RuleRow, default_name};
use super::rule::Rule;
use crate::directory::Directory;
use crate::document::{Findings, Pointer};

/// Checks a list of rules that is written at `at`: each by itself, their names, and whether each can be reached.
pub fn check(rules: &[Rule], directory: &Directory, at: &Pointer, findings: &mut Findings) {
    for (i, rule) in rules.iter().enumerate() {
        rule.check(directory, &at.index(i), findings);
        if rule.name.is_some() && rules[..i].iter().any(|other| other.name == rule.name) {
            twice(rule.name.as_deref().unwrap_or_default(), &at.index(i), findings);
        }
    }
    // Whether a rule is reached may follow from what is wrong with it, or with the other one.
    let sound = |i: usize| rules.get(i).is_some_and(|rule| rule.is_sound(directory));
    for Unreachable { rule, behind } in unreachable(rules).into_iter().filter(|u| sound(u.rule) && sound(u.behind)) {
        never(&name_of(&rules[behind], behind), &at.index(rule), findings);
    }
}

impl Rule {
    /// Checks a rule by itself: values, references to the directory, and effects that cannot go together or never
    /// apply. The rule is written at `at`.
    pub fn check(&self, directory: &Directory, at: &Pointer, findings: &mut Findings) {
        if let Some(name) = &self.name {
            check_name(name, &at.key("name"), findings);
        }
        when::check(self, directory, &at.key("when"), findings);
        then::check(&self.then, &at.key("then"), findings);
        together::check(self, at, findings);
    }

    fn is_sound(&self, directory: &Directory) -> bool {
        let mut findings = Findings::default();
        self.check(directory, &Pointer::document(), &mut findings);
        findings.is_empty()
    }

    /// Checks a rule that goes behind others which are at work.
    pub(crate) fn check_among(&self, others: &[RuleRow], at: &Pointer, findings: &mut Findings) {
        if let Some(name) = self.name.as_ref().filter(|name| others.iter().any(|row| row.name == **name)) {
            twice(name, at, findings);
        }
        let all: Vec<Rule> = others.iter().map(|row| row.rule.clone()).chain([self.clone()]).collect();
        for Unreachable { behind, .. } in unreachable(&all).into_iter().filter(|u| u.rule == others.len()) {
            never(&others[behind].name, at, findings);
        }
    }
}

fn check_name(name: &str, at: &Pointer, findings: &mut Findings) {
    let numbered = name.strip_prefix("rule ").unwrap_or(name).parse::<u64>().is_ok();
    if name.trim().is_empty() {
        findings.add(at, "a name has letters in it");
    } else if numbered {
        let help = "say what it does, e.g. `the second refresh fails`";
        findings.add_with_help(at, format!("`{name}` is what rules without a name are called"), Some(help.into()));
    }
}

fn twice(name: &str, at: &Pointer, findings: &mut Findings) {
    let help = "the journal and the control API tell rules by their names: choose another one";
    findings.add_with_help(&at.key("name"), format!("there is a rule `{name}` already"), Some(help.into()));
}

fn never(other: &str, at: &Pointer, findings: &mut Findings) {
    let message = format!("this rule is never reached: `{other}` settles every exchange that it is for");
    let help = "put it before that rule, or let that one fire less often (`first`, `nth`, `every`)";
    findings.add_with_help(at, message, Some(help.into()));
}

fn name_of(rule: &Rule, index: usize) -> String {
    rule.name.clone().unwrap_or_else(|| default_name(u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1)))
}
