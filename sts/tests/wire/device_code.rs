use serde_json::Value;

use super::support::{Answer, DAEMON, DEVICE, Fixture};

const URN: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn start(world: &mut Fixture) -> Value {
    let answer = world.post(
        "/organizations/oauth2/v2.0/devicecode",
        &[("client_id", DEVICE), ("scope", "openid offline_access User.Read")],
    );
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn poll(world: &mut Fixture, grant: &str, code: &Value) -> Answer {
    let code = code["device_code"].as_str().unwrap();
    world.post(
        "/organizations/oauth2/v2.0/token",
        &[("grant_type", grant), ("client_id", DEVICE), ("device_code", code), ("client_info", "1")],
    )
}

fn user_code(code: &Value) -> &str {
    code["user_code"].as_str().unwrap()
}

#[test]
fn start_in_both_versions() {
    let mut world = Fixture::asking();
    let v2 = world.post("/contoso.example/oauth2/v2.0/devicecode", &[("client_id", DEVICE), ("scope", "User.Read")]);
    insta::assert_json_snapshot!("device_code_v2", v2.snapshot());
    let v1 = world.post(
        "/contoso.example/oauth2/devicecode",
        &[("client_id", DEVICE), ("resource", "https://graph.microsoft.com")],
    );
    insta::assert_json_snapshot!("device_code_v1", v1.snapshot());
}

#[test]
fn pending_then_approved_on_our_pages_then_redeemed_once() {
    let mut world = Fixture::asking();
    let code = start(&mut world);
    for grant in [URN, "device_code"] {
        assert_eq!(
            poll(&mut world, grant, &code).refusal(),
            (400, "authorization_pending".into(), String::new(), 70016)
        );
    }
    let page = world.get("/common/oauth2/deviceauth");
    assert_eq!(page.page(), "device-code");
    let wrong = world.submit(&page, &[("user_code", "NOTACODE1")]);
    assert_eq!(wrong.quoted_code(), Some(70018));
    let sign_in = world.submit(&page, &[("user_code", &user_code(&code).to_lowercase())]);
    assert_eq!(sign_in.page(), "sign-in");
    let confirm = world.sign_in(&sign_in, "ada@contoso.example", "Pa55-ada!");
    assert_eq!(confirm.page(), "device-confirm");
    assert_eq!(world.submit(&confirm, &[("intent", "continue")]).page(), "device-done");
    let tokens = poll(&mut world, URN, &code);
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(tokens.json()["refresh_token"].is_string() && tokens.json()["id_token"].is_string());
    assert_eq!(poll(&mut world, URN, &code).refusal().1, "invalid_grant");
}

#[test]
fn declined_expired_unknown_and_slowed_down() {
    let mut world = Fixture::asking();
    let declined = start(&mut world);
    world.control.decline_device(user_code(&declined)).unwrap();
    assert_eq!(
        poll(&mut world, URN, &declined).refusal(),
        (400, "authorization_declined".into(), String::new(), 700_171)
    );
    let slow = start(&mut world);
    world.control.slow_down_device(user_code(&slow), 1).unwrap();
    assert_eq!(poll(&mut world, URN, &slow).refusal().1, "slow_down");
    assert_eq!(poll(&mut world, URN, &slow).refusal().1, "authorization_pending");
    world.advance("15m");
    assert_eq!(poll(&mut world, URN, &slow).refusal(), (400, "expired_token".into(), String::new(), 70020));
    let unknown = serde_json::json!({"device_code": "nothing"});
    assert_eq!(poll(&mut world, URN, &unknown).refusal().1, "bad_verification_code");
}

#[test]
fn v1_says_that_a_code_expired_in_its_own_words() {
    let mut world = Fixture::asking();
    let code = world
        .post(
            "/contoso.example/oauth2/devicecode",
            &[("client_id", DEVICE), ("resource", "https://graph.microsoft.com")],
        )
        .json();
    world.advance("15m");
    let poll = world.token_v1(&[
        ("grant_type", "device_code"),
        ("client_id", DEVICE),
        ("code", code["device_code"].as_str().unwrap()),
    ]);
    assert_eq!(poll.refusal(), (400, "code_expired".into(), String::new(), 70019));
}

#[test]
fn a_confidential_app_is_refused_at_the_poll() {
    let mut world = Fixture::asking();
    let code = world.post("/contoso.example/oauth2/v2.0/devicecode", &[("client_id", DAEMON), ("scope", "User.Read")]);
    assert_eq!(code.status, 200);
    let code = code.json();
    let answer = world.token(&[
        ("grant_type", URN),
        ("client_id", DAEMON),
        ("device_code", code["device_code"].as_str().unwrap()),
    ]);
    assert_eq!(answer.refusal(), (401, "invalid_client".into(), String::new(), 7_000_218));
}
