//! The rules of a world, in order.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::effects::Effects;
use super::facts::Facts;
use super::mounted::{Mounted, RuleRow};
use super::rule::Rule;
use super::words::StageWord;
use crate::entropy::Draw;

/// The rules of a world, in order, with their counters.
#[derive(Debug, Default)]
pub struct RuleSet(Mutex<Rules>);

#[derive(Debug, Clone, Default)]
struct Rules {
    last_id: u64,
    mounted: Vec<Mounted>,
}

/// What keeps a rule from being put to work. [`check`](super::check) finds all of that, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// There is no rule of that number or name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule '{0}'")]
pub struct UnknownRule(pub String);

/// What a rule that fired does.
#[derive(Debug, Clone)]
pub struct Fired {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What it does.
    pub effects: Effects,
}

impl RuleSet {
    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule behind the others.
    ///
    /// # Errors
    /// What keeps it from being put to work.
    pub fn add(&self, rule: Rule) -> Result<RuleRow, Unusable> {
        self.rules().add(rule)
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

    /// Replaces all rules and counters; numbering starts anew.
    ///
    /// # Errors
    /// What keeps the first of them that cannot work from it. Then nothing is replaced.
    pub fn replace(&self, rules: &[Rule]) -> Result<(), Unusable> {
        let mut fresh = Rules::default();
        for rule in rules {
            fresh.add(rule.clone())?;
        }
        *self.rules() = fresh;
        Ok(())
    }

    /// The rules as written.
    #[must_use]
    pub fn written(&self) -> Vec<Rule> {
        self.rules().mounted.iter().map(|m| m.rule.clone()).collect()
    }

    /// A set of its own that starts as this one is now, counters included.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self(Mutex::new(self.rules().clone()))
    }

    /// The rules that fire at a stage of an exchange. One that settles the stage is the last.
    #[must_use]
    pub(super) fn firing(&self, stage: StageWord, facts: &Facts, draw: &Draw) -> Vec<Fired> {
        let mut fired = Vec::new();
        for mounted in self.rules().mounted.iter_mut().filter(|m| m.stage == stage) {
            if !mounted.fires(facts, draw) {
                continue;
            }
            fired.push(Fired { id: mounted.id, name: mounted.name.clone(), effects: mounted.effects.clone() });
            if mounted.effects.settles(stage) {
                break;
            }
        }
        fired
    }

    /// Tells the rules for decisions of an exchange that ended before it came to one.
    pub(super) fn undecided(&self, facts: &Facts, found: &str) {
        for mounted in self.rules().mounted.iter_mut().filter(|m| m.stage == StageWord::Decided) {
            mounted.ended_before(facts, found);
        }
    }
}

impl Rules {
    fn add(&mut self, rule: Rule) -> Result<RuleRow, Unusable> {
        let mounted = Mounted::new(self.last_id + 1, rule)?;
        self.last_id += 1;
        let row = mounted.row();
        self.mounted.push(mounted);
        Ok(row)
    }
}
