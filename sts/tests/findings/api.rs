use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, SCOPE, clean, refresh, shown, signed_in, text};
use super::support::Fixture;

const AUDIENCE: &str = "scope.wrong-audience";
const AGAIN: &str = "api.refused-token-sent-again";
const ID_TOKEN: &str = "api.id-token-sent";
const LEGACY: &str = "c0000000-0000-0000-0000-000000000007";

/// A token of ada's for the legacy app.
fn password_token(world: &mut Fixture, scope: &str) -> String {
    let answer = world.token(&[
        ("grant_type", "password"),
        ("client_id", LEGACY),
        ("username", "ada@contoso.example"),
        ("password", "Pa55-ada!"),
        ("scope", scope),
    ]);
    text(&answer.json(), "access_token").to_owned()
}

#[test]
fn a_scope_format_that_leads_to_the_wrong_audience_is_found_with_its_cure() {
    let mut world = Fixture::new();
    let token = password_token(&mut world, "33333333-3333-3333-3333-333333333333/payroll.read");
    assert_eq!(world.call("/api/payroll", &token).status, 401);
    let finding = world.only(AUDIENCE);
    assert_eq!((finding.severity, shown(&finding)), (Severity::Error, vec![1, 2]));
    assert!(finding.sentence.starts_with("asked for `33333333-"), "{}", finding.sentence);
    assert!(finding.cure.contains("api://payroll/payroll.read"), "{}", finding.cure);
    assert_eq!(finding.client.unwrap().name, "legacy");
}

#[test]
fn the_right_format_is_not() {
    let mut world = Fixture::new();
    let token = password_token(&mut world, "api://payroll/payroll.read");
    assert_eq!(world.call("/api/payroll", &token).status, 200);
    clean(&world);
}

#[test]
fn a_token_for_another_api_is_named_as_such() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.call("/api/orders", text(&tokens, "access_token"));
    let sentence = world.only(AUDIENCE).sentence;
    assert!(sentence.starts_with("sent 'orders' a token that it had asked for 'graph'"), "{sentence}");
}

#[test]
fn an_audience_that_a_rule_falsified_is_not_the_clients_fault() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token"}, "then": {"token": {"aud": "api://elsewhere"}}}));
    let tokens = signed_in(&mut world, SCOPE, &[]);
    assert_eq!(world.call("/v1.0/me", text(&tokens, "access_token")).status, 401);
    world.none(AUDIENCE);
}

#[test]
fn a_refused_token_that_is_sent_again_is_found_and_a_new_one_is_not() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.advance("2h");
    let expired = text(&tokens, "access_token");
    assert_eq!(world.call("/v1.0/me", expired).status, 401);
    let fresh = refresh(&mut world, &tokens, &[]).json();
    assert_eq!(world.call("/v1.0/me", text(&fresh, "access_token")).status, 200);
    clean(&world);
    world.call("/v1.0/me/messages", expired);
    let finding = world.only(AGAIN);
    assert_eq!((finding.severity, shown(&finding)), (Severity::Error, vec![2, 3, 6]));
    assert!(finding.sentence.contains("(invalid_lifetime)"), "{}", finding.sentence);
}

#[test]
fn a_token_that_is_not_valid_yet_may_be_tried_again() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token"}, "then": {"token": {"not_before": "30m"}}}));
    let tokens = signed_in(&mut world, SCOPE, &[]);
    for _ in 0..2 {
        assert_eq!(world.call("/v1.0/me", text(&tokens, "access_token")).status, 401);
        world.advance("1m");
    }
    world.none(AGAIN);
}

#[test]
fn an_id_token_is_no_access_token() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.call("/v1.0/me", text(&tokens, "access_token"));
    world.none(ID_TOKEN);
    world.call("/v1.0/me", text(&tokens, "id_token"));
    assert_eq!(shown(&world.only(ID_TOKEN)), [2, 4]);
    world.none(AUDIENCE);
}
