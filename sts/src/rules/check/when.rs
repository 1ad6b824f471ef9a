//! What is wrong with the conditions of a rule.

use http::header::HeaderName;
use uuid::Uuid;

use super::super::expression::Expression;
use super::super::rule::{Rule, When};
use super::super::stage;
use super::super::words::{EndpointWord, StageWord};
use super::names;
use crate::directory::Directory;
use crate::document::{Findings, Pointer, suggest};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Checks the conditions of a rule; they are written at `at`.
pub fn check(rule: &Rule, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    let when = &rule.when;
    references(when, directory, at, findings);
    values(when, at, findings);
    counting(when, at, findings);
    impossible(when, at, findings);
    if when.status.is_some() && stage::stage(rule) != StageWord::Rendered {
        let help = "leave out `status`, or keep to effects on the answer (`response`, `body`, `headers`, `delay` …)";
        let message = "there is no status yet when this rule acts";
        findings.add_with_help(&at.key("status"), message, Some(help.into()));
    }
}

fn references(when: &When, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    type Check = fn(&str, &Directory, &Pointer, &mut Findings);
    let all: [(&str, &Option<String>, Check); 5] = [
        ("tenant", &when.tenant, names::tenant),
        ("client", &when.client, names::client),
        ("user", &when.user, names::user),
        ("scope", &when.scope, names::scope),
        ("resource", &when.resource, names::resource),
    ];
    for (key, value, check) in all {
        if let Some(value) = value {
            check(value, directory, &at.key(key), findings);
        }
    }
}

fn values(when: &When, at: &Pointer, findings: &mut Findings) {
    if let Some(method) = when.method.as_deref().filter(|m| !METHODS.iter().any(|known| known.eq_ignore_ascii_case(m)))
    {
        let help = suggest::help(method, METHODS.iter().copied());
        findings.add_with_help(&at.key("method"), format!("there is no HTTP method `{method}`"), help);
    }
    if let Some(path) = when.path.as_deref().filter(|path| !path.starts_with(['/', '*'])) {
        let help = Some(format!("write `/{path}`, or `*{path}` for whatever ends so"));
        findings.add_with_help(&at.key("path"), "a path starts with `/`", help);
    }
    for name in when.header.keys().filter(|name| HeaderName::try_from(name.as_str()).is_err()) {
        findings.add(&at.key("header").key(name), format!("`{name}` cannot be the name of a header"));
    }
    if let Some(id) = when.correlation_id.as_deref().filter(|id| Uuid::try_parse(id).is_err()) {
        let help = Some("clients send a GUID as `client-request-id`".to_owned());
        findings.add_with_help(&at.key("correlation_id"), format!("`{id}` is not a GUID"), help);
    }
    if let Some(status) = when.status.filter(|status| !(100..=599).contains(status)) {
        findings.add(&at.key("status"), format!("{status} is no HTTP status: they go from 100 to 599"));
    }
    if let Some(Err(error)) = when.expression.as_deref().map(Expression::compile) {
        findings.add(&at.key("expression"), error);
    }
}

fn counting(when: &When, at: &Pointer, findings: &mut Findings) {
    let from_one = [("nth", when.nth), ("first", when.first), ("every", when.every)];
    for (key, _) in from_one.iter().filter(|(_, count)| *count == Some(0)) {
        findings.add(&at.key(key), format!("with `{key}: 0` this rule never fires: counting starts at 1"));
    }
    let others = [("first", when.first), ("every", when.every), ("after", when.after)];
    if let (Some(_), Some((other, _))) = (when.nth, others.iter().find(|(_, count)| count.is_some())) {
        let message = format!("`nth` names one exchange: `{other}` has nothing to add to it");
        findings.add_with_help(&at.key(other), message, Some("leave out one of them".into()));
    }
    if when.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
        findings.add_with_help(
            &at.key("probability"),
            "a probability goes from 0 to 1",
            Some("write 0.25 for one exchange in four".into()),
        );
    }
}

/// Conditions that no exchange meets.
fn impossible(when: &When, at: &Pointer, findings: &mut Findings) {
    let Some(endpoint) = when.endpoint else { return };
    if when.grant.is_some() && endpoint != EndpointWord::Token {
        let help = Some("leave out `grant`, or write `endpoint: token`".to_owned());
        findings.add_with_help(&at.key("grant"), "only requests to the token endpoint have a grant", help);
    }
    if endpoint == EndpointWord::Api {
        for (key, given) in
            [("version", when.version.is_some()), ("tenant", when.tenant.is_some()), ("scope", when.scope.is_some())]
        {
            if given {
                let message = format!("a call to an API has no `{key}`");
                let help = "look at `client`, `user`, `resource`, or in an `expression` at `request.token`";
                findings.add_with_help(&at.key(key), message, Some(help.into()));
            }
        }
    }
}
