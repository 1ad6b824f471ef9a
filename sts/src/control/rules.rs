//! The rules of the world.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, ControlError};
use crate::document::{Findings, Mistakes, Pointer};
use crate::refusal::names;
use crate::rules::{self, Rule, RuleRow};

/// A whole list of rules.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesBody {
    /// The rules, in order.
    pub rules: Vec<Rule>,
}

impl Control {
    /// The rules, in order, with their counters.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleRow> {
        self.world().rules.list()
    }

    /// A rule, by name or number.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn rule(&self, which: &str) -> Result<RuleRow, ControlError> {
        let found = self.rules().into_iter().find(|row| row.is_called(which));
        found.ok_or_else(|| self.no_rule(which))
    }

    /// Adds a rule behind the others.
    ///
    /// # Errors
    /// [`ControlError::InvalidRules`] with everything that is wrong with it.
    pub fn add_rule(&self, rule: Rule) -> Result<RuleRow, ControlError> {
        let mut findings = Findings::default();
        rule.check(&self.world().directory(), &Pointer::document(), &mut findings);
        rule.check_among(&self.world().rules.list(), &Pointer::document(), &mut findings);
        if !findings.is_empty() {
            return Err(ControlError::InvalidRules(findings.into_mistakes().mistakes().to_vec()));
        }
        self.world().rules.add(rule).map_err(|error| ControlError::bad(error.to_string(), "correct the rule"))
    }

    /// Replaces all rules; counting starts anew.
    ///
    /// # Errors
    /// [`ControlError::InvalidRules`] with everything that is wrong with them. Then nothing was replaced.
    pub fn replace_rules(&self, rules: &[Rule]) -> Result<Vec<RuleRow>, ControlError> {
        self.check_rules(rules).map_err(|mistakes| ControlError::InvalidRules(mistakes.mistakes().to_vec()))?;
        self.world().rules.replace(rules).map_err(|error| ControlError::bad(error.to_string(), "correct the rule"))?;
        Ok(self.rules())
    }

    /// Removes a rule, by name or number.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn remove_rule(&self, which: &str) -> Result<RuleRow, ControlError> {
        self.world().rules.remove(which).map_err(|_| self.no_rule(which))
    }

    /// Removes all rules; returns how many there were.
    pub fn clear_rules(&self) -> usize {
        self.world().rules.clear()
    }

    /// Replaces all rules by those that a reset goes back to.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn set_initial_rules(&self, rules: Vec<Rule>) -> Result<(), Mistakes> {
        self.check_rules(&rules)?;
        let whole = |error: rules::Unusable| Mistakes::whole("rules", error.to_string());
        self.world().rules.replace(&rules).map_err(whole)?;
        *self.initial_rules() = rules;
        Ok(())
    }

    fn check_rules(&self, rules: &[Rule]) -> Result<(), Mistakes> {
        let mut findings = Findings::default();
        let at = Pointer::document().key("rules");
        rules::check(rules, &self.world().directory(), &at, &mut findings);
        if findings.is_empty() { Ok(()) } else { Err(findings.into_mistakes()) }
    }

    fn no_rule(&self, which: &str) -> ControlError {
        let known = names(self.rules().iter().map(|row| &row.name));
        ControlError::NotFound { what: "rule", name: which.to_owned(), known }
    }
}
