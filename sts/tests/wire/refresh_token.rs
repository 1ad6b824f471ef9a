use serde_json::{Value, json};

use super::support::{Answer, DESKTOP, DEVICE, Fixture, ORDERS, access_claims};

fn refresh(world: &mut Fixture, tokens: &Value, extra: &[(&'static str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("client_id", DESKTOP),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("client_info", "1"),
    ];
    for (name, value) in extra {
        form.retain(|(n, _)| n != name);
        form.push((name, value));
    }
    world.token(&form)
}

const SCOPE: &str = "openid profile offline_access User.Read";

#[test]
fn one_token_serves_several_apis_and_stays_valid() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens(SCOPE);
    let graph = refresh(&mut world, &tokens, &[]);
    insta::assert_json_snapshot!("refresh_token_v2", graph.snapshot());
    assert_ne!(graph.json()["refresh_token"], tokens["refresh_token"]);
    let orders = refresh(&mut world, &tokens, &[("scope", "api://orders/api.read openid offline_access")]);
    assert_eq!(access_claims(&orders.json())["aud"], ORDERS);
    let unconsented = refresh(&mut world, &tokens, &[("scope", "Mail.Read")]);
    assert_eq!(unconsented.refusal(), (400, "invalid_grant".into(), "consent_required".into(), 65001));
    assert_eq!(refresh(&mut world, &tokens, &[("scope", "User.Read api://orders/api.read")]).refusal().3, 28000);
}

#[test]
fn it_slides_and_dies_of_inactivity() {
    let mut world = Fixture::new();
    let first = world.desktop_tokens(SCOPE);
    world.advance("89d");
    let second = refresh(&mut world, &first, &[]).json();
    world.advance("2d");
    assert_eq!(refresh(&mut world, &first, &[]).refusal(), (400, "invalid_grant".into(), "bad_token".into(), 700_082));
    assert_eq!(refresh(&mut world, &second, &[]).status, 200);
}

#[test]
fn it_belongs_to_its_client() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens(SCOPE);
    assert_eq!(refresh(&mut world, &tokens, &[("client_id", DEVICE)]).refusal().3, 70000);
    assert_eq!(refresh(&mut world, &json!({"refresh_token": "1.Anothing"}), &[]).refusal().3, 70000);
    assert_eq!(
        refresh(&mut world, &json!({"refresh_token": "garbage"}), &[]).refusal(),
        (400, "invalid_grant".into(), String::new(), 9_002_313)
    );
}

#[test]
fn a_password_change_and_a_revocation_void_it_even_in_the_same_moment() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens(SCOPE);
    let users = pretenant_sts::control::Kind::Users;
    world.control.update(users, "ada", &json!({"password": "another"})).unwrap();
    let refused = refresh(&mut world, &tokens, &[]);
    assert_eq!(refused.refusal(), (400, "invalid_grant".into(), String::new(), 50173));
    assert!(refused.json()["error_description"].as_str().unwrap().contains("TokensValidFrom"));
    let fresh = world.desktop_tokens(SCOPE);
    assert_eq!(refresh(&mut world, &fresh, &[]).status, 200);
    world.control.revoke_user("ada").unwrap();
    assert_eq!(refresh(&mut world, &fresh, &[]).refusal().3, 50173);
    let third = world.desktop_tokens(SCOPE);
    world.control.update(users, "ada", &json!({"enabled": false})).unwrap();
    assert_eq!(refresh(&mut world, &third, &[]).refusal().3, 50057);
}

#[test]
fn browser_sign_out_leaves_it_alive() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens(SCOPE);
    world.get("/common/oauth2/v2.0/logout");
    assert_eq!(refresh(&mut world, &tokens, &[]).status, 200);
}

#[test]
fn lifetimes_refresh_in_and_family_follow_the_settings() {
    let mut file = pretenant_sts::directory::file::builtin();
    let desktop = file.apps.iter_mut().find(|a| a.name == "desktop").unwrap();
    desktop.lifetimes =
        Some(serde_json::from_value(json!({"access_token": "90s", "refresh_token": "10s", "id_token": "5m"})).unwrap());
    desktop.flows = Some(serde_json::from_value(json!({"foci": "1", "refresh_in": "30s"})).unwrap());
    let mut world = Fixture::with(file, pretenant_sts::world::SignInMode::Auto);
    let tokens = world.desktop_tokens(SCOPE);
    assert_eq!((&tokens["expires_in"], &tokens["refresh_in"], &tokens["foci"]), (&json!(89), &json!(30), &json!("1")));
    let id = super::support::part(tokens["id_token"].as_str().unwrap(), 1);
    assert_eq!(id["exp"].as_i64().unwrap() - id["iat"].as_i64().unwrap(), 600);
    world.advance("10s");
    assert_eq!(refresh(&mut world, &tokens, &[]).refusal().3, 700_082);
}
