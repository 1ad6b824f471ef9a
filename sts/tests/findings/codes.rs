use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, SCOPE, careful, clean, redeem, refresh, shown, signed_in};
use super::support::{CHALLENGE, Fixture, WEB};

const CODE: &str = "code.sent-again";
const DEAD: &str = "refresh.dead-token-sent-again";

fn code(world: &mut Fixture) -> String {
    careful(world, "fix", SCOPE, &[("code_challenge", CHALLENGE)]).redirected()["code"].clone()
}

#[test]
fn a_code_that_is_spent_or_expired_is_not_sent_again() {
    let mut world = Fixture::new();
    let spent = code(&mut world);
    assert_eq!(redeem(&mut world, &spent).status, 200);
    clean(&world);
    redeem(&mut world, &spent);
    redeem(&mut world, &spent);
    let finding = world.only(CODE);
    assert_eq!((finding.severity, finding.times, shown(&finding)), (Severity::Error, 2, vec![2, 3, 4]));
    let late = code(&mut world);
    world.advance("11m");
    assert_eq!(redeem(&mut world, &late).status, 400);
    redeem(&mut world, &late);
    assert!(world.of(CODE)[1].sentence.ends_with("already refused"));
}

#[test]
fn a_code_that_is_still_good_after_a_failure_may_be_sent_again() {
    let mut world = Fixture::new();
    let code = world.code(WEB, "http://localhost:5000/cb", SCOPE);
    for secret in ["wrong", "web-secret"] {
        world.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", WEB),
            ("client_secret", secret),
            ("code", &code),
            ("redirect_uri", "http://localhost:5000/cb"),
            ("code_verifier", super::support::VERIFIER),
        ]);
    }
    world.none(CODE);
    // The platform has spent the code whose answer was lost; the client can't know.
    for (then, status) in [(json!({"status": 503}), 200), (json!({"drop_connection": "before_headers"}), 400)] {
        let mut world = Fixture::new();
        world.rule(json!({"when": {"endpoint": "token", "first": 1}, "then": then}));
        let code = self::code(&mut world);
        world.advance("2s");
        redeem(&mut world, &code);
        world.advance("2s");
        assert_eq!(redeem(&mut world, &code).status, status);
        world.none(CODE);
    }
}

#[test]
fn a_dead_refresh_token_is_not_sent_again() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.control.revoke_user("ada").unwrap();
    refresh(&mut world, &tokens, &[]);
    clean(&world);
    refresh(&mut world, &tokens, &[("scope", "api://orders/api.read")]);
    let finding = world.only(DEAD);
    assert_eq!((finding.severity, shown(&finding)), (Severity::Error, vec![3, 4]));
    assert_eq!(finding.client.unwrap().name, "desktop");
}

#[test]
fn one_that_is_refused_for_another_reason_is_alive() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    assert_eq!(refresh(&mut world, &tokens, &[("scope", "Mail.Read")]).refusal().3, 65001);
    refresh(&mut world, &tokens, &[("scope", "Mail.Read")]);
    world.rule(json!({"when": {"endpoint": "token"}, "then": {"refuse": "AADSTS50076"}}));
    refresh(&mut world, &tokens, &[]);
    refresh(&mut world, &tokens, &[]);
    world.none(DEAD);
}
