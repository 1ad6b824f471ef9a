//! A rule at work: what it says in terms of types, and its counters.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::effects::Effects;
use super::expression::Expression;
use super::facts::Facts;
use super::matching::{self, Mismatch};
use super::rule::{Rule, When};
use super::set::Unusable;
use super::stage;
use super::words::{KeysWord, StageWord};
use crate::entropy::Draw;

/// A rule at work.
#[derive(Debug, Clone)]
pub struct Mounted {
    /// Number in its set, from 1; never used twice.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// As written.
    pub rule: Rule,
    /// The stage it acts in.
    pub stage: StageWord,
    /// What it does.
    pub effects: Effects,
    expression: Option<Arc<Expression>>,
    /// Exchanges that met everything but the counting.
    met: u64,
    /// How often it fired.
    fired: u64,
    /// The exchange that came closest without meeting it.
    near: Option<Mismatch>,
}

/// A rule as the control API lists it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RuleRow {
    /// Its number; never used twice in a world.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The stage it acts in.
    pub stage: StageWord,
    /// As written.
    pub rule: Rule,
    /// Exchanges that met everything but the counting.
    pub met: u64,
    /// How often it fired.
    pub fired: u64,
    /// The exchange that came closest without meeting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<NearMiss>,
}

/// An exchange that nearly met a rule: the first key of `when` that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NearMiss {
    /// The key; `at` when the exchange never came to the rule's stage.
    pub key: String,
    /// What the rule wants.
    pub wanted: String,
    /// What came.
    pub found: String,
    /// How many keys before it held.
    pub held: usize,
}

impl RuleRow {
    /// True for its name and for its number.
    #[must_use]
    pub fn is_called(&self, which: &str) -> bool {
        self.name == which || self.id.to_string() == which
    }
}

impl Mounted {
    /// Puts a rule to work.
    ///
    /// # Errors
    /// The first thing that keeps it from working; a rule that was checked has none.
    pub fn new(id: u64, rule: Rule) -> Result<Self, Unusable> {
        let expression = rule.when.expression.as_deref().map(Expression::compile).transpose().map_err(Unusable)?;
        let effects = Effects::of(&rule)?;
        let name = rule.name.clone().unwrap_or_else(|| default_name(id));
        let (stage, expression) = (stage::stage(&rule), expression.map(Arc::new));
        Ok(Self { id, name, rule, stage, effects, expression, met: 0, fired: 0, near: None })
    }

    /// Whether it fires for an exchange; counts.
    pub fn fires(&mut self, facts: &Facts, draw: &Draw) -> bool {
        if let Err(mismatch) = self.meets(facts) {
            self.missed(mismatch);
            return false;
        }
        self.met += 1;
        let when = &self.rule.when;
        let own = || draw.branch(&format!("rule {}", self.id));
        let fires = counts(when, self.met) && when.probability.is_none_or(|p| lucky(p, &own()));
        if fires {
            self.fired += 1;
        }
        fires
    }

    /// Remembers an exchange that this rule was for and that ended before the rule's stage.
    pub fn ended_before(&mut self, facts: &Facts, found: &str) {
        if let Ok(held) = self.meets(facts) {
            let wanted = format!("{}: a request that would be granted", self.stage.word());
            // Whoever wrote a rule for every grant of a world wants to know this as well.
            self.missed(Mismatch { key: "at", wanted, found: found.to_owned(), held: held.max(1) });
        }
    }

    fn meets(&self, facts: &Facts) -> Result<usize, Mismatch> {
        let when = &self.rule.when;
        self.applies(facts)?;
        let held = matching::matches(when, facts)?;
        match (&self.expression, &when.expression) {
            (Some(expression), Some(source)) if !expression.holds(facts) => {
                Err(Mismatch { key: "expression", wanted: source.clone(), found: "false".into(), held })
            }
            (Some(_), _) => Ok(held + 1),
            (None, _) => Ok(held),
        }
    }

    /// What no `when` needs to say: preflights are nobody's business, AADSTS is not what APIs speak, and only the keys
    /// document can be stale.
    fn applies(&self, facts: &Facts) -> Result<(), Mismatch> {
        let not = |key, wanted: &str, found: &str| {
            Err(Mismatch { key, wanted: wanted.to_owned(), found: found.to_owned(), held: 0 })
        };
        let endpoint = facts.endpoint.unwrap_or("none");
        if facts.method == "OPTIONS" && self.rule.when.method.is_none() {
            return not("method", "anything but a preflight", "OPTIONS");
        }
        let refuses = self.effects.refuse.as_ref().is_some_and(|r| r.code.is_some()) || self.effects.withhold_consent;
        if refuses && facts.is_api() {
            return not("endpoint", "an endpoint of the platform", endpoint);
        }
        if self.effects.keys == Some(KeysWord::Stale) && endpoint != "keys" {
            return not("endpoint", "keys", endpoint);
        }
        Ok(())
    }

    /// Remembers the exchange that met the most predicates, at least one.
    fn missed(&mut self, mismatch: Mismatch) {
        if mismatch.held > self.near.as_ref().map_or(0, |n| n.held) {
            self.near = Some(mismatch);
        }
    }

    /// As the control API lists it.
    #[must_use]
    pub fn row(&self) -> RuleRow {
        let near = self.near.as_ref().map(|n| NearMiss {
            key: n.key.to_owned(),
            wanted: n.wanted.clone(),
            found: n.found.clone(),
            held: n.held,
        });
        RuleRow {
            id: self.id,
            name: self.name.clone(),
            stage: self.stage,
            rule: self.rule.clone(),
            met: self.met,
            fired: self.fired,
            near_miss: near,
        }
    }
}

/// What a rule without a name is called.
#[must_use]
pub fn default_name(id: u64) -> String {
    format!("rule {id}")
}

fn counts(when: &When, met: u64) -> bool {
    if when.nth.is_some_and(|n| n != met) {
        return false;
    }
    let Some(n) = met.checked_sub(when.after.unwrap_or(0)).filter(|n| *n > 0) else { return false };
    when.first.is_none_or(|first| n <= first) && when.every.is_none_or(|every| n.checked_rem(every) == Some(0))
}

#[expect(clippy::cast_precision_loss, reason = "a millionth is fine enough")]
fn lucky(probability: f64, draw: &Draw) -> bool {
    const PARTS: u64 = 1_000_000;
    (draw.below("probability", PARTS) as f64) < probability * (PARTS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_starts_behind_after() {
        let fired = |when: &When| (1..=8).filter(|n| counts(when, *n)).collect::<Vec<_>>();
        assert_eq!(fired(&When { nth: Some(2), ..When::default() }), [2]);
        assert_eq!(fired(&When { first: Some(2), ..When::default() }), [1, 2]);
        assert_eq!(fired(&When { after: Some(3), first: Some(2), ..When::default() }), [4, 5]);
        assert_eq!(fired(&When { every: Some(3), ..When::default() }), [3, 6]);
        assert_eq!(fired(&When { after: Some(1), every: Some(2), ..When::default() }), [3, 5, 7]);
    }
}
