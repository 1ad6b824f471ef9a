use serde_json::json;

use super::support::{Answer, DESKTOP, Fixture, MIDDLE_TIER, access_claims};

fn exchange(world: &mut Fixture, assertion: &str, scope: &str) -> Answer {
    world.token(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("requested_token_use", "on_behalf_of"),
        ("client_id", MIDDLE_TIER),
        ("client_secret", "middle-tier-secret"),
        ("assertion", assertion),
        ("scope", scope),
    ])
}

fn callers_token(world: &mut Fixture) -> String {
    let scope = "api://middle-tier/access_as_user";
    world.desktop_tokens(scope)["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn the_middle_tier_acts_for_the_user() {
    let mut world = Fixture::new();
    let assertion = callers_token(&mut world);
    let answer = exchange(&mut world, &assertion, "https://graph.microsoft.com/User.Read offline_access");
    insta::assert_json_snapshot!("on_behalf_of_v2", answer.snapshot());
    assert_eq!(access_claims(&answer.json())["appid"], MIDDLE_TIER);
}

#[test]
fn the_assertion_is_for_the_api_that_presents_it() {
    let mut world = Fixture::new();
    let graph = world.desktop_tokens("User.Read openid");
    let wrong = exchange(&mut world, graph["access_token"].as_str().unwrap(), "User.Read");
    assert_eq!(wrong.refusal(), (400, "invalid_grant".into(), String::new(), 500_131));
    let id_token = exchange(&mut world, graph["id_token"].as_str().unwrap(), "User.Read");
    assert_eq!(id_token.refusal(), (400, "invalid_request".into(), String::new(), 240_002));
}

#[test]
fn bad_expired_and_unconsented() {
    let mut world = Fixture::new();
    let good = callers_token(&mut world);
    assert_eq!(
        exchange(&mut world, &good, "api://orders/api.write").refusal(),
        (400, "invalid_grant".into(), "consent_required".into(), 65001)
    );
    assert_eq!(exchange(&mut world, "not.a.jwt", "User.Read").refusal().3, 50027);
    let (signed, _) = good.rsplit_once('.').unwrap();
    assert_eq!(exchange(&mut world, &format!("{signed}.{}", "A".repeat(342)), "User.Read").refusal().3, 50013);
    let order = json!({"api": "middle-tier", "client": "desktop", "user": "ada", "scopes": ["access_as_user"], "key": "unpublished"});
    let origin = pretenant_sts::origin::Origin::new(true, "localhost:8443");
    let minted = world.control.mint(&serde_json::from_value(order).unwrap(), &origin).unwrap();
    assert_eq!(exchange(&mut world, &minted.token, "User.Read").refusal().3, 50013);
    world.advance("2h");
    assert_eq!(exchange(&mut world, &good, "User.Read").refusal().3, 500_133);
}

#[test]
fn only_a_confidential_client_may() {
    let mut world = Fixture::new();
    let assertion = callers_token(&mut world);
    let answer = world.token(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("requested_token_use", "on_behalf_of"),
        ("client_id", DESKTOP),
        ("assertion", &assertion),
        ("scope", "User.Read"),
    ]);
    assert_eq!(answer.refusal().3, 7_000_218);
}
