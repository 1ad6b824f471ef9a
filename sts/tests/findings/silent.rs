use pretenant_sts::control::Kind;
use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, SCOPE, poll, refresh, shown, signed_in, start_device, text};
use super::support::{DEVICE, Fixture, VERIFIER, WEB};

const RULE: &str = "silent.not-tried";

#[test]
fn a_second_sign_in_while_the_refresh_token_lives_is_found() {
    let mut world = Fixture::new();
    signed_in(&mut world, SCOPE, &[]);
    world.advance("2h");
    signed_in(&mut world, SCOPE, &[]);
    let finding = world.only(RULE);
    assert_eq!((finding.severity, finding.user.as_deref()), (Severity::Warning, Some("ada@contoso.example")));
    assert_eq!(shown(&finding), [2, 3, 4]);
    assert!(
        finding.sentence.starts_with("made the user sign in through the browser 2 h after"),
        "{}",
        finding.sentence
    );
}

#[test]
fn a_refused_refresh_is_a_silent_try() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.control.revoke_user("ada").unwrap();
    assert_eq!(refresh(&mut world, &tokens, &[]).status, 400);
    signed_in(&mut world, SCOPE, &[]);
    world.none(RULE);
}

#[test]
fn whoever_asks_for_the_user_on_purpose_is_excused() {
    for (name, value) in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("prompt", "consent"),
        ("max_age", "60"),
        ("claims", r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#),
    ] {
        let mut world = Fixture::new();
        signed_in(&mut world, SCOPE, &[]);
        signed_in(&mut world, SCOPE, &[(name, value)]);
        world.none(RULE);
    }
}

#[test]
fn a_permission_that_was_not_granted_before_needs_the_user() {
    let mut world = Fixture::new();
    signed_in(&mut world, SCOPE, &[]);
    signed_in(&mut world, "offline_access Mail.Read", &[]);
    world.none(RULE);
    signed_in(&mut world, "offline_access Mail.Read User.Read", &[]);
    world.only(RULE);
}

#[test]
fn a_challenge_of_an_api_needs_the_user() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "api"}, "then": {"claims": {"access_token": {"nbf": {"value": "1"}}}}}));
    let tokens = signed_in(&mut world, SCOPE, &[]);
    assert_eq!(world.call("/v1.0/me", text(&tokens, "access_token")).status, 401);
    signed_in(&mut world, SCOPE, &[]);
    world.none(RULE);
}

#[test]
fn another_user_and_a_web_app_are_excused() {
    let mut world = Fixture::new();
    signed_in(&mut world, SCOPE, &[]);
    let mut other = Fixture::new();
    other.control = world.control.clone();
    signed_in(&mut other, SCOPE, &[("login_hint", "grace@contoso.example")]);
    for _ in 0..2 {
        let code = world.code(WEB, "http://localhost:5000/cb", SCOPE);
        let answer = world.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", WEB),
            ("client_secret", "web-secret"),
            ("code", &code),
            ("redirect_uri", "http://localhost:5000/cb"),
            ("code_verifier", VERIFIER),
        ]);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    world.none(RULE);
}

#[test]
fn passwords_and_device_codes_are_sign_ins_too() {
    let mut world = Fixture::new();
    let password = [
        ("grant_type", "password"),
        ("client_id", DEVICE),
        ("username", "ada@contoso.example"),
        ("password", "Pa55-ada!"),
        ("scope", SCOPE),
    ];
    for _ in 0..2 {
        assert_eq!(world.token(&password).status, 200);
    }
    assert_eq!(shown(&world.only(RULE)), [1, 2]);
    let start = start_device(&mut world);
    assert_eq!(poll(&mut world, &start).status, 200);
    let words: Vec<String> = world.of(RULE).into_iter().map(|f| f.sentence).collect();
    assert!(words[0].contains("with the password") && words[1].contains("with a device code"), "{words:?}");
}

#[test]
fn pages_between_request_and_code_do_not_hide_the_request() {
    let mut world = Fixture::asking();
    let sign_in = |world: &mut Fixture| {
        let page = super::judged::careful(world, "fix", SCOPE, &[("code_challenge", super::support::CHALLENGE)]);
        let answer =
            if page.page() == "sign-in" { world.sign_in(&page, "ada@contoso.example", "Pa55-ada!") } else { page };
        let code = answer.redirected()["code"].clone();
        assert_eq!(super::judged::redeem(world, &code).status, 200);
    };
    sign_in(&mut world);
    let mut again = Fixture::asking();
    again.control = world.control.clone();
    sign_in(&mut again);
    // 1 authorize, 2 login, 3 token; 4 authorize, 5 login, 6 token.
    assert_eq!(shown(&world.only(RULE)), [3, 4, 6]);
}

#[test]
fn a_refresh_token_that_has_run_out_needs_no_try() {
    let mut world = Fixture::new();
    world.control.update(Kind::Apps, "desktop", &json!({"lifetimes": {"refresh_token": "1d"}})).unwrap();
    world.rule(
        json!({"when": {"endpoint": "token"}, "then": {"response": {"set": {"refresh_token_expires_in": 86400}}}}),
    );
    signed_in(&mut world, SCOPE, &[]);
    world.advance("1d");
    signed_in(&mut world, SCOPE, &[]);
    world.none(RULE);
}
