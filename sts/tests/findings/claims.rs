use pretenant_sts::findings::Severity;
use serde_json::{Value, json};

use super::judged::{Judged, SCOPE, app_token, careful, refresh, shown, signed_in, text};
use super::support::Fixture;

const RULE: &str = "claims.challenge-dropped";
const ANSWER: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}"#;

fn challenge() -> Value {
    json!({"access_token": {"acrs": {"essential": true, "value": "c1"}}})
}

/// A user whose first refresh was refused with a challenge (exchange 3).
fn challenged() -> (Fixture, Value) {
    let mut world = Fixture::new();
    let when = json!({"endpoint": "token", "grant": "refresh_token", "first": 1});
    world.rule(json!({"when": when, "then": {"refuse": "AADSTS50076", "claims": challenge()}}));
    let tokens = signed_in(&mut world, SCOPE, &[]);
    let claims = refresh(&mut world, &tokens, &[]).json()["claims"].clone();
    assert_eq!(serde_json::from_str::<Value>(claims.as_str().unwrap()).unwrap(), challenge());
    (world, tokens)
}

#[test]
fn a_sign_in_without_the_claims_of_the_challenge_is_found() {
    let (mut world, _) = challenged();
    careful(&mut world, "two", SCOPE, &[]);
    let finding = world.only(RULE);
    assert_eq!((finding.severity, shown(&finding)), (Severity::Error, vec![3, 4]));
    assert!(finding.sentence.starts_with("asked for the token again without the claims"), "{}", finding.sentence);
}

#[test]
fn other_claims_are_not_those_of_the_challenge() {
    let (mut world, _) = challenged();
    careful(&mut world, "two", SCOPE, &[("claims", &ANSWER.replace("c1", "c2"))]);
    assert!(world.only(RULE).sentence.contains("with other claims"));
}

#[test]
fn capabilities_alone_do_not_answer_a_challenge() {
    let (mut world, _) = challenged();
    careful(&mut world, "two", SCOPE, &[("claims", r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#)]);
    assert!(world.only(RULE).sentence.contains("without the claims"));
}

#[test]
fn who_sends_the_claims_back_merged_with_its_own_is_not_found() {
    let (mut world, _) = challenged();
    careful(&mut world, "two", SCOPE, &[("claims", ANSWER)]);
    careful(&mut world, "six", SCOPE, &[]);
    world.none(RULE);
}

#[test]
fn requests_for_another_api_or_user_have_nothing_to_do_with_it() {
    let (mut world, tokens) = challenged();
    assert_eq!(refresh(&mut world, &tokens, &[("scope", "api://orders/api.read")]).status, 200);
    careful(&mut world, "two", SCOPE, &[("login_hint", "grace@contoso.example")]);
    app_token(&mut world, &[]);
    world.none(RULE);
    careful(&mut world, "six", SCOPE, &[("login_hint", "ada@contoso.example")]);
    world.only(RULE);
}

#[test]
fn the_challenge_of_an_api_goes_back_to_the_token_endpoint() {
    for (claims, found) in [(ANSWER, 0), ("", 1)] {
        let mut world = Fixture::new();
        world.rule(json!({"when": {"endpoint": "api", "first": 1}, "then": {"claims": challenge()}}));
        let tokens = signed_in(&mut world, SCOPE, &[]);
        assert_eq!(world.call("/v1.0/me", text(&tokens, "access_token")).status, 401);
        let extra: &[(&str, &str)] = if claims.is_empty() { &[] } else { &[("claims", claims)] };
        assert_eq!(refresh(&mut world, &tokens, extra).status, 200);
        assert_eq!(world.of(RULE).len(), found, "{claims}");
    }
}
