//! Effects that cannot go together, and effects that never apply where or when a rule acts.

use super::super::rule::{Rule, Then};
use super::super::stage;
use super::super::words::{DropWord, EndpointWord, GrantWord, KeysWord, StageWord};
use crate::document::{Findings, Pointer};

/// Checks what a rule's effects make of each other; the rule is written at `at`.
pub fn check(rule: &Rule, at: &Pointer, findings: &mut Findings) {
    let at = at.key("then");
    conflicts(&rule.then, &at, findings);
    if let Some(endpoint) = endpoint(rule) {
        elsewhere(rule, endpoint, &at, findings);
    }
    too_late(rule, &at, findings);
}

/// The keys of `then` that are given, in the order of the format.
fn given(then: &Then) -> Vec<&'static str> {
    let all = [
        ("refuse", then.refuse.is_some()),
        ("error", then.error.is_some()),
        ("suberror", then.suberror.is_some()),
        ("description", then.description.is_some()),
        ("claims", then.claims.is_some()),
        ("status", then.status.is_some()),
        ("retry_after", then.retry_after.is_some()),
        ("headers", !then.headers.is_empty()),
        ("body", then.body.is_some()),
        ("json", then.json.is_some()),
        ("consent", then.consent.is_some()),
        ("token", then.token.is_some()),
        ("id_token", then.id_token.is_some()),
        ("response", then.response.is_some()),
        ("redirect", then.redirect.is_some()),
        ("content_type", then.content_type.is_some()),
        ("malformed_json", then.malformed_json.is_some()),
        ("truncate", then.truncate.is_some()),
        ("trickle", then.trickle.is_some()),
    ];
    all.into_iter().filter_map(|(key, given)| given.then_some(key)).collect()
}

const REFUSALS: &[&str] = &["refuse", "error", "claims"];
const BODIES: &[&str] = &["body", "json"];

fn conflicts(then: &Then, at: &Pointer, findings: &mut Findings) {
    let given = given(then);
    let has = |keys: &[&'static str]| keys.iter().copied().find(|key| given.contains(key));
    let refuses = has(REFUSALS);
    let refused = refuses.or(has(&["consent"]));
    let pairs = [
        (has(&["body"]), has(&["json"]), "an answer has one body"),
        (refused, has(BODIES), "a refusal has a body of its own"),
        (refuses, has(&["consent"]), "one refusal is enough"),
        (refused.or(has(BODIES)), has(&["token", "id_token"]), "no token is issued"),
        (has(BODIES), has(&["redirect"]), "nothing goes to the redirect URI"),
        (has(BODIES), has(&["response"]), "the answer is your own, so write it as it should be"),
        dropped(then, &given),
    ];
    for (first, second, why) in pairs {
        if let (Some(first), Some(second)) = (first, second) {
            let message = format!("`{second}` cannot go with `{first}`: {why}");
            findings.add_with_help(&at.key(second), message, Some("leave out one of them, or make two rules".into()));
        }
    }
    if refuses.is_none()
        && let Some(part) = has(&["suberror", "description"])
    {
        let message = format!("`{part}` is part of a refusal, and this rule refuses nothing");
        findings.add_with_help(&at.key(part), message, Some("add `refuse` or `error`".into()));
    }
}

type Conflict = (Option<&'static str>, Option<&'static str>, &'static str);

/// What is not sent need not be changed.
fn dropped(then: &Then, given: &[&'static str]) -> Conflict {
    const BODY: &[&str] = &["body", "json", "response", "malformed_json", "truncate", "trickle"];
    let unsent = |drop: DropWord| {
        given.iter().copied().find(|key| match drop {
            DropWord::BeforeHeaders => !matches!(*key, "token" | "id_token" | "redirect"),
            DropWord::AfterHeaders => BODY.contains(key),
        })
    };
    let why = match then.drop_connection {
        Some(DropWord::AfterHeaders) => "no body is sent",
        Some(DropWord::BeforeHeaders) | None => "nothing is sent",
    };
    (Some("drop_connection"), then.drop_connection.and_then(unsent), why)
}

/// The endpoint that a rule is about, as far as it says.
fn endpoint(rule: &Rule) -> Option<EndpointWord> {
    let by_grant = rule.when.grant.map(|_| EndpointWord::Token);
    stage::endpoint(rule).or(by_grant)
}

/// Effects that do not apply at the rule's endpoint.
fn elsewhere(rule: &Rule, endpoint: EndpointWord, at: &Pointer, findings: &mut Findings) {
    use EndpointWord as E;
    let then = &rule.then;
    let given = given(then);
    let here = endpoint.word();
    let mut never = |key: &str, why: &str, help: &str| {
        let message = format!("`{key}` does nothing at the endpoint `{here}`: {why}");
        findings.add_with_help(&at.key(key), message, Some(help.to_owned()));
    };
    let api = matches!(endpoint, E::Api | E::UserInfo);
    if api {
        for key in ["refuse", "suberror"].into_iter().filter(|key| given.contains(key)) {
            never(key, "APIs do not speak AADSTS", "use `error`, `claims` or `status`");
        }
    }
    if then.consent.is_some() && !matches!(endpoint, E::Token | E::Authorize | E::DeviceCode) {
        never("consent", "it asks for none", "leave out the endpoint");
    }
    for key in ["token", "id_token"].into_iter().filter(|key| given.contains(key)) {
        if !matches!(endpoint, E::Token | E::Authorize) {
            never(key, "it issues no tokens", "write `endpoint: token` or `endpoint: authorize`");
        } else if key == "id_token" && rule.when.grant == Some(GrantWord::ClientCredentials) {
            never(key, "an application gets no ID token", "leave out `id_token`, or choose another grant");
        }
    }
    if then.redirect.is_some() && !matches!(endpoint, E::Authorize | E::Login | E::AdminConsent) {
        never("redirect", "it does not redirect to an app", "write `endpoint: authorize`");
    }
    if then.keys == Some(KeysWord::Stale) && endpoint != E::Keys {
        never("keys", "only the keys document can be stale", "write `endpoint: keys`");
    }
    let pages = matches!(endpoint, E::Authorize | E::Login | E::DeviceAuth | E::Logout | E::AdminConsent);
    for key in ["response", "malformed_json"].into_iter().filter(|key| pages && given.contains(key)) {
        never(key, "it answers with pages and redirects, not with JSON", "use `redirect`, `body` or `truncate`");
    }
    if then.at == Some(StageWord::Decided) && !stage::is_decided(endpoint) {
        never("at", "nothing is granted there", "leave out `at`");
    }
}

/// Effects that come too late in the stage that a rule asks for.
fn too_late(rule: &Rule, at: &Pointer, findings: &mut Findings) {
    let then = &rule.then;
    let Some(stage) = then.at.filter(|stage| *stage != StageWord::Received) else { return };
    let given = given(then);
    let early =
        [("keys", then.keys.is_some()), ("clock_skew", then.clock_skew.is_some()), ("revoke", then.revoke.is_some())];
    let early = early.into_iter().filter_map(|(key, given)| given.then_some(key));
    let decided = ["refuse", "error", "claims", "consent", "token", "id_token", "redirect"];
    let decided = decided.into_iter().filter(|key| stage == StageWord::Rendered && given.contains(key));
    for key in early.chain(decided) {
        let message = format!("`{key}` comes too late at the stage `{}`", stage.word());
        findings.add_with_help(&at.key(key), message, Some("leave out `at`".into()));
    }
}
