use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, SCOPE, app_token, clean, refresh, shown, signed_in, text};
use super::support::{DESKTOP, Fixture, MIDDLE_TIER};

const RULE: &str = "cache.token-still-good";

#[test]
fn an_application_that_does_not_cache_its_token_is_found() {
    let mut world = Fixture::new();
    for _ in 0..4 {
        app_token(&mut world, &[]);
        world.advance("10s");
    }
    let finding = world.only(RULE);
    assert_eq!((finding.severity, finding.times), (Severity::Warning, 3));
    assert_eq!(finding.client.as_ref().unwrap().name, "daemon");
    assert_eq!(shown(&finding), [1, 2, 3, 4]);
    assert!(
        finding.sentence.contains("10 s after") && finding.sentence.contains("59 min left"),
        "{}",
        finding.sentence
    );
}

#[test]
fn a_token_in_its_last_five_minutes_may_be_renewed() {
    let mut world = Fixture::new();
    app_token(&mut world, &[]);
    world.advance("54m 50s");
    app_token(&mut world, &[]);
    world.only(RULE);
    let mut world = Fixture::new();
    app_token(&mut world, &[]);
    world.advance("55m");
    app_token(&mut world, &[]);
    clean(&world);
}

#[test]
fn a_token_near_or_past_refresh_in_may_be_renewed() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token"}, "then": {"response": {"set": {"refresh_in": 1200}}}}));
    app_token(&mut world, &[]);
    world.advance("16m");
    app_token(&mut world, &[]);
    clean(&world);
    world.advance("14m");
    app_token(&mut world, &[]);
    world.only(RULE);
}

#[test]
fn other_resources_claims_and_forced_refreshes_are_excused() {
    let mut world = Fixture::new();
    app_token(&mut world, &[]);
    app_token(&mut world, &[("scope", "api://orders/.default")]);
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;
    app_token(&mut world, &[("claims", claims)]);
    app_token(&mut world, &[("x-client-current-telemetry", "4|730,1|")]);
    clean(&world);
    app_token(&mut world, &[("claims", r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#)]);
    let finding = world.only(RULE);
    assert!(finding.sentence.contains("the claims parameter was `absent`"), "{}", finding.sentence);
}

#[test]
fn the_part_of_the_cache_key_that_differed_is_named() {
    let told = |before: &[(&str, &str)], now: &[(&str, &str)], path: &str| {
        let mut world = Fixture::new();
        let tokens = signed_in(&mut world, "openid offline_access User.Read", before);
        let mut form = vec![("grant_type", "refresh_token"), ("client_id", DESKTOP), ("scope", "User.Read")];
        form.push(("refresh_token", text(&tokens, "refresh_token")));
        form.retain(|(name, _)| now.iter().all(|(n, _)| n != name));
        form.extend(now);
        assert_eq!(world.post(path, &form).status, 200);
        world.only(RULE).sentence.split("; ").nth(1).unwrap().to_owned()
    };
    let path = "/contoso.example/oauth2/v2.0/token";
    let nothing = "nothing in the request differs: the answer was not cached, or the cache not asked";
    assert_eq!(told(&[], &[], path), nothing);
    assert_eq!(told(&[], &[("scope", "user.read")], path), "the scope was written `User.Read`, now `user.read`");
    assert_eq!(
        told(&[], &[("scope", "https://graph.microsoft.com/User.Read")], path),
        "the scope was written `User.Read`, now `https://graph.microsoft.com/User.Read`"
    );
    assert_eq!(
        told(&[], &[], "/organizations/oauth2/v2.0/token"),
        "the tenant in the authority was `contoso.example`, now `organizations`"
    );
    let telemetry = |reason| told(&[], &[("x-client-current-telemetry", reason)], path);
    assert!(telemetry("5|62,2,,,|,").contains("a new process or client object"));
    assert!(telemetry("5|62,3,,,|,").contains("took the token for expired"));
}

#[test]
fn another_sign_in_of_the_same_user_is_another_account() {
    let mut world = Fixture::new();
    let first = signed_in(&mut world, SCOPE, &[]);
    let second = signed_in(&mut world, SCOPE, &[("prompt", "select_account")]);
    refresh(&mut world, &second, &[]);
    let sentence = world.only(RULE).sentence;
    assert!(sentence.contains("nothing in the request differs"), "{sentence}");
    refresh(&mut world, &first, &[]);
    let found = world.of(RULE);
    assert!(found[1].sentence.contains("that of another sign-in of the same user (#2)"), "{}", found[1].sentence);
}

#[test]
fn a_narrower_request_was_covered_and_a_wider_one_was_not() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    refresh(&mut world, &tokens, &[("scope", "https://graph.microsoft.com/.default")]);
    refresh(&mut world, &tokens, &[("scope", "api://orders/api.read")]);
    refresh(&mut world, &tokens, &[("scope", "openid profile offline_access")]);
    clean(&world);
    refresh(&mut world, &tokens, &[("scope", "User.Read")]);
    // The last answer brought the user's other Graph permissions, too.
    assert_eq!(shown(&world.only(RULE)), [5, 6]);
}

#[test]
fn a_token_that_the_api_refused_may_be_replaced() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "api", "first": 1}, "then": {"status": 401}}));
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.call("/v1.0/me", text(&tokens, "access_token"));
    refresh(&mut world, &tokens, &[]);
    clean(&world);
}

#[test]
fn an_answer_that_never_arrived_can_not_be_cached() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token", "first": 1}, "then": {"drop_connection": "after_headers"}}));
    app_token(&mut world, &[]);
    world.advance("10s");
    app_token(&mut world, &[]);
    clean(&world);
}

#[test]
fn a_new_token_of_the_user_is_a_new_on_behalf_of_exchange_and_the_same_one_is_not() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, "offline_access api://middle-tier/access_as_user", &[]);
    let exchange = |world: &mut Fixture, assertion: &str| {
        let answer = world.token(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("client_id", MIDDLE_TIER),
            ("client_secret", "middle-tier-secret"),
            ("requested_token_use", "on_behalf_of"),
            ("assertion", assertion),
            ("scope", "User.Read"),
        ]);
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    let claims = r#"{"access_token":{"nbf":{"value":"1"}}}"#;
    let scope = "api://middle-tier/access_as_user";
    let other = refresh(&mut world, &tokens, &[("scope", scope), ("claims", claims)]).json();
    exchange(&mut world, text(&tokens, "access_token"));
    exchange(&mut world, text(&other, "access_token"));
    clean(&world);
    exchange(&mut world, text(&tokens, "access_token"));
    let finding = world.only(RULE);
    assert!(finding.sentence.contains("the same assertion"), "{}", finding.sentence);
    assert_eq!(shown(&finding), [4, 6]);
}
