//! What is wrong with rules is said before anything runs: all of it, where it is written, and what to do.

use pretenant_sts::control::RulesBody;
use pretenant_sts::directory::file::builtin;
use pretenant_sts::document::{self, Findings, Pointer};
use pretenant_sts::rules;

/// The report on rules of this text; empty when nothing is wrong.
fn report(yaml: &str) -> String {
    let body: RulesBody = match document::read("rules.yaml", yaml) {
        Ok(body) => body,
        Err(mistakes) => return mistakes.to_string(),
    };
    let mut findings = Findings::default();
    rules::check(&body.rules, &builtin().build().unwrap(), &Pointer::document().key("rules"), &mut findings);
    if findings.is_empty() { String::new() } else { findings.into_mistakes_in("rules.yaml", yaml).to_string() }
}

#[test]
fn references_to_what_is_not_there() {
    insta::assert_snapshot!(report(
        "
rules:
  - when:
      tenant: contso
      client: deamon
      user: ada@contoso.exmaple
      resource: api://order
      scope: User.Raed
    then: { status: 503 }
  - { when: { scope: 'api://orders/api.delete' }, then: { status: 503 } }
  - { when: { scope: 'api://nowhere/.default', user: c0000000-0000-0000-0000-0000000000ff }, then: { status: 503 } }
  - { when: { scope: 'User.Read Mail.Read' }, then: { status: 503 } }
"
    ));
}

#[test]
fn values_that_nothing_can_be_made_of() {
    insta::assert_snapshot!(report(
        "
rules:
  - name: rule 7
    when: { method: GETT, path: v1.0/me, header: { 'x y': a }, correlation_id: abc, probability: 1.5, expression: 'request.scope == 1' }
    then: { status: 99, headers: { content-length: '1', 'a b': c, x: \"a\\nb\" } }
  - { when: { nth: 0, first: 0, every: 0 }, then: { delay: -1s, jitter: soon, trickle: { bytes: 0, every: x } } }
  - { when: { nth: 2, after: 1 }, then: { token: { expires_in: tomorrow }, id_token: { not_before: x }, clock_skew: '1' } }
"
    ));
}

#[test]
fn refusals_that_nobody_could_send() {
    insta::assert_snapshot!(report(
        "
rules:
  - { then: { refuse: AADSTS50067 } }
  - { then: { refuse: AADSTS1 } }
  - { then: { refuse: InvalidClientSecret } }
  - { then: { error: \"a\\\"b\", claims: [1], retry_after: -5s } }
  - { name: empty, then: {} }
  - { name: ' ', when: { expression: 'request.path ==' }, then: { delay: 1s } }
"
    ));
}

#[test]
fn effects_that_cannot_go_together() {
    insta::assert_snapshot!(report(
        "
rules:
  - { then: { body: a, json: {} } }
  - { then: { refuse: AADSTS50076, body: a } }
  - { then: { refuse: AADSTS50076, token: { aud: x } } }
  - { then: { consent: withheld, claims: {} } }
  - { then: { suberror: x, delay: 1s } }
  - { then: { json: {}, response: { drop: [a] } } }
  - { then: { drop_connection: before_headers, status: 500 } }
  - { then: { drop_connection: after_headers, truncate: 5 } }
"
    ));
}

#[test]
fn effects_that_never_apply() {
    insta::assert_snapshot!(report(
        "
rules:
  - { when: { endpoint: api }, then: { refuse: AADSTS50076 } }
  - { when: { endpoint: metadata }, then: { token: { aud: x }, consent: withheld } }
  - { when: { path: '/*/oauth2/v2.0/token' }, then: { redirect: { drop: [state] } } }
  - { when: { endpoint: token }, then: { keys: stale } }
  - { when: { endpoint: authorize }, then: { response: { drop: [code] } } }
  - { when: { grant: client_credentials }, then: { id_token: { aud: x } } }
  - { when: { endpoint: keys }, then: { at: decided, delay: 1s } }
  - { then: { at: rendered, refuse: AADSTS50076 } }
  - { then: { at: decided, revoke: sessions } }
  - { when: { status: 400 }, then: { refuse: AADSTS50076 } }
  - { when: { endpoint: authorize, grant: password }, then: { delay: 1s } }
  - { when: { endpoint: api, version: v1, tenant: contoso, scope: User.Read }, then: { delay: 1s } }
"
    ));
}

#[test]
fn rules_that_are_never_reached_and_names_that_are_taken() {
    insta::assert_snapshot!(report(
        "
rules:
  - { name: no tokens, when: { endpoint: token }, then: { refuse: AADSTS53003 } }
  - { name: no daemons, when: { endpoint: token, client: daemon }, then: { refuse: AADSTS50076 } }
  - { name: no tokens, when: { endpoint: keys }, then: { status: 503 } }
  - { when: { endpoint: keys, version: v1 }, then: { status: 500 } }
"
    ));
}

#[test]
fn keys_and_words_that_the_format_does_not_know() {
    insta::assert_snapshot!(report(
        "
rules:
  - { when: { endpoint: tokens, grnat: password }, then: { refuse: AADSTS50076, dely: 1s, drop_connection: now } }
"
    ));
}

#[test]
fn every_effect_and_condition_passes_in_a_place_where_it_makes_sense() {
    let yaml = r#"
rules:
  - { when: { endpoint: token, version: v2, grant: password, tenant: contoso, client: device, user: ada, scope: User.Read,
      resource: graph, method: POST, path: "*", header: { accept: "*" }, parameter: { a: "*" },
      correlation_id: c0ffee00-0000-0000-0000-000000000001, expression: "true", after: 1, first: 2, every: 1,
      probability: 0.5 },
      then: { refuse: AADSTS50076, error: a, suberror: b, description: c, claims: {}, status: 401, retry_after: 1s, headers: { a: b } } }
  - { when: { endpoint: api, nth: 1 }, then: { error: invalid_token, claims: {} } }
  - { when: { scope: offline_access }, then: { token: { aud: a, encrypt: true }, id_token: { aud: b }, delay: 1s, jitter: 1s } }
  - { when: { scope: .default }, then: { redirect: { drop: [state] }, at: received } }
  - { when: { endpoint: keys, first: 1 }, then: { keys: stale } }
  - { when: { endpoint: metadata, first: 1 }, then: { json: {}, malformed_json: true, content_type: text/html, trickle: { bytes: 1, every: 1ms } } }
  - { when: { status: 400 }, then: { response: { set: { a: 1 } }, truncate: 5 } }
  - { then: { revoke: refresh_tokens, clock_skew: -5m } }
  - { when: { scope: "https://graph.microsoft.com/.default" }, then: { consent: withheld } }
"#;
    assert_eq!(report(yaml), "");
}
