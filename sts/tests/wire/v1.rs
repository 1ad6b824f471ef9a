use serde_json::Value;

use super::support::{Fixture, LEGACY};

const RESOURCE: &str = "https://graph.microsoft.com";

fn code(world: &mut Fixture) -> (String, String) {
    let redirect = world.control.world().directory().app(LEGACY.parse().unwrap()).unwrap().redirect_uris[0].url.clone();
    let query = super::support::encode(&[
        ("client_id", LEGACY),
        ("response_type", "code"),
        ("redirect_uri", &redirect),
        ("resource", RESOURCE),
    ]);
    let answer = world.get(&format!("/contoso.example/oauth2/authorize?{query}"));
    (answer.redirected()["code"].clone(), redirect)
}

#[test]
fn a_code_without_openid_still_gives_an_unsigned_id_token_and_strings_for_numbers() {
    let mut world = Fixture::new();
    let (code, redirect) = code(&mut world);
    let answer = world.token_v1(&[
        ("grant_type", "authorization_code"),
        ("client_id", LEGACY),
        ("client_secret", "legacy-secret"),
        ("code", &code),
        ("redirect_uri", &redirect),
        ("resource", RESOURCE),
    ]);
    insta::assert_json_snapshot!("authorization_code_v1", answer.snapshot());
    let body = answer.json();
    assert!(["expires_in", "ext_expires_in", "expires_on", "not_before"].iter().all(|n| body[*n].is_string()));
    assert!(body["id_token"].as_str().unwrap().ends_with('.'));
    let refreshed = world.token_v1(&[
        ("grant_type", "refresh_token"),
        ("client_id", LEGACY),
        ("client_secret", "legacy-secret"),
        ("refresh_token", body["refresh_token"].as_str().unwrap()),
        ("resource", "api://payroll"),
    ]);
    assert_eq!((refreshed.status, &refreshed.json()["resource"]), (200, &Value::from("api://payroll")));
}

#[test]
fn an_unknown_resource_is_refused() {
    let answer = Fixture::new().token_v1(&[
        ("grant_type", "client_credentials"),
        ("client_id", LEGACY),
        ("client_secret", "legacy-secret"),
        ("resource", "https://nothing.example"),
    ]);
    assert_eq!(answer.refusal(), (400, "invalid_resource".into(), String::new(), 500_011));
}

#[test]
fn missing_consent_is_interaction_required_here() {
    let answer = Fixture::new().token_v1(&[
        ("grant_type", "password"),
        ("client_id", super::support::DEVICE),
        ("username", "grace@contoso.example"),
        ("password", "Pa55-grace!"),
        ("resource", "api://payroll"),
    ]);
    assert!(matches!(answer.refusal().3, 65001 | 650_057), "{}", answer.body);
}
