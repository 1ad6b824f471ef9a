//! What steps may refer to.

use pretenant_sts::directory::Directory;
use pretenant_sts::document::{Findings, Pointer, suggest};

use crate::language::{ClientEntry, Scenario};
use crate::names::{app, tenant_segment, user};

/// What a step may refer to at its place in the file.
pub struct Names<'a> {
    directory: &'a Directory,
    scenario: &'a Scenario,
    /// Users, apps and so on that a change before this step may have added.
    changed: bool,
    /// Ids of the steps so far, with their actions.
    steps: Vec<(&'a str, &'static str)>,
    /// Values saved so far.
    saved: Vec<&'a str>,
    /// Names of rules, as given.
    rules: Vec<&'a str>,
}

impl<'a> Names<'a> {
    /// What the first step may refer to.
    pub fn new(scenario: &'a Scenario, directory: &'a Directory) -> Self {
        let rules = scenario.rules.iter().filter_map(|r| r.name.as_deref()).collect();
        Self { directory, scenario, changed: false, steps: Vec::new(), saved: Vec::new(), rules }
    }

    /// The world at the start.
    pub fn directory(&self) -> &'a Directory {
        self.directory
    }

    /// From here on registrations may be others than at the start.
    pub fn registrations_change(&mut self) {
        self.changed = true;
    }

    /// A step has an id.
    pub fn add_step(&mut self, id: &'a str, action: &'static str, at: &Pointer, findings: &mut Findings) {
        if self.steps.iter().any(|(known, _)| *known == id) {
            findings.add(at, format!("another step has the id `{id}`"));
        }
        self.steps.push((id, action));
    }

    /// A value is saved.
    pub fn add_saved(&mut self, name: &'a str) {
        self.saved.push(name);
    }

    /// A rule comes.
    pub fn add_rule(&mut self, name: &'a str) {
        self.rules.push(name);
    }

    /// Notes if there is no such user.
    pub fn user(&self, name: &str, at: &Pointer, findings: &mut Findings) {
        if !self.changed && user(self.directory, name).is_none() {
            let users = self.directory.users().iter().flat_map(|u| [u.name.as_str(), u.upn.as_str()]);
            findings.add_with_help(at, format!("there is no user `{name}` in this world"), suggest::help(name, users));
        }
    }

    /// Notes if there is no such app registration.
    pub fn app(&self, name: &str, at: &Pointer, findings: &mut Findings) {
        if !self.changed {
            check_app(self.directory, name, at, findings);
        }
    }

    /// Notes if there is no such tenant.
    pub fn tenant(&self, name: &str, at: &Pointer, findings: &mut Findings) {
        if !self.changed {
            check_tenant(self.directory, name, at, findings);
        }
    }

    /// Notes if there is no such client.
    pub fn client(&self, name: &str, at: &Pointer, findings: &mut Findings) {
        let known = self.scenario.clients.keys().map(String::as_str);
        if known.clone().all(|k| k != name) {
            findings.add_with_help(at, format!("there is no client `{name}`"), suggest::help(name, known));
        }
    }

    /// The client that acts, if there is one.
    pub fn acting(&self, actor: Option<&str>) -> Option<&'a ClientEntry> {
        match actor {
            Some(name) => self.scenario.clients.get(name),
            None => self.scenario.client.as_ref(),
        }
    }

    /// Notes if no step before has this id, or one whose action is none of `of`.
    pub fn step(&self, id: &str, of: &[&str], at: &Pointer, findings: &mut Findings) {
        let fitting = self.steps.iter().filter(|(_, action)| of.contains(action)).map(|(id, _)| *id);
        if fitting.clone().any(|known| known == id) {
            return;
        }
        let problem = match self.steps.iter().find(|(known, _)| *known == id) {
            Some((_, action)) => format!("the step `{id}` is a `{action}`; this needs one of: {}", of.join(", ")),
            None => format!("no step before this one has the id `{id}`"),
        };
        findings.add_with_help(at, problem, suggest::help(id, fitting));
    }

    /// Notes if a text refers to a value that was not saved.
    pub fn references(&self, text: &str, at: &Pointer, findings: &mut Findings) {
        for name in crate::template::names(text) {
            let given = crate::template::GIVEN.contains(&name) || crate::play::is_label(name);
            if !given && !self.saved.contains(&name) {
                let known = self.saved.iter().copied().chain(crate::template::GIVEN.iter().copied());
                let problem = format!("no step before this one saves `{name}`");
                findings.add_with_help(at, problem, suggest::help(name, known));
            }
        }
    }

    /// Notes if no rule has this name.
    pub fn rule(&self, name: &str, at: &Pointer, findings: &mut Findings) {
        let numbered = (1..=self.scenario.rules.len()).any(|n| format!("rule {n}") == name);
        if !numbered && !self.rules.contains(&name) {
            let known = self.rules.iter().copied();
            findings.add_with_help(at, format!("there is no rule `{name}`"), suggest::help(name, known));
        }
    }
}

/// Notes if there is no such app registration.
pub fn check_app(directory: &Directory, name: &str, at: &Pointer, findings: &mut Findings) {
    if app(directory, name).is_none() {
        let apps = directory.apps().iter().map(|a| a.name.as_str());
        findings.add_with_help(at, format!("there is no app `{name}` in this world"), suggest::help(name, apps));
    }
}

/// Notes if there is no such tenant.
pub fn check_tenant(directory: &Directory, name: &str, at: &Pointer, findings: &mut Findings) {
    if tenant_segment(directory, name).is_none() {
        let known = directory.tenants().iter().map(|t| t.name.as_str());
        let known = known.chain(["common", "organizations", "consumers"]);
        findings.add_with_help(at, format!("there is no tenant `{name}` in this world"), suggest::help(name, known));
    }
}
