//! What must hold in a scenario beyond its shape: references lead somewhere, words are known, rules can fire.

mod client;
mod expect;
mod names;
mod step;

use pretenant_sts::clock::parse_duration;
use pretenant_sts::directory::Directory;
use pretenant_sts::document::{Findings, Pointer};
use pretenant_sts::rules;

use crate::language::Scenario;
use names::Names;

/// Notes everything that is wrong with a scenario whose world was checked.
pub fn scenario(scenario: &Scenario, directory: &Directory, findings: &mut Findings) {
    let top = Pointer::document();
    rules::check(&scenario.rules, directory, &top.key("rules"), findings);
    if let Some(clock) = &scenario.clock
        && let Err(error) = clock.parse::<jiff::Timestamp>()
    {
        let help = "write RFC 3339, e.g. 2026-11-22T12:00:00Z".to_owned();
        findings.add_with_help(&top.key("clock"), format!("this is not a time: {error}"), Some(help));
    }
    covers(scenario, findings);
    if let Some(recording) = &scenario.recording {
        recording.check(&top.key("recording"), findings);
    }
    if let Some(entry) = &scenario.client {
        client::check(entry, directory, &top.key("client"), findings);
    }
    for (name, entry) in &scenario.clients {
        client::check(entry, directory, &top.key("clients").key(name), findings);
    }
    let mut names = Names::new(scenario, directory);
    step::check_all(&scenario.steps, &mut names, &top.key("steps"), findings);
    if let Some(expect) = &scenario.expect {
        expect::world(expect, &names, &top.key("expect"), findings);
    }
}

fn covers(scenario: &Scenario, findings: &mut Findings) {
    let known = crate::coverage::statements();
    for (i, id) in scenario.covers.iter().enumerate() {
        if !known.iter().any(|s| s.id == *id) {
            let at = Pointer::document().key("covers").index(i);
            let help = "statements are S1 to S29: see docs/coverage.md".to_owned();
            findings.add_with_help(&at, format!("there is no statement `{id}`"), Some(help));
        }
    }
}

/// Notes what is wrong with a duration.
fn duration(text: &str, at: &Pointer, findings: &mut Findings) {
    if parse_duration(text).is_err() {
        let help = "write e.g. `90s`, `56m`, `1h 30m` or `14d`".to_owned();
        findings.add_with_help(at, format!("`{text}` is not a duration"), Some(help));
    }
}
