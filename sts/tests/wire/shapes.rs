//! The shapes that no other file takes a snapshot of, in both versions.

use super::support::{DESKTOP, Fixture, MIDDLE_TIER, TENANT, WEB, encode};

#[test]
fn keys_logout_and_blank_pages() {
    let mut world = Fixture::new();
    for (name, path) in [
        ("keys_v2", format!("/{TENANT}/discovery/v2.0/keys")),
        ("keys_v1", format!("/{TENANT}/discovery/keys")),
        ("logout_v2", "/common/oauth2/v2.0/logout".into()),
        ("logout_v1", "/common/oauth2/logout".into()),
    ] {
        let answer = world.get(&path).snapshot();
        let body = &answer["body"];
        // Pages have snapshots of their own, beside their templates.
        let shape = if body.is_object() { answer.clone() } else { answer["headers"].clone() };
        insta::assert_json_snapshot!(name, shape);
    }
}

#[test]
fn userinfo_of_both_versions() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens("openid profile email User.Read");
    let token = tokens["access_token"].as_str().unwrap();
    insta::assert_json_snapshot!("userinfo_v2", world.call("/oidc/userinfo", token).snapshot());
    insta::assert_json_snapshot!("userinfo_v1", world.call("/common/openid/userinfo", token).snapshot());
}

#[test]
fn authorize_and_admin_consent_of_both_versions() {
    let mut world = Fixture::new();
    let v1 = encode(&[
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:5000/cb"),
        ("resource", "https://graph.microsoft.com"),
        ("state", "s"),
    ]);
    insta::assert_json_snapshot!(
        "authorize_v1",
        world.get(&format!("/contoso.example/oauth2/authorize?{v1}")).snapshot()
    );
    let consent = encode(&[("client_id", WEB), ("redirect_uri", "http://localhost:5000/cb"), ("state", "s")]);
    for (name, path) in [("admin_consent_v2", "v2.0/adminconsent"), ("admin_consent_v1", "adminconsent")] {
        // The session of the last sign-in is ada's, who is no administrator.
        world.get("/common/oauth2/v2.0/logout");
        let grace = serde_json::json!({"user": "grace"});
        world.control.next_sign_in(serde_json::from_value(grace).unwrap()).unwrap();
        insta::assert_json_snapshot!(name, world.get(&format!("/contoso.example/{path}?{consent}")).snapshot());
    }
}

#[test]
fn refresh_and_on_behalf_of_on_the_v1_endpoint() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens("openid offline_access User.Read");
    let refreshed = world.token_v1(&[
        ("grant_type", "refresh_token"),
        ("client_id", DESKTOP),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("resource", "https://graph.microsoft.com"),
    ]);
    insta::assert_json_snapshot!("refresh_token_v1", refreshed.snapshot());
    let caller = world.desktop_tokens("api://middle-tier/access_as_user");
    let answer = world.token_v1(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("requested_token_use", "on_behalf_of"),
        ("client_id", MIDDLE_TIER),
        ("client_secret", "middle-tier-secret"),
        ("assertion", caller["access_token"].as_str().unwrap()),
        ("resource", "https://graph.microsoft.com"),
    ]);
    insta::assert_json_snapshot!("on_behalf_of_v1", answer.snapshot());
}
