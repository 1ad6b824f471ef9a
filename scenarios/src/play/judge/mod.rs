//! Holds what happened against what was expected. Judged from the wire and the result, never from what a client
//! claims about itself.

mod answer;
mod outcome;
pub mod token;
mod wire;
mod world;

pub use world::{Observed, check as world, verify};

use pretenant_sts::document::Pointer;
use serde_json::Value;

use super::event::{Failure, Happened};
use super::stage::Stage;
use crate::driver::Outcome;
use crate::language::{ExpectCache, ExpectStep, Step};

/// Collects what was not as expected.
pub struct Verdict {
    at: Pointer,
    failures: Vec<Failure>,
}

impl Verdict {
    fn new(at: Pointer) -> Self {
        Self { at, failures: Vec::new() }
    }

    /// Notes that something under `keys` was not as expected.
    fn fail(&mut self, keys: &[&str], expected: impl Into<String>, found: impl Into<String>) {
        let at = keys.iter().fold(self.at.clone(), |at, key| at.key(key));
        self.failures.push(Failure { at, expected: expected.into(), found: found.into(), wire: String::new() });
    }

    /// Notes it unless both are the same.
    fn same(&mut self, keys: &[&str], expected: &str, found: Option<&str>) {
        if found != Some(expected) {
            self.fail(keys, format!("`{expected}`"), found.map_or_else(|| "nothing".to_owned(), |f| format!("`{f}`")));
        }
    }
}

/// What of a step that is written at `at` was not as expected.
pub fn step(stage: &Stage<'_>, step: &Step, happened: &Happened, at: &Pointer) -> Vec<Failure> {
    let nothing = ExpectStep::default();
    let place = if step.expect.is_some() { at.key("expect") } else { at.clone() };
    let expect = step.expect.as_ref().unwrap_or(&nothing);
    let mut verdict = Verdict::new(place);
    outcome::check(stage, expect, happened, &mut verdict);
    answer::check(expect, happened, &mut verdict);
    if let Some(wire) = &expect.wire {
        let any_order = step.parallel.is_some();
        wire::check(wire, &happened.traffic, any_order, &stage.state().labels, &mut verdict);
    }
    if let Some(pages) = expect.pages.as_ref().filter(|pages| **pages != happened.pages) {
        verdict.fail(&["pages"], list(pages), list(&happened.pages));
    }
    if let Some(advice) = &expect.advice {
        let explained = happened.traffic.iter().rev().find_map(|t| t.exchange.note.diagnosis.as_ref());
        let tries = explained.map(|d| d.try_next.as_slice()).unwrap_or_default();
        // What to try may be a whole `scope` parameter.
        if !tries.iter().any(|one| one.split(' ').any(|scope| scope == advice)) {
            verdict.fail(&["advice"], format!("the advice to ask for `{advice}`"), list(tries));
        }
    }
    verdict.failures
}

/// What of a client's cache was not as expected.
pub fn cache(expect: &ExpectCache, cache: &str, at: &Pointer) -> Vec<Failure> {
    let mut verdict = Verdict::new(at.clone());
    let sections: Value = serde_json::from_str(cache).unwrap_or_default();
    let counts = [
        ("access_tokens", "AccessToken", expect.access_tokens),
        ("refresh_tokens", "RefreshToken", expect.refresh_tokens),
        ("id_tokens", "IdToken", expect.id_tokens),
        ("accounts", "Account", expect.accounts),
    ];
    for (key, section, expected) in counts {
        let found = sections.get(section).and_then(Value::as_object).map_or(0, serde_json::Map::len);
        if let Some(expected) = expected.filter(|e| *e != found) {
            verdict.fail(&[key], expected.to_string(), found.to_string());
        }
    }
    verdict.failures
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { format!("[{}]", items.join(", ")) }
}

/// What an outcome is called.
pub fn called(outcome: Option<&Outcome>) -> String {
    match outcome {
        None => "nothing".into(),
        Some(Outcome::Done) => "that it is done".into(),
        Some(Outcome::Token(_)) => "a token".into(),
        Some(Outcome::UiRequired(refused)) => format!("a demand for UI: {}", refused.description),
        Some(Outcome::Error(refused)) => format!("an error: {}", refused.description),
        Some(Outcome::Accounts(_)) => "accounts".into(),
        Some(Outcome::Cache(_)) => "a cache".into(),
        Some(Outcome::Unsupported(why)) => format!("that it cannot: {why}"),
    }
}

/// `*` stands for any characters, also none.
pub fn like(pattern: &str, text: &str) -> bool {
    pretenant_sts::rules::like(pattern, text)
}
