//! Rules that can never fire, because another one always comes first. Only what is certain.

use indexmap::IndexMap;

use super::super::effects::Effects;
use super::super::matching::like;
use super::super::rule::{Rule, When};
use super::super::stage;
use super::super::words::{EndpointWord, StageWord};

/// A rule that can never fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable {
    /// Its place in the list, from 0.
    pub rule: usize,
    /// The place of the rule that settles every exchange it is for.
    pub behind: usize,
}

/// The rules of a list that can never fire: those for which another one settles, in the same stage and before them or
/// in an earlier stage, every exchange that they are for.
#[must_use]
pub fn unreachable(rules: &[Rule]) -> Vec<Unreachable> {
    let mut found = Vec::new();
    for (i, rule) in rules.iter().enumerate() {
        let first = rules.iter().enumerate().find(|(j, other)| *j != i && shadows(other, rule, *j < i));
        found.extend(first.map(|(j, _)| Unreachable { rule: i, behind: j }));
    }
    found
}

fn shadows(other: &Rule, rule: &Rule, before: bool) -> bool {
    let Ok(effects) = Effects::of(other) else { return false };
    let (earlier, later) = (stage::stage(other), stage::stage(rule));
    if !effects.settles(earlier) || !always(&other.when) || !applies_wherever(other, rule) {
        return false;
    }
    match (earlier, later) {
        (StageWord::Received, StageWord::Decided) => stays_the_same(&other.when) && covers(&other.when, &rule.when),
        _ => earlier == later && before && covers(&other.when, &rule.when),
    }
}

/// It fires for every exchange that it looks at.
fn always(when: &When) -> bool {
    let counted = when.nth.is_some() || when.first.is_some() || when.every.is_some() || when.after.is_some();
    !counted && when.probability.is_none() && when.expression.is_none()
}

/// What no `when` says: refusals of the platform are not for APIs, and preflights only for rules that name the method.
fn applies_wherever(other: &Rule, rule: &Rule) -> bool {
    let at_platform = |rule: &Rule| {
        let endpoint = stage::endpoint(rule).or(rule.when.grant.map(|_| EndpointWord::Token));
        endpoint.is_some_and(|endpoint| !matches!(endpoint, EndpointWord::Api | EndpointWord::UserInfo))
    };
    let platform_only = |rule: &Rule| rule.then.refuse.is_some() || rule.then.consent.is_some();
    let preflights = rule.when.method.is_some() && other.when.method.is_none();
    !preflights && (!platform_only(other) || platform_only(rule) || at_platform(rule))
}

/// Only conditions on what is the same in every stage, also where a form of our pages brings the decision.
fn stays_the_same(when: &When) -> bool {
    let rest = When { endpoint: None, version: None, grant: None, tenant: None, ..when.clone() };
    rest == When::default()
}

/// Every exchange that meets the second meets the first.
fn covers(wide: &When, narrow: &When) -> bool {
    fn same<T: PartialEq>(wide: &Option<T>, narrow: &Option<T>) -> bool {
        wide.is_none() || wide == narrow
    }
    let path = match (&wide.path, &narrow.path) {
        (None, _) => true,
        (Some(wide), Some(narrow)) => pattern(wide, narrow),
        (Some(_), None) => false,
    };
    same(&wide.endpoint, &narrow.endpoint)
        && same(&wide.version, &narrow.version)
        && same(&wide.grant, &narrow.grant)
        && same(&wide.tenant, &narrow.tenant)
        && same(&wide.client, &narrow.client)
        && same(&wide.user, &narrow.user)
        && same(&wide.scope, &narrow.scope)
        && same(&wide.resource, &narrow.resource)
        && same(&wide.method, &narrow.method)
        && same(&wide.correlation_id, &narrow.correlation_id)
        && same(&wide.status, &narrow.status)
        && path
        && named(&wide.header, &narrow.header)
        && named(&wide.parameter, &narrow.parameter)
}

fn named(wide: &IndexMap<String, String>, narrow: &IndexMap<String, String>) -> bool {
    wide.iter().all(|(name, wide)| narrow.get(name).is_some_and(|narrow| pattern(wide, narrow)))
}

/// Everything that the second pattern stands for, the first does.
fn pattern(wide: &str, narrow: &str) -> bool {
    wide == narrow || wide == "*" || (!narrow.contains('*') && like(wide, narrow))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::RulesBody;

    fn found(yaml: &str) -> Vec<(usize, usize)> {
        let rules = crate::document::read::<RulesBody>("x", yaml).unwrap().rules;
        unreachable(&rules).into_iter().map(|u| (u.rule, u.behind)).collect()
    }

    #[test]
    fn a_rule_behind_a_wider_one_that_settles_is_never_reached() {
        let yaml = "
            rules:
              - { when: { endpoint: token }, then: { refuse: AADSTS50076 } }
              - { when: { endpoint: token, client: daemon }, then: { token: { aud: x } } }
              - { when: { grant: password }, then: { status: 500 } }
              - { when: { path: '/v1.0/*' }, then: { status: 500 } }
              - { when: { path: /v1.0/me }, then: { status: 503 } }
        ";
        assert_eq!(found(yaml), [(1, 0), (4, 3)]);
    }

    #[test]
    fn an_answer_on_arrival_leaves_nothing_to_decide_wherever_it_stands() {
        let yaml = "
            rules:
              - { when: { endpoint: token, grant: password }, then: { refuse: AADSTS50076 } }
              - { when: { endpoint: token }, then: { status: 503 } }
              - { when: { endpoint: token }, then: { delay: 1s } }
        ";
        assert_eq!(found(yaml), [(0, 1)]);
    }

    #[test]
    fn what_may_be_reached_is_not_reported() {
        let yaml = "
            rules:
              - { when: { endpoint: token, first: 3 }, then: { status: 429 } }
              - { when: { endpoint: token, client: daemon }, then: { status: 503 } }
              - { when: { client: daemon }, then: { refuse: AADSTS50076 } }
              - { when: { client: daemon }, then: { claims: {} } }
              - { when: { endpoint: token, client: web }, then: { delay: 1s } }
              - { when: { endpoint: token, client: web }, then: { status: 503 } }
              - { when: { endpoint: token, client: web, user: ada }, then: { refuse: AADSTS50057 } }
              - { when: { endpoint: keys }, then: { status: 503 } }
              - { when: { endpoint: keys, method: OPTIONS }, then: { status: 500 } }
        ";
        assert_eq!(found(yaml), []);
    }
}
