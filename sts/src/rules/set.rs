//! The rules of a world, in order.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::facts::{Facts, Stage};
use super::mounted::{Effects, Mounted, RuleRow};
use super::rule::Rule;
use crate::entropy::Draw;

/// The rules of a world, in order, with their counters. Rules of a bundled or checked file; see
/// [`Rule::check`](super::Rule::check).
#[derive(Debug, Default)]
pub struct RuleSet(Mutex<Rules>);

#[derive(Debug, Default)]
struct Rules {
    last_id: u64,
    mounted: Vec<Mounted>,
}

/// There is no rule of that number or name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule '{0}'")]
pub struct UnknownRule(pub String);

/// What a rule that fired does.
#[derive(Debug, Clone)]
pub struct Fired {
    /// Its name.
    pub name: String,
    /// What it does.
    pub effects: Effects,
}

impl RuleSet {
    /// The rules that a world starts with.
    ///
    /// # Errors
    /// What is wrong with the first one that cannot be put to work.
    pub fn new(rules: &[Rule]) -> Result<Self, String> {
        let set = Self::default();
        for rule in rules {
            set.add(rule.clone())?;
        }
        Ok(set)
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule behind the others.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&self, rule: Rule) -> Result<RuleRow, String> {
        let mut rules = self.rules();
        let mounted = Mounted::new(rules.last_id + 1, rule)?;
        rules.last_id += 1;
        let row = mounted.row();
        rules.mounted.push(mounted);
        Ok(row)
    }

    /// The rules, in order, with their counters.
    #[must_use]
    pub fn list(&self) -> Vec<RuleRow> {
        self.rules().mounted.iter().map(Mounted::row).collect()
    }

    /// Removes a rule by number or name.
    ///
    /// # Errors
    /// [`UnknownRule`].
    pub fn remove(&self, which: &str) -> Result<RuleRow, UnknownRule> {
        let mut rules = self.rules();
        let at = rules.mounted.iter().position(|m| m.name == which || m.id.to_string() == which);
        let at = at.ok_or_else(|| UnknownRule(which.to_owned()))?;
        Ok(rules.mounted.remove(at).row())
    }

    /// Removes all rules; returns how many there were.
    pub fn clear(&self) -> usize {
        std::mem::take(&mut self.rules().mounted).len()
    }

    /// True when there is nothing to look at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules().mounted.is_empty()
    }

    /// Replaces all rules and counters.
    pub fn replace(&self, rules: &[Rule]) {
        let fresh = Self::new(rules).unwrap_or_default();
        *self.rules() = fresh.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    }

    /// The rules as written.
    #[must_use]
    pub fn written(&self) -> Vec<Rule> {
        self.rules().mounted.iter().map(|m| m.rule.clone()).collect()
    }

    /// The rules that fire at a stage of an exchange. One that answers is the last.
    #[must_use]
    pub fn firing(&self, stage: Stage, facts: &Facts, draw: &Draw) -> Vec<Fired> {
        let mut fired = Vec::new();
        for mounted in self.rules().mounted.iter_mut().filter(|m| m.stage == stage) {
            if !mounted.fires(facts, draw) {
                continue;
            }
            let ends = mounted.effects.ends(stage);
            fired.push(Fired { name: mounted.name.clone(), effects: mounted.effects.clone() });
            if ends {
                break;
            }
        }
        fired
    }
}

impl Effects {
    /// True when it settles a stage, so that no rule behind it is looked at.
    fn ends(&self, stage: Stage) -> bool {
        use super::wire::Cut;
        self.refuse.is_some()
            || self.answer.is_some()
            || self.withhold_consent
            || (stage == Stage::Received && self.cut == Some(Cut::BeforeHeaders))
    }
}
